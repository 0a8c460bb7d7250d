"""Deletions that do not come with the change itself: left over by an earlier run, or refused behind a new stage."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.cli import ENGINES, CommandLine
from ivs_realtime_local import LocalService

STREAMED = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
CARS = 'cars = ivs.Stage("cars"{})\n'
URN = "urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::cars"
HOST = 'ivs.ParticipantToken("host", stage_arn=cars.arn, user_id="ada"{})\n'

pytestmark = pytest.mark.parametrize("offline", ENGINES)


@pytest.fixture(scope="module")
def service(ivs_realtime_process: LocalService) -> LocalService:
    ivs_realtime_process.reset()
    return ivs_realtime_process


@pytest.fixture
def engine(tmp_path: Path, service: LocalService, offline: bool) -> CommandLine:
    service.reset()
    found = CommandLine(tmp_path, service, offline=offline)
    found.begin()
    return found


def declare(engine: CommandLine, *lines: str) -> None:
    engine.write("import pulumi\nimport pulumi_ivs_realtime as ivs\n" + "".join(lines))


def up(engine: CommandLine, *lines: str) -> str:
    """Applies a program; returns the ARN of its stage."""
    declare(engine, *lines)
    done = engine.up()
    assert done.returncode == 0, done.stdout + done.stderr
    return engine.stages()["cars"]


def half_up(engine: CommandLine, *lines: str) -> None:
    """Applies a program, but AWS refuses every deletion."""
    declare(engine, *lines)
    for operation in ("DeleteStage", "DisconnectParticipant"):
        engine.service.fault("AccessDeniedException", operation)
    assert engine.up().returncode
    engine.service.calm()


def taint(engine: CommandLine) -> None:
    assert engine.run("state", "taint", URN, "--yes", "--stack", "dev").returncode == 0


def held(engine: CommandLine) -> list[str]:
    """The ARNs of all stages that AWS has."""
    return [stage["arn"] for region in engine.service.state()["regions"] for stage in region["stages"]]


def test_the_former_stage_of_a_half_made_replacement_is_reported(engine: CommandLine) -> None:
    """The next `up` deletes it under the people in it, though nothing of the program changes."""
    former = up(engine, CARS.format(", force_destroy=True"))
    half_up(engine, CARS.format(', force_destroy=True, region="us-west-2"'))
    engine.service.join(former, count=2)

    report = engine.reported(engine.preview("--show-sames", **STREAMED).stdout, "--live", "--fail-on", "disconnect")

    assert report.returncode == 3, report.stdout + report.stderr
    assert "Would cut off people in 1 live session" in report.stdout
    assert f"cars (former, {former}) is live now" in report.stdout
    assert engine.up().returncode == 0
    assert former not in held(engine)


def test_the_digest_says_what_it_cannot_say(engine: CommandLine) -> None:
    """No form of it holds the step; a reader must know that."""
    former = up(engine, CARS.format(", force_destroy=True"))
    half_up(engine, CARS.format(', force_destroy=True, region="us-west-2"'))

    report = engine.reported(engine.preview("--show-sames").stdout)

    assert former not in report.stdout
    assert "This form of preview lists no deletions that an earlier run left over" in report.stdout


def test_a_former_token_that_could_not_be_revoked_is_reported(engine: CommandLine) -> None:
    """Whoever joined with it is thrown out by the next `up`."""
    arn = up(engine, CARS.format(""), HOST.format(""))
    token = next(each for each in engine.exported()["deployment"]["resources"] if each["urn"].endswith("::host"))
    half_up(engine, CARS.format(""), HOST.format(', capabilities=["SUBSCRIBE"]'))
    engine.service.join(arn, token=token["outputs"]["token"]["plaintext"].strip('"'))

    report = engine.reported(engine.preview("--show-sames", **STREAMED).stdout, "--live", "--fail-on", "disconnect")

    assert report.returncode == 3, report.stdout + report.stderr
    assert f"ada (participant {token['id']}) is in a live session now and is thrown out" in report.stdout
    assert engine.up().returncode == 0
    assert engine.service.calls("DisconnectParticipant")[-1]["request"]["participantId"] == token["id"]


@pytest.mark.full
def test_a_refresh_of_what_is_left_over_is_no_drift(engine: CommandLine) -> None:
    """It is read beside the stage that has its name now."""
    former = up(engine, CARS.format(""))
    half_up(engine, CARS.format(', region="us-west-2"'))

    streamed = engine.reported(engine.preview("--show-sames", "--refresh", **STREAMED).stdout)
    digest = engine.reported(engine.preview("--show-sames", "--refresh").stdout)

    assert f"cars (former, {former}) is deleted, which an earlier run could not do" in streamed.stdout
    assert "outside of Pulumi" not in streamed.stdout + digest.stdout


def test_a_tainted_live_stage_is_refused_before_a_new_one_is_made(engine: CommandLine) -> None:
    """The engine asks no diff(), but create() finds the predecessor in the state."""
    former = up(engine, CARS.format(""), HOST.format(""))
    engine.service.join(former, count=2)
    taint(engine)

    report = engine.reported(engine.preview("--show-sames", **STREAMED).stdout, "--live", "--fail-on", "disconnect")

    assert report.returncode == 3, report.stdout + report.stderr
    assert "1 live stage" in report.stdout or "1 stage is live" in report.stdout
    assert "It is to be replaced: pulumi up refuses while it is live" in report.stdout
    assert engine.up().returncode
    assert held(engine) == [former]

    engine.service.leave(former)
    assert engine.up().returncode == 0
    assert former not in held(engine)


@pytest.mark.full
def test_a_tainted_stage_that_goes_by_force_cuts_people_off(engine: CommandLine) -> None:
    """Nothing refuses it at all."""
    engine.service.join(up(engine, CARS.format(", force_destroy=True")))
    taint(engine)

    report = engine.reported(engine.preview("--show-sames", **STREAMED).stdout, "--live")

    assert "Would cut off people in 1 live session" in report.stdout


def test_a_live_stage_that_is_deleted_first_is_refused(engine: CommandLine) -> None:
    """With delete_before_replace nothing is made in its place, tainted or not."""
    lines = CARS.format(", opts=pulumi.ResourceOptions(delete_before_replace=True)")
    former = up(engine, lines)
    engine.service.join(former)
    taint(engine)

    report = engine.reported(engine.preview("--show-sames", **STREAMED).stdout, "--live")

    assert "pulumi up would be refused: 1 stage is live" in report.stdout
    assert engine.up().returncode
    assert held(engine) == [former]


@pytest.mark.full
def test_an_adoption_that_comes_too_late_keeps_nothing(engine: CommandLine) -> None:
    """The argument counts only when the resource is made: what was left over is deleted all the same."""
    former = up(engine, CARS.format(""))
    taint(engine)
    half_up(engine, CARS.format(""))
    declare(engine, CARS.format(f', adopt="{former}"'))

    report = engine.reported(engine.preview("--show-sames", **STREAMED).stdout)

    assert f"cars (former, {former}) is deleted" in report.stdout
    assert engine.up().returncode == 0
    assert former not in held(engine)


@pytest.mark.full
def test_a_tainted_adopted_stage_is_adopted_again(engine: CommandLine) -> None:
    """What is replaced is what is taken in: nobody in it notices."""
    former = up(engine, CARS.format(""))
    declare(engine)
    assert engine.run("state", "delete", URN, "--yes", "--stack", "dev").returncode == 0
    assert up(engine, CARS.format(f', adopt="{former}"')) == former
    engine.service.join(former)
    taint(engine)

    report = engine.reported(engine.preview("--show-sames", **STREAMED).stdout, "--live", "--fail-on", "disconnect")

    assert report.returncode == 0, report.stdout + report.stderr
    assert f"cars adopts {former}: nothing about it will change." in report.stdout
    assert engine.up().returncode == 0
    assert held(engine) == [former]
    nothing = engine.reported(engine.preview("--show-sames", **STREAMED).stdout, "--live", "--fail-on", "disconnect")
    assert "Nothing changes" in nothing.stdout
