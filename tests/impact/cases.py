"""The edits that are previewed for the golden reports: a program before, one after, and what happens in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from textwrap import dedent, indent

import boto3

from impact.cli import PROJECT, STACK, CommandLine

Between = Callable[[CommandLine], None]
"""What others do, or time does, after the first `up`."""


def _nothing(_engine: CommandLine) -> None:
    return None


@dataclass(frozen=True)
class Case:
    """One edit.

    Attributes:
        before: the program that is up when the branch begins; "" for an empty stack.
        after: the program on the branch.
        flags: more flags of the preview, or None for `--show-sames`.
        config: the stack's configuration before and after, as YAML.
        fails: the preview is expected to fail.
        offline: recorded on the offline engine, because it needs a package whose plugin is not at hand.
        streamed: reported from the streamed events, because the digest does not hold what it is about.
    """

    before: str
    after: str
    flags: tuple[str, ...] = ("--show-sames",)
    config: tuple[str, str] = ("", "")
    between: Between = field(default=_nothing)
    fails: bool = False
    offline: bool = False
    streamed: bool = False


NOW = datetime(2026, 1, 15, 12, 0, tzinfo=timezone.utc)
"""The moment of every recording: times in it were moved there."""

ISO = "%Y-%m-%dT%H:%M:%SZ"


def _program(body: str) -> str:
    return "import pulumi\nimport pulumi_ivs_realtime as ivs\n\n" + dedent(body).strip() + "\n"


def _stages(*lines: str) -> str:
    return _program("\n".join(lines))


def _config(body: str) -> str:
    return "config:\n" + indent(dedent(body).strip(), "  ") + "\n"


_LOBBY = 'ivs.Stage("lobby", tags={"team": "live", "for": "audience"})'
_LOBBY_NAMED = "lobby = " + _LOBBY
_LOBBY_FREE = 'lobby = ivs.Stage("lobby", opts=pulumi.ResourceOptions(ignore_changes=["tags"]))'
_TAG_B = 'ivs.Tag("b", resource_arn=lobby.arn, key="b", value="1")'
_TAG_C = _TAG_B.replace('key="b"', 'key="c"')
_MAIN = 'ivs.Stage("main-stage", tags={"team": "live"})'
_ARCHIVE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/ShowArchive1"
_RECORDED = (
    'ivs.Stage("main-stage", tags={"team": "live"}, auto_participant_recording_configuration='
    f'{{"storage_configuration_arn": "{_ARCHIVE}", '
    '"thumbnail_configuration": {"recording_mode": "INTERVAL", "target_interval_seconds": SECONDS}})'
)
_MANY = """
    for n in range(300):
        ivs.Stage(f"room-{n:03}", tags={"room": str(n)})
"""
_MANY_AFTER = """
    for n in range(20, 320):
        ivs.Stage(f"room-{n:03}", tags={"room": str(n)}, force_destroy=n % 2 == 0 and n < 40)
"""
_WITH_AWS = """
    import pulumi_aws as aws

    lobby = ivs.Stage("lobby", tags={{"team": "{tag}"}})
    aws.cloudwatch.LogGroup("logs", retention_in_days={days})
    aws.ssm.Parameter("room", type="SecureString", value=pulumi.Output.secret("hunter{days}"), description=lobby.arn)
    {more}
"""
_RECORDER = """
    import pulumi.dynamic

    class Plain(pulumi.dynamic.ResourceProvider):
        def create(self, props):
            return pulumi.dynamic.CreateResult("plain", props)

    class Webhook(pulumi.dynamic.Resource, module="example", name="Webhook"):
        def __init__(self, name, props, opts=None):
            super().__init__(Plain(), name, props, opts)

