"""The report as JSON, for machines; its members are added to, and never change their meaning."""

from __future__ import annotations

from typing import Any

from pulumi_ivs_realtime.impact.formats.notes import notes_on
from pulumi_ivs_realtime.impact.judging.consequences import Consequence
from pulumi_ivs_realtime.impact.judging.headroom import Headroom, most_tags
from pulumi_ivs_realtime.impact.judging.live import Liveness
from pulumi_ivs_realtime.impact.judging.report import Report
from pulumi_ivs_realtime.impact.judging.words import Words, plain
from pulumi_ivs_realtime.impact.reading.changes import Change
from pulumi_ivs_realtime.impact.reading.differences import Difference
from pulumi_ivs_realtime.impact.reading.drift import Drift
from pulumi_ivs_realtime.impact.reading.kinds import TAG
from pulumi_ivs_realtime.impact.reading.values import UNKNOWN_TEXT, blotted, data
from pulumi_ivs_realtime.rules.tags import MOST_TAGS

VERSION = 1


def document(report: Report, objections: tuple[Words, ...] = ()) -> dict[str, Any]:
    """The report as plain data; values are of their own types, and blotted and cut as in the other formats."""
    found = {
        "version": VERSION,
        "stack": report.stack,
        "complete": report.complete,
        "counts": {**dict(sorted(report.counts.items())), "unchanged": report.unchanged},
        "consequences": [_consequence(each) for each in report.consequences],
        "resources": [_resource(each) for each in report.changes],
        "drift": [_drift(each) for each in report.drift],
        "quotas": _quotas(report),
        "calls": _calls(report),
        "seconds": report.whole_seconds,
        "live": {arn: _live(each) for arn, each in sorted(report.lives.items())},
        "asked": report.asked.isoformat() if report.asked else None,
        "messages": [{"severity": each.severity, "urn": each.urn, "message": each.text} for each in report.messages],
        "notes": [plain(each) for each in notes_on(report)],
        "gate": {"closed": bool(objections), "objections": [plain(each) for each in objections]},
    }
    clean: dict[str, Any] = _blotted(found)
    return clean


def _blotted(value: Any) -> Any:
    if isinstance(value, dict):
        return {blotted(key): _blotted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_blotted(inner) for inner in value]
    return blotted(value) if isinstance(value, str) else value


def _consequence(each: Consequence) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "severity": each.severity,
        "sentence": plain(each.sentence),
        "urns": list(each.urns),
    }


def _resource(change: Change) -> dict[str, Any]:
    return {
        "urn": change.step.urn,
        "type": change.step.type,
        "name": change.name,
        "id": change.step.old.id or None,
        "action": change.action,
        "reasons": list(change.step.reasons),
        "properties": [_difference(each) for each in change.properties] or [{"path": name} for name in change.names],
        "tags": [_difference(each) for each in change.tags],
        "revokes": change.revokes,
        "leftOver": change.left_over,
    }


def _difference(each: Difference) -> dict[str, Any]:
    before, after = data(each.before), data(each.after)
    return {"path": each.path, "before": before, "after": after, "known": after != UNKNOWN_TEXT}


def _drift(each: Drift) -> dict[str, Any]:
    return {
        "urn": each.step.urn,
        "gone": each.gone,
        "differences": [_difference(difference) for difference in each.differences]
        or [{"path": name} for name in each.names],
    }


def _quotas(report: Report) -> list[dict[str, Any]]:
    """The account's by kind and region, then that of a stage's tags: a Tag has neither a region nor a peak."""
    found = [each._asdict() for each in report.headroom]
    tags = most_tags(report.changes)
    return (
        [*found, {**dict.fromkeys(Headroom._fields), "kind": TAG, "after": tags, "quota": MOST_TAGS}] if tags else found
    )


def _calls(report: Report) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for call, count in sorted(report.calls.items()):
        region = found.setdefault(call.region, {})
        region[call.operation] = region.get(call.operation, 0) + count
    return found


def _live(live: Liveness) -> dict[str, Any]:
    return {
        "session": live.session or None,
        "participants": live.participants,
        "more": live.more,
        "since": live.since.isoformat() if live.since else None,
        "gone": live.gone,
        "error": live.error or None,
    }
