"""The gate `--fail-on`: what closes it, and that not knowing closes it, too."""

from __future__ import annotations

import pytest

from impact.cases import NOW
from impact.golden import PREVIEWS
from pulumi_ivs_realtime import impact
from pulumi_ivs_realtime.impact.judging.live import Liveness
from pulumi_ivs_realtime.impact.judging.words import plain

LIVE = Liveness("st-1", participants=3)
IDLE = Liveness(participants=0)
SILENT = Liveness(error="no answer to GetStage.")
GONE = Liveness(gone=True)


def objections(name: str, *causes: str, live: Liveness | None = None) -> list[str]:
    """The gate's answer to a recorded preview, all of whose stages are in one condition."""
    preview = impact.read_preview((PREVIEWS / f"{name}.json").read_text())
    lives = dict.fromkeys(impact.stages_to_ask(preview, NOW), live) if live else None
    return [plain(each) for each in impact.objections(impact.report_on(preview, NOW, lives), causes)]


def test_a_live_stage_that_goes_by_force_closes_the_gate() -> None:
    """Nothing else stands between the merge and the people."""
    assert objections("delete-by-force", "disconnect", live=LIVE) == ["people in 1 live session would be cut off"]


@pytest.mark.parametrize("name", ["delete-of-a-live-stage", "replace-by-region"])
def test_a_live_stage_that_up_refuses_closes_the_gate(name: str) -> None:
    """Deleted or replaced: the `up` after the merge would fail, or cut people off with PULUMI_IVS_FORCE_DESTROY."""
    assert objections(name, "disconnect", live=LIVE) == ["1 stage is live, which pulumi up refuses"]


@pytest.mark.parametrize("name", ["delete-of-a-live-stage", "delete-by-force", "replace-by-region"])
@pytest.mark.parametrize("live", [IDLE, GONE])
def test_a_stage_that_nobody_is_in_leaves_it_open(name: str, live: Liveness) -> None:
    """After everyone has left it passes."""
    assert objections(name, "disconnect", live=live) == []


def test_not_having_asked_closes_it() -> None:
    """Without --live nobody knows."""
    assert objections("delete-by-force", "disconnect") == ["1 stage may be live, and AWS was not asked (--live)"]


def test_not_having_been_answered_closes_it() -> None:
    """An expired credential must not open the gate."""
    assert objections("delete-by-force", "disconnect", live=SILENT) == [
        "1 stage may be live, and AWS could not be asked"
    ]


def test_stages_that_are_only_updated_leave_it_open() -> None:
    """Tags and names throw nobody out."""
    for name in ("tags", "rename", "default-tags", "create", "empty", "retained", "token-renewal"):
        assert objections(name, "disconnect", "delete", "replace", live=LIVE) == []


def test_delete_and_replace_are_told_apart() -> None:
    """Each flag closes the gate for its own."""
    assert objections("delete-by-force", "delete", "replace", live=IDLE) == ["1 stage would be deleted"]
    assert objections("replace-by-region", "delete", "replace", live=IDLE) == ["1 stage would be replaced"]


def test_a_failed_preview_closes_every_gate() -> None:
    """What it would have gone on to show is not known."""
    for cause in impact.CAUSES:
        assert objections("broken-program", cause) == ["the preview failed, so nobody knows what would happen"]


@pytest.mark.parametrize(
    "live",
    [
        Liveness("st-1", error="AWS answered ListParticipants with AccessDeniedException."),
        Liveness("st-1", participants=1000, more=True, connected=frozenset({"SomebodyElse"})),
    ],
    ids=["refused", "crowded"],
)
def test_a_token_whose_user_may_be_in_a_live_session_closes_it(live: Liveness) -> None:
    """ListParticipants was refused, or named the first thousand only."""
    assert "3 tokens may be in use in a live session, and AWS did not tell" in objections(
        "tokens", "disconnect", live=live
    )


def test_a_tainted_live_stage_closes_it() -> None:
    """`up` refuses before it makes a stage to which everything would then refer."""
    assert objections("tainted", "disconnect", live=LIVE) == ["1 stage is live, which pulumi up refuses"]


def test_without_fail_on_nothing_closes_it() -> None:
    """The report alone is no judgement."""
    assert objections("broken-program") == []


def test_a_connected_participant_whose_token_is_revoked_closes_it() -> None:
    """And so does the stage that is deleted under people; tokens that nobody uses do not."""
    here = Liveness("st-1", participants=1, connected=frozenset({"Person001abc"}))

    assert objections("tokens", "disconnect", live=here) == [
        "people in 1 live session would be cut off",
        "1 stage is live, which pulumi up refuses",
    ]
