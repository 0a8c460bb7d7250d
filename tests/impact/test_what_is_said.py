"""What the report says of single cases, read from previews of real programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from impact.cli import ENGINES, CommandLine
from ivs_realtime_local import LocalService

STREAMED = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
ARCHIVE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/ShowArchive1"
TWO = 'lobby = ivs.Stage("lobby"{})\nivs.ParticipantToken("host", stage_arn=lobby.arn, user_id="ada"{})\n'


@pytest.fixture(scope="module")
def service(ivs_realtime_process: LocalService) -> LocalService:
    ivs_realtime_process.reset()
    return ivs_realtime_process


@pytest.fixture
def engine(tmp_path: Path, service: LocalService, request: pytest.FixtureRequest) -> CommandLine:
    service.reset()
    found = CommandLine(tmp_path, service, offline=getattr(request, "param", True))
    found.begin()
    return found


def declare(engine: CommandLine, *lines: str, config: str = "") -> None:
    engine.write("import pulumi\nimport pulumi_ivs_realtime as ivs\n" + "".join(lines), config)


def up(engine: CommandLine, *lines: str) -> None:
    declare(engine, *lines)
    done = engine.up()
    assert done.returncode == 0, done.stdout + done.stderr


def previewed(engine: CommandLine) -> str:
    return engine.preview("--show-sames", **STREAMED).stdout


def aws(service: LocalService) -> Any:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return boto3.client("ivs-realtime", region_name="eu-central-1", endpoint_url=service.url, **keys)


@pytest.mark.full
def test_a_token_is_not_harmless_because_nobody_could_be_counted(engine: CommandLine) -> None:
    """Its user may be in the session; the report says why it does not know, and the gate is closed."""
    up(engine, TWO.format("", ""))
    engine.service.join(engine.stages()["lobby"])
    declare(engine, TWO.format("", ', capabilities=["SUBSCRIBE"]'))
    preview = previewed(engine)

    denied = "AccessDeniedException"
    for kind, format_ in ((denied, "text"), (denied, "markdown"), (denied, "json"), ("500", "text"), ("reset", "text")):
        engine.service.calm()
        engine.service.fault(kind, "ListParticipants")
        done = engine.reported(preview, "--live", "--fail-on", "disconnect", "--format", format_)

        assert done.returncode == 3, done.stdout + done.stderr
        assert "whether anyone does is not known: " in done.stdout
        assert "ListParticipants" in done.stdout
        assert "nobody can join with it" not in done.stdout


def test_a_stage_of_another_account_may_be_live(engine: CommandLine) -> None:
    """Where AWS says that there is none."""
    up(engine, 'ivs.Stage("lobby")')
    engine.service.switch(foreign_account="ResourceNotFoundException")
    engine.service.join(engine.stages()["lobby"])
    declare(engine)
    text = previewed(engine)

    done = engine.reported(text, "--live", "--fail-on", "disconnect", AWS_ACCESS_KEY_ID="210987654321")

    assert done.returncode == 3, done.stdout + done.stderr
    assert "belongs to account 123456789012, and the credentials to account 210987654321" in done.stdout
    assert "gone from AWS" not in done.stdout


@pytest.mark.few(1)
@pytest.mark.parametrize("plain", [(), ("accessKey",), ("secretKey",)])
def test_credentials_that_are_secret_in_the_preview_come_from_the_environment(
    engine: CommandLine, plain: tuple[str, ...]
) -> None:
    """Both of them, also when the other key stands there in plain text."""
    keys = ("accessKey", "secretKey")
    up(engine, 'ivs.Stage("lobby")')
    declare(engine)
    events = [json.loads(line) for line in previewed(engine).splitlines()]
    prelude = next(event["preludeEvent"] for event in events if "preludeEvent" in event)
    prelude["config"] = {f"aws:{key}": "210987654321" if key in plain else "[secret]" for key in keys}
    text = "\n".join(map(json.dumps, events))

    engine.service.reset_calls()
    done = engine.reported(text, "--live")
    without = engine.reported(
        text, "--live", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="", AWS_EC2_METADATA_DISABLED="true"
    )

    assert "it is idle now" in done.stdout
    assert "secret in the preview and could not be used: credentials must come from the environment." in done.stdout
    assert [call["account"] for call in engine.service.calls("GetStage")] == ["123456789012"]
    assert "no usable AWS credentials" in without.stdout
    assert "credentials must come from the environment." in without.stdout


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_an_adoption_says_what_becomes_of_the_room(engine: CommandLine) -> None:
    """The preview knows which tags of a live room go; a reviewer reads them, and in their own letters."""
    arn = aws(engine.service).create_stage(name="old", tags={"Straße": "Ä", "team": "live"})["stage"]["arn"]
    declare(engine, f'ivs.Stage("lobby", name="new", tags={{"team": "live"}}, adopt="{arn}")')

    for text in (engine.preview("--show-sames").stdout, previewed(engine)):
        report = engine.reported(text)
        said = 'name "old" → "new"; tags_all {"Straße": "Ä", "team": "live"} → {"team": "live"}'
        assert f" ! lobby adopts {arn}: {said}." in report.stdout
        assert "Stage resources  eu-central-1  +0" not in report.stdout


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_an_adoption_that_changes_nothing_says_so(engine: CommandLine) -> None:
    """No warning of tags that nobody loses."""
    arn = aws(engine.service).create_stage(name="old", tags={"team": "live"})["stage"]["arn"]
    declare(engine, f'ivs.Stage("lobby", name="old", tags={{"team": "live"}}, adopt="{arn}")')

    report = engine.reported(previewed(engine))

    assert f"   lobby adopts {arn}: nothing about it will change." in report.stdout
    assert "undeclared tags" not in report.stdout


def test_a_program_cannot_hide_what_an_adoption_changes(engine: CommandLine) -> None:
    """It may log the same words, but the provider's stand beside them, and the warning stays."""
    arn = aws(engine.service).create_stage(name="old", tags={"team": "live"})["stage"]["arn"]
    claim = f'"lobby" adopts {arn}: nothing about it will change'
    declare(engine, f"pulumi.log.info('{claim}')\n", f'ivs.Stage("lobby", name="old", adopt="{arn}")')

    report = engine.reported(previewed(engine))

    assert f' ! lobby adopts {arn}: nothing about it will change; tags_all {{"team": "live"}} → {{}}.' in report.stdout


def test_an_adopted_stage_is_no_new_one_in_the_account(engine: CommandLine) -> None:
    """It was counted in the quota before."""
    arn = aws(engine.service).create_stage(name="old")["stage"]["arn"]
    declare(engine, f'ivs.Stage("lobby", adopt="{arn}")\nivs.Stage("hall")')

    found = json.loads(engine.reported(previewed(engine), "--format", "json").stdout)

    (stages,) = (each for each in found["quotas"] if each["kind"] == "Stage")
    assert (stages["change"], stages["after"], stages["peak"]) == (1, 2, 2)


def test_recording_of_a_stage_that_is_deleted_is_no_matter_of_its_own(engine: CommandLine) -> None:
    """AWS refuses no deletion because somebody is recorded, and nothing is switched off."""
    block = f'auto_participant_recording_configuration={{"storage_configuration_arn": "{ARCHIVE}"}}'
    up(engine, f'ivs.Stage("lobby", force_destroy=True, {block})')
    engine.service.join(engine.stages()["lobby"])
    declare(engine)

    report = engine.reported(previewed(engine), "--live")

    assert "lobby is live now" in report.stdout
    assert "ecord" not in report.stdout
