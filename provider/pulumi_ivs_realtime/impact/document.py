"""The report as JSON, for machines; its members are added to, and never change their meaning."""

from __future__ import annotations

from typing import Any

from pulumi_ivs_realtime.impact.changes import Change
from pulumi_ivs_realtime.impact.consequences import Consequence
from pulumi_ivs_realtime.impact.differences import Difference
from pulumi_ivs_realtime.impact.drift import Drift
from pulumi_ivs_realtime.impact.live import Liveness
from pulumi_ivs_realtime.impact.report import Report
from pulumi_ivs_realtime.impact.values import UNKNOWN_TEXT, blotted, shown
from pulumi_ivs_realtime.impact.words import Words, plain

VERSION = 1


def document(report: Report, objections: tuple[Words, ...] = ()) -> dict[str, Any]:
    """The report as plain data; values are text as in the other formats, None where there is none."""
    found = {
        "version": VERSION,
        "stack": report.stack,
        "complete": report.complete,
        "counts": {**dict(sorted(report.counts.items())), "unchanged": report.unchanged},
        "consequences": [_consequence(each) for each in report.consequences],
        "resources": [_resource(each) for each in report.changes],
        "drift": [_drift(each) for each in report.drift],
        "quotas": [each._asdict() for each in report.headroom],
        "calls": _calls(report),
        "seconds": round(report.seconds, 1),
        "live": {arn: _live(each) for arn, each in sorted(report.lives.items())},
        "asked": report.asked.isoformat() if report.asked else None,
        "messages": [{"severity": each.severity, "urn": each.urn, "message": each.text} for each in report.messages],
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
    }


def _difference(each: Difference) -> dict[str, Any]:
    before, after = (None if side is None else shown(side) for side in (each.before, each.after))
    return {"path": each.path, "before": before, "after": after, "known": after != UNKNOWN_TEXT}


def _drift(each: Drift) -> dict[str, Any]:
    return {
        "urn": each.step.urn,
        "gone": each.gone,
        "differences": [_difference(difference) for difference in each.differences]
        or [{"path": name} for name in each.names],
    }


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
