"""Every failure is one sentence with a remedy; docs/errors.md holds them as real runs show them.

`PYTHONPATH=tests python -m errors.test_errors` writes the page anew.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from clients import REGION
from ivs_realtime_local import LocalService
from show import Show

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"

HEAD = """# Errors

Every failure of this package is one sentence: what was asked, of which resource, what AWS said, what to do about it.
The progress row of `pulumi up` shows the same sentence as its diagnostics. `PULUMI_IVS_DEBUG=1` adds the traceback.
When a resource fails, the CLI interrupts the program, and Python may print a `KeyboardInterrupt` traceback of
`pulumi-language-python-exec` above the sentence: that is Pulumi's, with every dynamic provider.

The sentences below are captured by `tests/errors/test_errors.py` from real runs; ARNs, addresses and sessions are
shortened. Bad input is found in the preview and before any call: all of one resource at once, while other resources may
have to wait for the next preview.

What is wrong in the program itself is raised there and can be caught: `ivs.LookupFailed` where a look-up does not find
the one stage, `ValueError` where an argument cannot be used, `ivs.IvsRealTimeError` in every case. Uncaught, it ends
the program with its sentence, to which Pulumi adds "an unhandled error occurred: program exited with non-zero exit
code: 1".

Inside a component plugin written in Python, what a resource is refused for reads the same. What the component's own
code gets wrong (an option, a look-up) Pulumi's SDK frames: "Unexpected <class 'Exception'>: " before the sentence, and
the component's stack behind it (`tests/components`).

