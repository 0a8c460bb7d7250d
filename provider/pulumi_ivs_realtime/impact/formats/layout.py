"""The report as headline, sentences and tables, before any format is chosen: what a reviewer sees, in which order."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pulumi_ivs_realtime.impact.formats.notes import notes_on
from pulumi_ivs_realtime.impact.judging.consequences import Consequence, reasons_of, recording_of
from pulumi_ivs_realtime.impact.judging.counts import apart, each_is, who_is_in
from pulumi_ivs_realtime.impact.judging.fates import REFUSED, fate_of
from pulumi_ivs_realtime.impact.judging.headroom import most_tags
from pulumi_ivs_realtime.impact.judging.report import Report
from pulumi_ivs_realtime.impact.judging.words import Words, counted, listed, words
from pulumi_ivs_realtime.impact.reading.changes import ACTIONS, Change
from pulumi_ivs_realtime.impact.reading.differences import Difference
from pulumi_ivs_realtime.impact.reading.drift import Drift
from pulumi_ivs_realtime.impact.reading.kinds import STAGE, TOKEN, region_of, visible
from pulumi_ivs_realtime.impact.reading.values import blotted, cut_within, shown
from pulumi_ivs_realtime.model import calls_per_second
from pulumi_ivs_realtime.rules.kinds.stages import RECORDING
from pulumi_ivs_realtime.rules.spelling import as_python
from pulumi_ivs_realtime.rules.tags import MOST_TAGS

Row = tuple[Words, ...]

_LONGEST_MESSAGE = 1000
_FOLD_FROM = 12
_NEARLY_FULL = 0.9


@dataclass(frozen=True)
class Table:
    """Rows under a title; a folded one is opened by the reader."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    folded: bool


@dataclass(frozen=True)
class Layout:
    """Everything that a format sets.

    Attributes:
        headline: the report in one line.
        summary: counts and duration.
        notes: what the report rests on, at its end.
    """

    stack: str
    headline: str
    summary: str
    objections: tuple[Words, ...]
    consequences: tuple[Consequence, ...]
    tables: tuple[Table, ...]
    notes: tuple[Words, ...]


def laid_out(report: Report, objections: tuple[Words, ...] = ()) -> Layout:
    """The layout of a report; `objections` are those of the gate."""
    return Layout(
        stack=report.stack,
        headline=_headline(report),
        summary=_summary(report),
        objections=objections,
        consequences=report.consequences,
        tables=tuple(table for table in _tables(report) if table.rows),
        notes=tuple(notes_on(report)),
    )


def _headline(report: Report) -> str:
    if not report.complete:
        return "The preview failed"
    if people := _people(report):
        return people
    stages = [change for change in report.changes if change.is_room]
    lost = sum(change.destroys and not change.left_over for change in stages)
    if lost:
        return f"{counted(lost, 'stage')} deleted or replaced"
    if left := sum(change.destroys for change in stages):
        return f"{counted(left, 'stage')} left over from an earlier run deleted"
    if stages:
        return f"{counted(len(stages), 'stage')} changed, none deleted or replaced"
    return "No stage changes" if report.changes else "Nothing changes"


def _people(report: Report) -> str:
    """Whether people are cut off, `up` fails in front of them, or they stay while all others go elsewhere."""
    said = []
    said += [f"{lost} adopted and deleted by the same run" for lost in each_is(report.adopted_and_deleted)]
    if cut_off := report.cut_off:
        said.append(f"Would cut off {' and '.join(who_is_in(cut_off))}")
    if perhaps := report.perhaps_cut_off:
        said.append(f"{'may' if said else 'May'} cut off {' and '.join(who_is_in(perhaps))}")
    if report.refused:
        said.append(_refused(report))
    if staying := len(report.staying):
        said.append(f"people in {counted(staying, 'live stage')} stay there, and others join elsewhere")
    if keys := len(report.refused_keys):
        said.append(f"tokens signed with {counted(keys, 'public key')} would be refused")
    return "; ".join(said)


def _refused(report: Report) -> str:
    stages, encoders = apart(report.refused)
    if len(report.changes) == len(report.refused):
        live = [f"{counted(len(stages), 'stage is', 'stages are')} live"] if stages else []
        live += [f"{counted(len(encoders), 'encoder publishes', 'encoders publish')} now"] if encoders else []
        return f"pulumi up would be refused: {' and '.join(live)}"
    at = [counted(len(stages), "live stage")] if stages else []
    at += [counted(len(encoders), "publishing encoder")] if encoders else []
    return f"pulumi up fails at {' and '.join(at)}{_others(report)}"


