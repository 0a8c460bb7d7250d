"""Whether the change may pass: `--fail-on disconnect|delete|replace`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pulumi_ivs_realtime.impact.consequences import endangers, known_of, stage_arn_of
from pulumi_ivs_realtime.impact.kinds import STAGE
from pulumi_ivs_realtime.impact.report import Report
from pulumi_ivs_realtime.impact.words import Words, counted, words

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
    for cause in CAUSES:
        if cause in causes:
            found += _OBJECTIONS[cause](report)
    return tuple(found)


def _disconnects(report: Report) -> Iterator[Words]:
    if report.cut_off:
        yield words(f"people in {counted(len(report.cut_off), 'live session')} would be cut off")
    if report.refused:  # closed all the same: `up` would fail, or cut people off with PULUMI_IVS_FORCE_DESTROY
        yield words(f"{counted(len(report.refused), 'stage is', 'stages are')} live, which {{}} refuses", "pulumi up")
    if report.left_behind:
        live = counted(len(report.left_behind), "stage is", "stages are")
        yield words(f"{live} live and left behind for a new one, which {{}} refuses to delete", "pulumi up")
    unknown = [each for each in report.changes if endangers(each) and known_of(each, report.lives) == "unknown"]
    live_ones = {arn for arn, live in report.lives.items() if live.session}
    if stages := {stage_arn_of(each) for each in unknown} - live_ones:
        why = "could not be asked" if report.asked else "was not asked (--live)"
        yield words(f"{counted(len(stages), 'stage')} may be live, and AWS {why}")
    if tokens := [each for each in unknown if stage_arn_of(each) in live_ones]:
        yield words(f"{counted(len(tokens), 'token')} may be in use in a live session, and AWS did not tell")


def _deletes(report: Report) -> Iterator[Words]:
    yield from _stages(report, "delete")


def _replaces(report: Report) -> Iterator[Words]:
    yield from _stages(report, "replace")


def _stages(report: Report, action: str) -> Iterator[Words]:
    hit = [each for each in report.changes if each.kind == STAGE and each.action == action and each.destroys]
    if hit:
        yield words(f"{counted(len(hit), 'stage')} would be {action}d")


_OBJECTIONS = {"disconnect": _disconnects, "delete": _deletes, "replace": _replaces}
