"""The composite action from end to end: a program is edited, previewed, reported, commented on, gated."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from impact.cli import ENGINES, CommandLine
from impact.pull_requests.github import Comments, Outcome, Runner, api
from ivs_realtime_local import LocalService

BEFORE = """
import pulumi_ivs_realtime as ivs

ivs.Stage("lobby", tags={"team": "live"})
ivs.Stage("main-stage", force_destroy=True)
"""
AFTER = BEFORE.replace('ivs.Stage("main-stage", force_destroy=True)', "")


@pytest.fixture(scope="module")
def service(ivs_realtime_process: LocalService) -> LocalService:
    ivs_realtime_process.reset()
    return ivs_realtime_process


@pytest.fixture(scope="module")
def begun(service: LocalService, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """A stack that is up, to be copied: the stages are the same for all tests that delete none."""
    return up(CommandLine(tmp_path_factory.mktemp("begun"), service, offline=True))


def up(engine: CommandLine) -> CommandLine:
    engine.begin()
    engine.write(BEFORE)
    done = engine.up()
    assert done.returncode == 0, done.stdout + done.stderr
    return engine


class PullRequest:
    """A branch that deletes a stage which is up."""

    def __init__(self, engine: CommandLine, runner: Path, address: str) -> None:
        self.engine = engine
        engine.write(AFTER)
        self._runner = Runner(runner, {**engine.environment(), "GITHUB_API_URL": address})
        self._command = "ivs-realtime preview --offline" if engine.offline else "pulumi preview --non-interactive"

    def checked(self, **given: str) -> Outcome:
        """A run of the action."""
        where = str(self.engine.folder)
        return self._runner.run(**{"working-directory": where, "preview-command": self._command, **given})


@pytest.fixture
def comments() -> Comments:
    return Comments()


@pytest.fixture
def address(comments: Comments) -> Iterator[str]:
    with api(comments) as found:
        yield found


@pytest.fixture
def pull_request(begun: CommandLine, tmp_path: Path, address: str) -> PullRequest:
    folder = tmp_path / "project"
    shutil.copytree(begun.folder, folder)
    return PullRequest(CommandLine(folder, begun.service, offline=True), tmp_path, address)


@pytest.mark.parametrize("offline", ENGINES)
def test_the_gate_is_closed_while_people_are_in_the_stage(
    offline: bool, service: LocalService, tmp_path: Path, comments: Comments, address: str
) -> None:
    """The report names the stage and counts who is there; when all have left, the gate opens and `up` deletes it."""
    (tmp_path / "project").mkdir()
    pull_request = PullRequest(up(CommandLine(tmp_path / "project", service, offline=offline)), tmp_path, address)
    arn = pull_request.engine.stages()["main-stage"]
    session = service.join(arn, count=3)[0]["sessionId"]

    closed = pull_request.checked()

    assert closed.exit_code == 3, closed.output
    assert f"`main-stage` is live now: session `{session}`, 3 participants" in closed.summary

    service.leave(arn)
    opened = pull_request.checked()

    assert opened.exit_code == 0, opened.output
    assert "`main-stage` is deleted; it is idle now" in opened.summary
    assert comments.bodies() == [opened.summary]

    assert pull_request.engine.up().returncode == 0
    assert list(pull_request.engine.stages()) == ["lobby"]


@pytest.mark.full
def test_what_an_earlier_run_left_over_is_seen(
    service: LocalService, tmp_path: Path, comments: Comments, address: str
) -> None:
    """Nothing of the program changes, and the `up` after the merge would cut people off."""
    (tmp_path / "project").mkdir()
    engine = up(CommandLine(tmp_path / "project", service, offline=True))
    former = engine.stages()["main-stage"]
    pull_request = PullRequest(engine, tmp_path, address)
    moved = BEFORE.replace("force_destroy=True", 'force_destroy=True, region="us-west-2"')
    engine.write(moved)
    service.fault("AccessDeniedException", "DeleteStage", match={"arn": former})
    assert engine.up().returncode
    service.calm()
    service.join(former)

    closed = pull_request.checked()

    assert closed.exit_code == 3, closed.output
    assert f"`main-stage (former, {former})` is live now" in closed.summary
    assert comments.bodies() == [closed.summary]


@pytest.mark.full
def test_the_comment_is_kept_among_hundreds(pull_request: PullRequest, comments: Comments) -> None:
    """It is looked for on every page, and a person who quotes it keeps their comment."""
    mark = "<!-- pulumi-ivs-realtime impact: rooms/dev -->"
    for number in range(150):
        comments.add(f"remark {number}", "reviewer")
    comments.add(f"{mark}\nlook at this", "reviewer")
    ours = comments.add(f"{mark}\nan older report")
    other = comments.add(mark.replace("dev", "prod"))

    pull_request.checked(fail_on="")

    assert ours["body"].startswith(f"{mark}\n### 1 stage deleted")
    assert other["body"] == mark.replace("dev", "prod")
    assert len(comments.comments) == 153
    assert comments.requests[-1][0] == "PATCH"


@pytest.mark.full
def test_a_persons_token_keeps_one_comment_too(pull_request: PullRequest, comments: Comments) -> None:
    """And neither another person's copy of the mark nor a bot's is taken for it."""
    comments.login = "release-manager"
    mark = "<!-- pulumi-ivs-realtime impact: rooms/dev -->"
    copies = [comments.add(f"{mark}\nlook at this", login) for login in ("reviewer", "mirror[bot]")]

    for _ in range(2):
        pull_request.checked(fail_on="")

    assert [each["body"] for each in copies] == [f"{mark}\nlook at this"] * 2
    assert len(comments.bodies("release-manager")) == 1
    assert comments.requests[-1] == ("PATCH", "/repos/team/rooms/issues/comments/3")


@pytest.mark.full
def test_a_token_that_may_not_write_is_a_warning(pull_request: PullRequest, comments: Comments) -> None:
    """As in a pull request from a fork; the summary has the report."""
    comments.forbidden = True

    done = pull_request.checked()

    assert done.exit_code == 0, done.output
    assert "::warning title=Impact::" in done.output
    assert "1 stage deleted or replaced" in done.summary


@pytest.mark.full
def test_a_failed_preview_fails_the_job_and_is_reported(pull_request: PullRequest, comments: Comments) -> None:
    """Its messages are where the reviewer looks."""
    pull_request.engine.write("raise RuntimeError('no such room')")

    done = pull_request.checked()

    assert done.exit_code not in {0, 3}
    assert "no such room" in comments.bodies()[0]


def test_a_preview_that_was_made_before_is_used(pull_request: PullRequest, comments: Comments, tmp_path: Path) -> None:
    """For those who preview in a step of their own."""
    made = tmp_path / "made.json"
    made.write_text(pull_request.engine.preview(PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true").stdout)

    done = pull_request.checked(preview=str(made), fail_on="delete", comment="false", live="false")

    assert done.exit_code == 3
    assert done.outputs["steps.report.outputs.closed"] == "true"
    assert comments.requests == []