def _others(report: Report) -> str:
    """What becomes of everything else where `up` fails at live stages; deletions come last."""
    failing = [each for each in report.changes if fate_of(each, report.lives) == REFUSED]
    others = [each for each in report.changes if each not in failing]
    if report.cut_off:
        return ""
    one, number = len(others) == 1, f"{len(others):,} changes"
    if not report.stops and not any(each.action in _LATE for each in others):
        return f"; the other {'change is' if one else number + ' are'} applied"
    return f"; {'the other change' if one else f'some of the other {number}'} may be left undone"


_LATE = {"delete", "replace", "revoke", "renew", "expire", "forget"}


_PARTICIPLES = {
    "replace": "replaced",
    "delete": "deleted",
    "revoke": "revoked",
    "renew": "renewed",
    "update": "updated",
    "create": "created",
    "adopt": "adopted",
    "expire": "left to expire",
    "forget": "left on AWS",
    "import": "imported",
    "read": "read",
}


def _summary(report: Report) -> str:
    groups = {"Stages": {STAGE}, "tokens": {TOKEN}, "others": {each.kind for each in report.changes} - {STAGE, TOKEN}}
    parts = [f"{noun}: {said}" for noun, kinds in groups.items() if (said := _counted_actions(report, kinds))]
    parts.append(f"{report.unchanged:,} unchanged")
    if report.calls:
        parts.append(f"{duration(report.whole_seconds)} at AWS's quotas")
    return " · ".join(parts)


def _counted_actions(report: Report, kinds: set[str]) -> str:
    counts = Counter(change.action for change in report.changes if change.kind in kinds)
    return ", ".join(f"{counts[action]:,} {_PARTICIPLES[action]}" for action in ACTIONS if counts[action])


def duration(seconds: int) -> str:
    """An estimate for reading."""
    if seconds <= 1:
        return "about a second"
    if seconds <= 100:
        return f"about {seconds} s"
    return f"about {math.ceil(seconds / 60)} min"


def _tables(report: Report) -> Iterator[Table]:
    ours = [change for change in report.changes if change.kind]
    others = [change for change in report.changes if not change.kind]
    yield _table("What changes", ("", "Resource", "Changes"), [_row(change) for change in ours])
    yield _table("Tags", ("Stage", "Tag", "Now", "After"), [*_tag_rows(ours)])
    yield _table(
        "Changed outside of Pulumi", ("Resource", "Property", "In the state", "On AWS"), [*_drift_rows(report)]
    )
    yield _table("Other resources", ("", "Resource", "Changes"), [_row(change) for change in others], folded=True)
    yield _table(
        "Quotas",
        ("Quota", "Region", "This change", "This stack", "An account may have"),
        [*_quota_rows(report)],
        folded=True,
    )
    yield _table(
        "Calls to Amazon IVS", ("Operation", "Region", "Calls", "A second"), [*_call_rows(report)], folded=True
    )
    yield _table(
        "Messages of the preview", ("", "Resource", "Message"), [*_message_rows(report)], folded=report.complete
    )


def _table(title: str, columns: tuple[str, ...], rows: list[Row], *, folded: bool = False) -> Table:
    return Table(title, columns, tuple(rows), folded=folded or len(rows) >= _FOLD_FROM)


def _row(change: Change) -> Row:
    return (change.action,), words(f"{_label(change)} {{}}", change.title), _summed_up(change)


def _label(change: Change) -> str:
    """The program chooses it: nothing that a format could take for its own may stay."""
    return re.sub(r"[^\w:/.-]", "", blotted(change.label))


def _summed_up(change: Change) -> Words:
    pieces = [*_property_words(change), *_tag_words(change)]
    if change.kind:
        pieces += _reasons(change)
    elif change.names:
        pieces.append(listed(list(change.names)))
    return _joined(pieces)


def _property_words(change: Change) -> Iterator[Words]:
    if change.action in {"delete", "revoke", "expire", "forget"}:
        yield from _lost(change)
        return
    off = recording_of(change) == "switched off"
    if off:
        yield ("recording off",)
    for each in change.properties:
        if off and each.path.startswith(RECORDING):
            continue
        if change.action in {"create", "adopt"} and each.after in (False, None):
            continue
        yield _difference(each)


