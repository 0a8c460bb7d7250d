"""Whether the change may pass: `--fail-on disconnect|delete|replace`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pulumi_ivs_realtime.impact.judging.fates import endangers, known_of, stage_arn_of
from pulumi_ivs_realtime.impact.judging.report import Report
from pulumi_ivs_realtime.impact.judging.words import Words, counted, words
from pulumi_ivs_realtime.impact.reading.changes import Change

CAUSES = ("disconnect", "delete", "replace")


def objections(report: Report, causes: Collection[str]) -> tuple[Words, ...]:
    """Why the gate closes, a sentence each; () when it stays open.

    It closes also when the answer is not known: a failed preview, or a stage that could not be asked.

    Args:
        report: what would happen.
        causes: of CAUSES; none leaves the gate open whatever happens.
    """
    if not causes:
        return ()
    found: list[Words] = [] if report.complete else [words("the preview failed, so nobody knows what would happen")]
    if lost := report.adopted_and_deleted:
        found.append(words(f"{counted(len(lost), 'stage is', 'stages are')} adopted and deleted by the same run"))
    for cause in CAUSES:
        if cause in causes:
            found += _OBJECTIONS[cause](report)
    return tuple(found)


def _disconnects(report: Report) -> Iterator[Words]:
    if report.cut_off:
        yield words(f"people in {counted(len(report.cut_off), 'live session')} would be cut off")
    if report.perhaps_cut_off:
        live = counted(len(report.perhaps_cut_off), "live session")
        yield words(f"people in {live} may be cut off: what decides is not known")
    if report.refused:  # closed all the same: `up` would fail, or cut people off with PULUMI_IVS_FORCE_DESTROY
        yield words(f"{counted(len(report.refused), 'stage is', 'stages are')} live, which {{}} refuses", "pulumi up")
    if unguarded := [each for each in report.changes if _is_unguarded(each, report)]:
        stages = counted(len(unguarded), "stage is deleted by a provider", "stages are deleted by providers")
        yield words(f"{stages} that would not look whether anyone has joined since")
    unknown = [each for each in report.changes if endangers(each) and known_of(each, report.lives) == "unknown"]
    live_ones = {arn for arn, live in report.lives.items() if live.session}
    if maybe := {stage_arn_of(each) for each in unknown} - live_ones:
        why = "could not be asked" if report.asked else "was not asked (--live)"
        yield words(f"{counted(len(maybe), 'stage')} may be live, and AWS {why}")
    if tokens := [each for each in unknown if stage_arn_of(each) in live_ones]:
        yield words(f"{counted(len(tokens), 'token')} may be in use in a live session, and AWS did not tell")


def _is_unguarded(change: Change, report: Report) -> bool:
    """Idle now: our own provider looks again, and force_destroy is somebody's word; here there is neither."""
    return change.is_foreign_room and change.destroys and known_of(change, report.lives) == "idle"


def _deletes(report: Report) -> Iterator[Words]:
    yield from _stages(report, "delete")


def _replaces(report: Report) -> Iterator[Words]:
    yield from _stages(report, "replace")


def _stages(report: Report, action: str) -> Iterator[Words]:
    rooms = [each for each in report.changes if each.is_room and each.destroys and not _is_over(each, report)]
    hit = [each for each in rooms if each.action == action]
    if hit:
        yield words(f"{counted(len(hit), 'stage')} would be {action}d")


def _is_over(change: Change, report: Report) -> bool:
    """What an earlier run has replaced already, and nobody is in: this change decides nothing about it."""
    return change.left_over and known_of(change, report.lives) in {"idle", "gone"}


_OBJECTIONS = {"disconnect": _disconnects, "delete": _deletes, "replace": _replaces}