Which typical mistakes the editor, the preview or `up` stops: [mistakes.md](mistakes.md).
"""

ENDED = {"an unhandled error occurred: program exited with non-zero exit code: 1", "update failed"}


@dataclass(frozen=True)
class Case:
    """A way to fail: what is done to the service, the environment or the configuration, and the program then run."""

    title: str
    arguments: dict[str, Any] = field(default_factory=dict)
    fault: tuple[str, str] | None = None
    first: dict[str, Any] | None = None
    live: bool = False
    gone: bool = False
    environment: dict[str, str] = field(default_factory=dict)
    config: dict[str, str] = field(default_factory=dict)
    operation: str = "up"
    beside: Callable[[ivs.Stage], object] | None = None


def a_token(**arguments: Any) -> Callable[[ivs.Stage], object]:
    return lambda lobby: ivs.ParticipantToken("host", stage_arn=lobby.arn, **arguments)


def a_tag(key: str) -> Callable[[ivs.Stage], object]:
    return lambda lobby: ivs.Tag("cost", resource_arn=lobby.arn, key=key, value="7")


class Aws:
    """A stand-in for a provider of pulumi-aws, to register which the engine would need its plugin."""

    package = "aws"


def a_stage(opts: Any) -> Callable[[ivs.Stage], object]:
    return lambda _: ivs.Stage("foyer", opts=opts)


RECORDING = "auto_participant_recording_configuration"
NOWHERE = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent", "HOME": "/nonexistent"}
ROLE = "arn:aws:iam::123456789012:role/deploy"
DENIED = "AccessDeniedException"

CASES = {
    "Bad input": [
        Case("A name that the service does not take", {"name": "two words"}, operation="preview"),
        Case("51 tags", {"tags": {f"k{n}": "v" for n in range(51)}}, operation="preview"),
        Case("51 tags with the default tags", {"tags": {f"k{n}": "v" for n in range(50)}}, operation="preview",
             config={"defaultTags": '{"tags": {"team": "live"}}'}),
        Case("A key that AWS reserves", {"tags": {"aws:team": "live"}}, operation="preview"),
        Case("A misspelt key of a nested block", operation="preview",
             arguments={RECORDING: {"storage_configuration_arn": "", "media_typs": ["AUDIO_ONLY"]}}),
        Case("A number out of range", operation="preview",
             arguments={RECORDING: {"storage_configuration_arn": "", "recording_reconnect_window_seconds": 301}}),
        Case("A storage configuration of another region", operation="preview", arguments={RECORDING: {
             "storage_configuration_arn": "arn:aws:ivs:us-west-2:123456789012:storage-configuration/Archive00001"}}),
        Case("No region", operation="preview", environment={"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}),
        Case("A stage to adopt that does not exist", operation="preview",
             arguments={"adopt": "arn:aws:ivs:eu-central-1:123456789012:stage/AbCdEfGh1234"}),
        Case("A token for longer than 14 days", operation="preview", beside=a_token(duration=20161)),
        Case("A token without a right that is known", operation="preview", beside=a_token(capabilities=["LISTEN"])),
        Case("A tag that AWS reserves", operation="preview", beside=a_tag("aws:cost")),
    ],
    "Configuration": [
        Case("A key of pulumi-aws 6", config={"assumeRole": "{}"}, operation="preview"),
        Case("A plain string for a structured key", config={"defaultTags": "team=live"}, operation="preview"),
        Case("A misspelt key of a role", operation="preview",
             config={"assumeRoles": '[{"role": "arn:aws:iam::1:role/x"}]'}),
        Case("A misspelt service of an endpoint", operation="preview",
             config={"endpoints": '[{"ivs-realtime": "http://x"}]'}),
        Case("A CA bundle that does not exist", config={"customCaBundle": "/etc/ssl/ours.pem"}),
        Case("A web identity whose token file does not exist", config={"assumeRoleWithWebIdentity": json.dumps(
             {"roleArn": ROLE, "webIdentityTokenFile": "/var/run/token"})}),
        Case("A role that may not be assumed", fault=("AssumeRole", DENIED),
             config={"assumeRoles": json.dumps([{"roleArn": ROLE}])}),
        Case("No credentials", environment={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}),
        Case("A profile that does not exist", config={"profile": "nobody"}),
        Case("The wrong account", config={"allowedAccountIds": '["999999999999"]'}),
    ],
    "The program": [
        Case("A look-up that finds no stage", operation="preview", beside=lambda _: ivs.get_stage(name="hall")),
        Case("An Output in a plain look-up", operation="preview", beside=lambda lobby: ivs.get_stage(arn=lobby.arn)),
        Case("A filter of the wrong type", operation="preview", beside=lambda _: ivs.get_stages(tags={"floor": 3})),
        Case("An AWS provider", operation="preview", beside=a_stage(pulumi.ResourceOptions(provider=Aws()))),
        Case("An import", operation="preview", beside=a_stage(pulumi.ResourceOptions(import_="arn:…"))),
        Case("Options that are none", operation="preview", beside=a_stage({"protect": True})),
        Case("One tag declared twice", operation="preview", beside=lambda lobby: [
             ivs.Tag(name, resource_arn=lobby.arn, key="team", value="7") for name in ("cost", "price")]),
    ],
    "Answers of AWS": [
        Case("Access denied to CreateStage", fault=("CreateStage", DENIED)),
        Case("Access denied to TagResource", {"tags": {"team": "live"}}, first={}, fault=("TagResource", DENIED)),
        Case("Access denied to GetStage in a refresh", first={}, operation="refresh", fault=("GetStage", DENIED)),
        Case("Access denied to DeleteStage", first={}, operation="destroy", fault=("DeleteStage", DENIED)),
        Case("Access denied to CreateParticipantToken", beside=a_token(), fault=("CreateParticipantToken", DENIED)),
        Case("An access key that AWS does not know", fault=("ListStages", "UnrecognizedClientException")),
        Case("A secret key that is wrong", fault=("ListStages", "InvalidSignatureException")),
        Case("Credentials that have expired", fault=("ListStages", "ExpiredTokenException")),
        Case("Too many stages", fault=("CreateStage", "ServiceQuotaExceededException")),
        Case("The account is not verified yet", fault=("CreateStage", "PendingVerification")),
        Case("Throttled for longer than `aws:maxRetries` allows", fault=("CreateStage", "429"),
             config={"maxRetries": "1"}),
        Case("The service fails", fault=("ListStages", "500"), config={"maxRetries": "1"}),
        Case("An update while AWS is busy with the stage", {"name": "foyer"}, first={"name": "lobby"},
             fault=("UpdateStage", "ConflictException")),
        Case("An update of a stage that was deleted elsewhere", {"name": "foyer"}, first={"name": "lobby"},
             fault=("UpdateStage", "ResourceNotFoundException")),
        Case("A stage that is not found with credentials of another account", first={}, operation="refresh",
             environment={"AWS_ACCESS_KEY_ID": "210987654321"}, fault=("GetStage", "ResourceNotFoundException")),
        Case("A stage that is not found while STS does not say whose the credentials are", first={}, gone=True,
             operation="destroy", fault=("GetCallerIdentity", DENIED)),
        Case("A stage that AWS is busy with is deleted", first={}, operation="destroy",
             fault=("DeleteStage", "ConflictException")),
        Case("A bad value that only AWS knows", fault=("CreateStage", "ValidationException")),
    ],
    "The network": [
        Case("A service that is down", environment={"AWS_ENDPOINT_URL_IVS_REALTIME": "http://127.0.0.1:9"},
             config={"maxRetries": "1"}),
        Case("A connection that breaks at every attempt", {"name": "foyer"}, first={"name": "lobby"},
             fault=("UpdateStage", "reset"), config={"maxRetries": "1"}),
        Case("A login page or a proxy that answers instead of AWS", {"name": "foyer"}, first={"name": "lobby"},
             fault=("UpdateStage", "html"), config={"maxRetries": "1"}),
        Case("A listing whose pages never end", fault=("ListStages", "endless")),
    ],
    "Live stages": [
        Case("Deleting a live stage", first={}, live=True, operation="destroy"),
        Case("Deleting a live stage by its name", first={}, live=True, operation="destroy",
             environment={"PULUMI_IVS_FORCE_DESTROY": "lobby"}),
        Case("Moving a live stage to another region", {"region": "us-west-2"}, first={}, live=True),
    ],
}  # fmt: skip
ALL = [case for cases in CASES.values() for case in cases]


def program(arguments: dict[str, Any], beside: Callable[[ivs.Stage], object] | None = None) -> Callable[[], None]:
    def run() -> None:
        lobby = ivs.Stage("lobby", **arguments)
        if beside:
            beside(lobby)

    return run


def failure(show: Show, case: Case) -> str:
    """The errors about the stage that one run shows."""
    if case.first is not None:
        show.up(program(case.first))
    if case.live or case.gone:
        (stage,) = show.stages().values()
        show.service.join(stage["arn"]) if case.live else show.aws.delete_stage(arn=stage["arn"])
    show.stack.environment |= NOWHERE | case.environment
    if case.fault:
        show.service.fault(case.fault[1], case.fault[0])
    stack = show.declare(program(case.arguments, case.beside), **case.config)
    stack.allow(case.config.get("profile", ""))
    result = getattr(stack, case.operation)(fails=True)
    errors = [found for found in result.diagnostics if found.severity == "error" and found.message not in ENDED]
    said = [found.message for found in errors if "ivs-realtime" in found.urn or not found.urn]
    return "\n".join(shortened(message) for message in said)


def shortened(message: str) -> str:
    """Without what differs from run to run."""
    message = re.sub(r"stage/[A-Za-z0-9]{12}", "stage/AbCdEfGh1234", message)
    message = re.sub(r"st-[A-Za-z0-9]{13}", "st-AbCdEfGh12345", message)
    return re.sub(r"http://127\.0\.0\.1:[0-9]+", "http://127.0.0.1:1234", message)


def documented() -> dict[str, str]:
    """The sentences of the page, by title."""
    return dict(re.findall(r"^\*\*(.+?)\*\*\n\n```text\n(.*?)\n```$", PAGE.read_text(), re.MULTILINE | re.DOTALL))


@pytest.mark.few(9)
@pytest.mark.parametrize("case", ALL, ids=[case.title for case in ALL])
def test_the_page_shows_what_a_run_shows(show, case):
    said = failure(show, case)

    assert said
    assert "Traceback" not in said
    assert documented()[case.title] == said


def test_the_bad_input_of_one_resource_is_told_at_once(show):
    """Of two resources the engine may show one alone: the page promises no more."""
    said = failure(show, Case("Two", {"name": "two words", "tags": {"aws:team": "x"}}, operation="preview"))

    assert "name must consist of" in said
    assert 'key begins with "aws:"' in said
    assert show.service.calls() == []


def test_the_page_begins_as_it_is_written():
    assert PAGE.read_text().startswith(HEAD)


def test_the_page_has_no_other_sentences():
    assert list(documented()) == [case.title for case in ALL]


def environment_of(service: LocalService) -> AbstractContextManager[Any]:
    """As the fixture has it: the program runs in this process."""
    return patch.dict(os.environ, service.environment(REGION))


def write_page() -> None:
    parts = [HEAD]
    for section, cases in CASES.items():
        parts.append(f"\n## {section}\n")
        for case in cases:
            with tempfile.TemporaryDirectory() as folder, LocalService() as service, environment_of(service):
                parts.append(f"\n**{case.title}**\n\n```text\n{failure(Show(Path(folder), service), case)}\n```\n")
    PAGE.write_text("".join(parts))


if __name__ == "__main__":
    write_page()
