"""`preview --json`: a preview's events as one document."""

from __future__ import annotations

from typing import Any

from pulumi_ivs_realtime.offline.events import Event
from pulumi_ivs_realtime.offline.urns import STACK_TYPE, is_default_provider


class Digest:
    """Collects a preview's events into the document that `pulumi preview --json` prints.

    Args:
        show_sames: also list the resources that do not change.
    """

    def __init__(self, *, show_sames: bool = False) -> None:
        self._show_sames = show_sames
        self._document: dict[str, Any] = {}
        self._steps: dict[str, dict[str, Any]] = {}
        self._order: list[dict[str, Any]] = []
        self._diagnostics: list[dict[str, Any]] = []

    def add(self, event: Event) -> None:
        """Take an event in."""
        if "preludeEvent" in event and event["preludeEvent"]["config"]:
            self._document["config"] = event["preludeEvent"]["config"]
        elif "diagnosticEvent" in event:
            self._add_diagnostic(event["diagnosticEvent"])
        elif "resourcePreEvent" in event:
            self._add_step(event["resourcePreEvent"]["metadata"])
        elif "resOutputsEvent" in event:
            self._refine(event["resOutputsEvent"]["metadata"])
        elif "summaryEvent" in event:
            self._add_summary(event["summaryEvent"])

    def _add_diagnostic(self, diagnostic: Event) -> None:
        if diagnostic["severity"] == "debug" or diagnostic.get("ephemeral"):
            return
        entry = {"urn": diagnostic["urn"]} if diagnostic.get("urn") else {}
        entry["message"] = diagnostic.get("prefix", "") + diagnostic["message"]
        self._diagnostics.append({**entry, "severity": diagnostic["severity"]})

    def _add_step(self, metadata: Event) -> None:
        if not self._is_shown(metadata):
            return
        step = _step(metadata)
        self._order.append(step)
        self._steps[metadata["urn"]] = step

    def _is_shown(self, metadata: Event) -> bool:
        if metadata["type"] == STACK_TYPE:
            return True
        if is_default_provider(metadata["urn"]) or metadata["op"] in {"remove-pending-replace"}:
            return False
        return metadata["op"] not in {"same", "refresh"} or (metadata["op"] == "same" and self._show_sames)

    def _refine(self, metadata: Event) -> None:
        """A refresh whose finding is known now."""
        step = self._steps.get(metadata["urn"])
        if step is not None and step["op"] == "refresh" and metadata["op"] in {"update", "delete"}:
            step.update(_step(metadata))

    def _add_summary(self, summary: Event) -> None:
        self._document["duration"] = summary["durationSeconds"] * 1_000_000_000
        self._document["changeSummary"] = summary["resourceChanges"]
        if summary["maybeCorrupt"]:
            self._document["maybeCorrupt"] = True

    def document(self) -> dict[str, Any]:
        """The document."""
        document: dict[str, Any] = {}
        if "config" in self._document:
            document["config"] = self._document["config"]
        if self._order:
            document["steps"] = self._order
        if self._diagnostics:
            document["diagnostics"] = self._diagnostics
        return document | {key: value for key, value in self._document.items() if key != "config"}


def _step(metadata: Event) -> dict[str, Any]:
    step: dict[str, Any] = {"op": metadata["op"], "urn": metadata["urn"]}
    if metadata["provider"]:
        step["provider"] = metadata["provider"]
    for key, state in (("oldState", metadata["old"]), ("newState", metadata["new"])):
        if state is not None:
            step[key] = state
    if metadata.get("diffs"):
        step["diffReasons"] = metadata["diffs"]
    if metadata.get("keys"):
        step["replaceReasons"] = metadata["keys"]
    detailed = metadata["detailedDiff"]
    step["detailedDiff"] = detailed and {
        path: {"kind": diff["diffKind"], "inputDiff": diff["inputDiff"]} for path, diff in detailed.items()
    }
    return step