def _lost(change: Change) -> Iterator[Words]:
    old = {**change.step.old.inputs, **change.step.old.outputs}
    if change.kind == STAGE:
        yield words("{} in {}", shown(old.get("name") or ""), region_of(change.step.old))
    elif change.kind == TOKEN:
        yield words("of {}, expires {}", shown(old.get("userId") or ""), shown(old.get("expirationTime") or ""))


def _difference(each: Difference) -> Words:
    if each.before is None:
        return words("{} = {}", as_python(each.path), shown(each.after))
    if each.after is None:
        return words("{}: {} removed", as_python(each.path), shown(each.before))
    return words("{}: {} → {}", as_python(each.path), shown(each.before), shown(each.after))


def _tag_words(change: Change) -> Iterator[Words]:
    if change.action in {"delete", "forget"} or not change.tags:
        return
    if change.action in {"create", "adopt"}:
        yield (counted(len(change.tags), "tag"),)
        return
    added = sum(each.before is None for each in change.tags)
    removed = sum(each.after is None for each in change.tags)
    numbers = {"added": added, "changed": len(change.tags) - added - removed, "removed": removed}
    yield ("tags: " + ", ".join(f"{number} {verb}" for verb, number in numbers.items() if number),)


def _reasons(change: Change) -> Iterator[Words]:
    if change.kind == TOKEN and change.action == "renew":
        yield words("renewed; the old one expires {}", shown(change.step.old.outputs.get("expirationTime")))
    elif change.action in {"update", "replace"} and not change.properties and not change.tags:
        secret = "[secret]" in visible(change.step.new.inputs).values()
        marked = ("marked for replacement", *reasons_of(change)) if change.action == "replace" else ("no call",)
        yield ("a secret value",) if secret else marked


def _joined(pieces: list[Words]) -> Words:
    found: list[str] = []
    for piece in pieces:
        found += ["; ", *piece] if found else piece
    return tuple(found)


def _tag_rows(changes: Iterable[Change]) -> Iterator[Row]:
    """Stages whose tags change alike share their rows."""
    alike: dict[tuple[Difference, ...], list[str]] = {}
    for change in changes:
        if change.tags and change.action in {"update", "replace"}:
            alike.setdefault(change.tags, []).append(change.name)
    for tags, names in alike.items():
        who = listed(names, most=3)
        for each in tags:
            yield who, words("{}", each.path), _tag_value(each.before), _tag_value(each.after)
            who = ()


def _tag_value(value: object) -> Words:
    return ("–",) if value is None else words("{}", shown(value))


def _drift_rows(report: Report) -> Iterator[Row]:
    for drift in report.drift:
        yield from _drifted(drift)


def _drifted(drift: Drift) -> Iterator[Row]:
    who = words("{}", drift.step.name)
    if drift.gone:
        yield who, (), ("exists",), ("deleted",)
    for each in drift.differences:
        yield who, words("{}", each.path), _tag_value(each.before), _tag_value(each.after)
    for name in drift.names:
        yield who, words("{}", name), ("–",), ("changed",)


def _quota_rows(report: Report) -> Iterator[Row]:
    for room in report.headroom:
        if not room.change and (room.after or 0) < _NEARLY_FULL * room.quota:
            continue
        after = f"{room.after:,}" if room.after is not None else "? (preview with --show-sames)"
        peak = (
            f", {room.peak:,} at the peak"
            if room.after is not None and room.peak > max(room.after, room.before)
            else ""
        )
        yield (
            (f"{room.kind} resources",),
            words("{}", room.region),
            (f"{room.change:+,}",),
            (after + peak,),
            (f"{room.quota:,}",),
        )
    tags = most_tags(report.changes)
    if tags:
        yield ("Tags of a stage",), (), (), (f"{tags} at most",), (f"{MOST_TAGS}",)


def _call_rows(report: Report) -> Iterator[Row]:
    totals: dict[tuple[str, str], int] = {}
    for call, count in report.calls.items():
        totals[call.region, call.operation] = totals.get((call.region, call.operation), 0) + count
    for (region, operation), count in sorted(totals.items()):
        where = words("{}", region) if region else ("not known yet",)
        yield words("{}", operation), where, (f"{count:,}",), (f"{calls_per_second(operation):g}",)


def _message_rows(report: Report) -> Iterator[Row]:
    for message in report.messages:
        text = blotted(" ".join(message.text.split()))
        yield (
            (message.severity,),
            words("{}", message.urn.rpartition("::")[2]) if message.urn else (),
            words("{}", cut_within(text, _LONGEST_MESSAGE)),
        )