"""


def _two_joined(engine: CommandLine) -> None:
    engine.service.join(engine.stages()["main-stage"], count=2)


def _expires(engine: CommandLine, name: str, minutes: int) -> None:
    """Time passes: the state says that the token has so many minutes left."""
    state = engine.exported()
    token = next(each for each in state["deployment"]["resources"] if each["urn"].endswith(f"::{name}"))
    token["outputs"]["expirationTime"] = (datetime.now(timezone.utc) + timedelta(minutes=minutes)).strftime(ISO)
    engine.imported(state)


def _host_token_ages(engine: CommandLine) -> None:
    _expires(engine, "host", 30)


def _guest_token_ages(engine: CommandLine) -> None:
    _expires(engine, "guest", 30)
    _expires(engine, "speaker", 30)
    _expires(engine, "late", -30)


_HALVED = (
    _LOBBY_NAMED,
    _MAIN.replace(")", ", force_destroy=True)"),
    'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host")',
)
_WHOLE = (
    _LOBBY_NAMED,
    _MAIN.replace(")", ', force_destroy=True, region="us-west-2")'),
    'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host", capabilities=["SUBSCRIBE"])',
)


def _replaced_by_half(engine: CommandLine) -> None:
    """An earlier run made the new stage and token, and could not delete the old ones."""
    engine.write(_stages(*_WHOLE))
    for operation in ("DeleteStage", "DisconnectParticipant"):
        engine.service.fault("AccessDeniedException", operation)
    assert engine.up().returncode
    engine.service.calm()


def _tainted(engine: CommandLine) -> None:
    urn = f"urn:pulumi:{STACK}::{PROJECT}::pulumi-python:dynamic/ivs-realtime:Stage::main-stage"
    assert not engine.run("state", "taint", urn, "--yes", "--stack", STACK).returncode


def _tags_by_hand(engine: CommandLine) -> None:
    service, arns = engine.service, engine.stages()
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client = boto3.client("ivs-realtime", region_name="eu-central-1", endpoint_url=service.url, **keys)
    client.tag_resource(resourceArn=arns["lobby"], tags={"team": "somebody-else", "cost-centre": "4711"})
    client.delete_stage(arn=arns["main-stage"])


_HERE = 'there = pulumi.ResourceOptions(provider=ivs.Provider("here", region="eu-central-1"))'
_THERE = ", opts=there"
_HOSTED = (
    'lobby = ivs.Stage("lobby", tags={{"team": "live", "for": "audience"}}{opts})',
    'ivs.Stage("main-stage", tags={{"team": "live"}}{opts})',
    'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host"{opts})',
    'ivs.Stage("moved"{opts})',
)

CASES: dict[str, Case] = {
    "create": Case("", _stages(_LOBBY, _MAIN)),
    "empty": Case(_stages(_LOBBY, _MAIN), _stages(_LOBBY, _MAIN)),
    "nothing-at-all": Case("", _program("")),
    "tags": Case(
        _stages(_LOBBY, _MAIN),
        _stages('ivs.Stage("lobby", tags={"team": "events", "tier": "gold", "note": "a|b `c` <d>"})', _MAIN),
    ),
    "default-tags": Case(
        _stages(_LOBBY, _MAIN),
        _stages(_LOBBY, _MAIN),
        config=("", _config('aws:defaultTags: {tags: {managed-by: pulumi, team: "default"}}')),
    ),
    "rename": Case(_stages(_LOBBY, _MAIN), _stages(_LOBBY.replace('"lobby",', '"lobby", name="front-door",'), _MAIN)),
    "replace-by-region": Case(
        _stages(_LOBBY, _MAIN), _stages(_LOBBY, _MAIN.replace(")", ', region="us-west-2")')), between=_two_joined
    ),
    "delete-of-a-live-stage": Case(_stages(_LOBBY, _MAIN), _stages(_LOBBY), between=_two_joined),
    "delete-by-force": Case(
        _stages(_LOBBY, _MAIN.replace(")", ", force_destroy=True)")), _stages(_LOBBY), between=_two_joined
    ),
    "recording-on": Case(_stages(_LOBBY, _MAIN), _stages(_LOBBY, _RECORDED.replace("SECONDS", "30"))),
    "recording-changed": Case(_stages(_RECORDED.replace("SECONDS", "30")), _stages(_RECORDED.replace("SECONDS", "90"))),
    "recording-off": Case(_stages(_RECORDED.replace("SECONDS", "30")), _stages(_MAIN)),
    "protected": Case(
        _stages(_LOBBY, _MAIN.replace(")", ", opts=pulumi.ResourceOptions(protect=True))")), _stages(_LOBBY), fails=True
    ),
    "retained": Case(
        _stages(_LOBBY, _MAIN.replace(")", ", opts=pulumi.ResourceOptions(retain_on_delete=True))")), _stages(_LOBBY)
    ),
    "refused": Case(_stages(_LOBBY), _stages('ivs.Stage("lobby", name="not a name", tags={"aws:x": "y"})'), fails=True),
    "broken-program": Case(_stages(_LOBBY), _stages(_LOBBY, 'raise RuntimeError("no such room")'), fails=True),
    "drift": Case(
        _stages(_LOBBY, _MAIN), _stages(_LOBBY, _MAIN), flags=("--show-sames", "--refresh"), between=_tags_by_hand
    ),
    "without-sames": Case(_stages(_LOBBY, _MAIN), _stages(_LOBBY.replace('"live"', '"events"'), _MAIN), flags=()),
    "unknown-tags": Case(
        _program(_RECORDER) + _stages(_LOBBY),
        _program(_RECORDER)
        + 'hook = Webhook("hook", {"url": None, "secret": pulumi.Output.secret("hunter2")})\n'
        + 'ivs.Stage("lobby", tags={"team": "live", "hook": hook.url})\n',
    ),
    "token-renewal": Case(
        _stages(_LOBBY_NAMED, 'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host")'),
        _stages(_LOBBY_NAMED, 'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host")'),
        between=_host_token_ages,
    ),
    "tokens": Case(
        _stages(
            _LOBBY_NAMED,
            _MAIN.replace("ivs.", "main = ivs."),
            'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host", capabilities=["PUBLISH"])',
            'ivs.ParticipantToken("viewer", stage_arn=lobby.arn, user_id="viewer")',
            'ivs.ParticipantToken("guest", stage_arn=lobby.arn, user_id="guest")',
            'ivs.ParticipantToken("speaker", stage_arn=lobby.arn, user_id="speaker", capabilities=["PUBLISH"])',
            'ivs.ParticipantToken("late", stage_arn=lobby.arn, user_id="late")',
            'ivs.ParticipantToken("singer", stage_arn=main.arn, user_id="singer")',
            'ivs.ParticipantToken("crew", stage_arn=lobby.arn, user_id="crew")',
        ),
        _stages(
            _LOBBY_NAMED,
            'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host", capabilities=["SUBSCRIBE"])',
            'ivs.ParticipantToken("speaker", stage_arn=lobby.arn, user_id="speaker", capabilities=["SUBSCRIBE"])',
            'ivs.ParticipantToken("crew", stage_arn=lobby.arn, user_id="crew", renew_before=60)',
            'ivs.ParticipantToken("new", stage_arn=lobby.arn, user_id="new", attributes={"seat": "7"})',
        ),
        between=_guest_token_ages,
    ),
    "tags-of-others": Case(
        _stages(_LOBBY_FREE, 'ivs.Tag("a", resource_arn=lobby.arn, key="a", value="1")', _TAG_B),
        _stages(_LOBBY_FREE, 'ivs.Tag("a", resource_arn=lobby.arn, key="a", value="2")', _TAG_C),
    ),
    "with-pulumi-aws": Case(
        _program(_WITH_AWS.format(tag="live", days=7, more="aws.s3.Bucket('archive')")),
        _program(_WITH_AWS.format(tag="events", days=14, more="aws.sns.Topic('alarms', display_name='Alarms')")),
        offline=True,
    ),
    "left-over": Case(_stages(*_HALVED), _stages(*_WHOLE), between=_replaced_by_half, streamed=True),
    "tainted": Case(_stages(_LOBBY, _MAIN), _stages(_LOBBY, _MAIN), between=_tainted),
    "plugin": Case(
        _stages(_HERE, *(each.format(opts=_THERE) for each in _HOSTED)),
        _stages(
            _HERE,
            _HOSTED[0].format(opts=_THERE).replace('"audience"', '"all"'),
            _HOSTED[2].format(opts=_THERE).replace('user_id="host"', 'user_id="host", capabilities=["SUBSCRIBE"]'),
            'ivs.Stage("foyer", opts=there)',
            'ivs.Stage("moved", region="us-west-2", opts=there)',
        ),
    ),
    "a-busy-day": Case(
        _stages(
            'clinic = ivs.Stage("consultation", tags={"team": "clinic"}, force_destroy=True)',
            'ivs.Stage("old-town-hall", tags={"team": "events"})',
            _RECORDED.replace("SECONDS", "30"),
            *(f'ivs.Stage("class-{n}", tags={{"team": "school", "term": "winter"}})' for n in range(1, 5)),
            'lobby = ivs.Stage("lobby")',
            'ivs.ParticipantToken("doctor", stage_arn=lobby.arn, user_id="dr-weiss")',
            'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host")',
        ),
        _stages(
            'ivs.Stage("consultation", tags={"team": "clinic"}, region="us-west-2", force_destroy=True)',
            _MAIN,
            *(f'ivs.Stage("class-{n}", tags={{"team": "school", "term": "summer", "year": "2"}})' for n in range(1, 5)),
            'lobby = ivs.Stage("lobby")',
            'ivs.ParticipantToken("doctor", stage_arn=lobby.arn, user_id="dr-weiss", capabilities=["SUBSCRIBE"])',
            'ivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="host")',
        ),
        between=_host_token_ages,
    ),
    "300-stages": Case(_program(_MANY), _program(_MANY_AFTER)),
}
