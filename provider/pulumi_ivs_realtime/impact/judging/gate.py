"""Whether the change may pass: `--fail-on disconnect|delete|replace`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from pulumi_ivs_realtime.impact.judging.counts import apart, each_is, who_is_in
from pulumi_ivs_realtime.impact.judging.fates import endangers, known_of, stage_arn_of
from pulumi_ivs_realtime.impact.judging.report import Report
from pulumi_ivs_realtime.impact.judging.words import Words, counted, words
from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.rules.kinds.every import MANAGED

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
    found += [words(f"{lost} adopted and deleted by the same run") for lost in each_is(report.adopted_and_deleted)]
    for cause in CAUSES:
        if cause in causes:
            found += _OBJECTIONS[cause](report)
    return tuple(found)


def _disconnects(report: Report) -> Iterator[Words]:
    for who in who_is_in(report.cut_off):
        yield words(f"{who} would be cut off")
    for who in who_is_in(report.perhaps_cut_off):
        yield words(f"{who} may be cut off: what decides is not known")
    if report.refused:  # closed all the same: `up` would fail, or cut people off with PULUMI_IVS_FORCE_DESTROY
        rooms, cameras = apart(report.refused)
        if rooms:
            yield words(f"{counted(len(rooms), 'stage is', 'stages are')} live, which {{}} refuses", "pulumi up")
        if cameras:
            publishing = counted(len(cameras), "ingest configuration is", "ingest configurations are")
            yield words(f"{publishing} in use by an encoder, which {{}} refuses", "pulumi up")
    if report.refused_keys:
        keys = counted(len(report.refused_keys), "public key")
        yield words(f"tokens signed with {keys} would be refused")
    if unguarded := [each for each in report.changes if _is_unguarded(each, report)]:
        for noun, number in Counter(map(_noun, unguarded)).items():
            gone = counted(number, f"{noun} is deleted by a provider", f"{noun}s are deleted by providers")
            yield words(f"{gone} that would not look whether anyone has joined since")
    unknown = [each for each in report.changes if endangers(each) and known_of(each, report.lives) == "unknown"]
    live_ones = {arn for arn, live in report.lives.items() if live.session}
    why = "could not be asked" if report.asked else "was not asked (--live)"
    if maybe := {stage_arn_of(each) for each in unknown if not each.is_encoder} - live_ones:
        yield words(f"{counted(len(maybe), 'stage')} may be live, and AWS {why}")
    if encoders := {stage_arn_of(each) for each in unknown if each.is_encoder}:
        yield words(f"{counted(len(encoders), 'encoder')} may be publishing, and AWS {why}")
    if tokens := [each for each in unknown if stage_arn_of(each) in live_ones]:
        yield words(f"{counted(len(tokens), 'token')} may be in use in a live session, and AWS did not tell")


def _is_unguarded(change: Change, report: Report) -> bool:
    """Idle now: our own provider looks again, and force_destroy is somebody's word; here there is neither."""
    may_be_live = change.is_room or change.is_encoder
    idle = may_be_live and change.destroys and known_of(change, report.lives) == "idle"
    return bool(change.foreign_kind) and idle


def _deletes(report: Report) -> Iterator[Words]:
    yield from _stages(report, "delete")


def _replaces(report: Report) -> Iterator[Words]:
    yield from _stages(report, "replace")


def _stages(report: Report, action: str) -> Iterator[Words]:
    own = [each for each in report.changes if _is_managed(each) and each.destroys and not _is_over(each, report)]
    nouns = Counter(_noun(each) for each in own if each.action == action)
    for noun, number in nouns.items():
        yield words(f"{counted(number, noun)} would be {action}d")


def _is_managed(change: Change) -> bool:
    return change.whoever_manages in MANAGED


def _noun(change: Change) -> str:
    return MANAGED[change.whoever_manages].kind.noun


def _is_over(change: Change, report: Report) -> bool:
    """What an earlier run has replaced already, and nobody is in: this change decides nothing about it."""
    return change.left_over and known_of(change, report.lives) in {"idle", "gone"}


_OBJECTIONS = {"disconnect": _disconnects, "delete": _deletes, "replace": _replaces}
