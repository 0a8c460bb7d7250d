"""The edits that are previewed for the golden reports: a program before, one after, and what happens in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from textwrap import dedent, indent

from pulumi_ivs_realtime.local import LocalService

Between = Callable[[LocalService, dict[str, str]], None]
"""What others do after the first `up`: gets the service, and the stages' ARNs by resource name."""


def _nothing(_service: LocalService, _arns: dict[str, str]) -> None:
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
    """

    before: str
    after: str
    flags: tuple[str, ...] = ("--show-sames",)
    config: tuple[str, str] = ("", "")
    between: Between = field(default=_nothing)
    fails: bool = False


def _program(body: str) -> str:
    return "import pulumi\nimport pulumi_ivs_realtime as ivs\n\n" + dedent(body).strip() + "\n"


def _stages(*lines: str) -> str:
    return _program("\n".join(lines))


def _config(body: str) -> str:
    return "config:\n" + indent(dedent(body).strip(), "  ") + "\n"


_LOBBY = 'ivs.Stage("lobby", tags={"team": "live", "for": "audience"})'
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
_RECORDER = """
    import pulumi.dynamic

    class Plain(pulumi.dynamic.ResourceProvider):
        def create(self, props):
            return pulumi.dynamic.CreateResult("plain", props)

    class Webhook(pulumi.dynamic.Resource, module="example", name="Webhook"):
        def __init__(self, name, props, opts=None):
            super().__init__(Plain(), name, props, opts)

"""


def _two_joined(service: LocalService, arns: dict[str, str]) -> None:
    service.join(arns["main-stage"], count=2)


def _tags_by_hand(service: LocalService, arns: dict[str, str]) -> None:
    import boto3

    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client = boto3.client("ivs-realtime", region_name="eu-central-1", endpoint_url=service.url, **keys)
    client.tag_resource(resourceArn=arns["lobby"], tags={"team": "somebody-else", "cost-centre": "4711"})
    client.delete_stage(arn=arns["main-stage"])


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
    "recording-changed": Case(
        _stages(_RECORDED.replace("SECONDS", "30")), _stages(_RECORDED.replace("SECONDS", "90"))
    ),
    "recording-off": Case(_stages(_RECORDED.replace("SECONDS", "30")), _stages(_MAIN)),
    "protected": Case(
        _stages(_LOBBY, _MAIN.replace(")", ", opts=pulumi.ResourceOptions(protect=True))")), _stages(_LOBBY), fails=True
    ),
    "retained": Case(
        _stages(_LOBBY, _MAIN.replace(")", ", opts=pulumi.ResourceOptions(retain_on_delete=True))")), _stages(_LOBBY)
    ),
    "refused": Case(
        _stages(_LOBBY), _stages('ivs.Stage("lobby", name="not a name", tags={"aws:x": "y"})', _MAIN), fails=True
    ),
    "broken-program": Case(_stages(_LOBBY), _stages(_LOBBY, 'raise RuntimeError("no such room")'), fails=True),
    "drift": Case(
        _stages(_LOBBY, _MAIN), _stages(_LOBBY, _MAIN), flags=("--show-sames", "--refresh"), between=_tags_by_hand
    ),
    "without-sames": Case(
        _stages(_LOBBY, _MAIN), _stages(_LOBBY.replace('"live"', '"events"'), _MAIN), flags=()
    ),
    "unknown-tags": Case(
        _program(_RECORDER) + _stages(_LOBBY),
        _program(_RECORDER)
        + 'hook = Webhook("hook", {"url": None, "secret": pulumi.Output.secret("hunter2")})\n'
        + 'ivs.Stage("lobby", tags={"team": "live", "hook": hook.url})\n',
    ),
    "300-stages": Case(_program(_MANY), _program(_MANY_AFTER)),
}
