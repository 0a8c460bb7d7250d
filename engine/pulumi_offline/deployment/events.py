"""The engine's events, as the CLI's `--event-log` writes them."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any, Literal

from pulumi_offline.backend.documents import blinded, props_document, shown
from pulumi_offline.deployment.preview_digest import Digest
from pulumi_offline.deployment.step import Step
from pulumi_offline.resource.state import State

Event = dict[str, Any]
Severity = Literal["debug", "info", "info#err", "warning", "error"]

_PREFIX = {"debug": "debug: ", "warning": "warning: ", "error": "error: "}


class Events:
    """The stream of a run's events.

    Args:
        planning: whether the run is a preview.
        show_secrets: whether secrets stand in the events.
        listener: takes each event as it happens.

    Attributes:
        digest: of a preview, what `preview --json` prints.
    """

    def __init__(self, *, planning: bool, show_secrets: bool, listener: Callable[[Event], None] | None) -> None:
        self.all: list[Event] = []
        self.planning = planning
        self.digest = Digest()
        self._seal = shown if show_secrets else blinded
        self._listener = listener
        self._over = False

    def prelude(self, config: dict[str, str]) -> None:
        """The run begins, with this configuration (secrets blinded)."""
        self.digest.begin(config)
        self._emit({"preludeEvent": {"config": config}})

    def diagnostic(self, severity: Severity, message: str, urn: str = "", *, ephemeral: bool = False) -> None:
        """A message to the user, about a resource or about the stack."""
        event: Event = {"urn": urn} if urn else {}
        if severity in _PREFIX:
            event["prefix"] = _PREFIX[severity]
        event |= {"message": f"{message}\n", "color": "never", "severity": severity}
        if ephemeral:
            event["ephemeral"] = True
        elif severity != "debug":
            self.digest.add_message(severity, event.get("prefix", "") + event["message"], urn)
        self._emit({"diagnosticEvent": event})

    def note(self, message: str) -> None:
        """A line for the user that belongs to no resource."""
        self._emit({"stdoutEvent": {"message": message, "color": "never"}})

    def started(self, step: Step) -> None:
        """A step begins."""
        if self.planning:
            self.digest.add_step(step)
        self._emit({"resourcePreEvent": self._with_planning({"metadata": self._metadata(step, step.op)})})

    def outputs(self, step: Step, op: str) -> None:
        """A step has outputs; `op` is what a refresh turned out to be, else the step's own."""
        if self.planning:
            self.digest.add_result(step, op)
        self._emit({"resOutputsEvent": self._with_planning({"metadata": self._metadata(step, op)})})

    def failed(self, step: Step, status: int, steps: int) -> None:
        """A step failed, after so many that did not."""
        self._emit({"resOpFailedEvent": {"metadata": self._metadata(step, step.op), "status": status, "steps": steps}})

    def summary(self, *, corrupt: bool, seconds: float, changes: dict[str, int], result: str) -> None:
        """The run is over; how many resources were operated on, by operation."""
        self.digest.end(seconds, dict(sorted(changes.items())), corrupt=corrupt)
        self._emit(
            {
                "summaryEvent": {
                    "maybeCorrupt": corrupt,
                    "durationSeconds": math.ceil(seconds),
                    "resourceChanges": dict(sorted(changes.items())),
                    "PolicyPacks": {},
                    "isPreview": self.planning,
                    "result": result,
                }
            }
        )

    def ended(self) -> None:
        """Nothing follows."""
        self._emit({"cancelEvent": {}})
        self._over = True

    def _with_planning(self, event: Event) -> Event:
        return {**event, "planning": True} if self.planning else event

    def _emit(self, event: Event) -> None:
        if self._over:
            return  # a program that is being ended may still complain of it
        event = {"sequence": len(self.all), "timestamp": int(time.time()), **event}
        self.all.append(event)
        if self._listener is not None:
            self._listener(event)

    def _metadata(self, step: Step, op: str) -> Event:
        metadata: Event = {
            "op": op,
            "urn": step.urn,
            "type": step.type,
            "old": self._state(step.old),
            "new": self._state(step.new),
        }
        if step.keys:
            metadata["keys"] = list(step.keys)
        if step.diffs:
            metadata["diffs"] = list(step.diffs)
        metadata["detailedDiff"] = _detailed(step)
        if step.logical:
            metadata["logical"] = True
        metadata["provider"] = step.provider
        return metadata

    def _state(self, state: State | None) -> Event | None:
        if state is None:
            return None
        event: Event = {"type": state.type, "urn": state.urn}
        for key, flag in (("custom", state.custom), ("delete", state.delete)):
            if flag:
                event[key] = True
        event |= {"id": state.id, "parent": state.parent}
        flags = {
            "protect": state.protect,
            "taint": state.taint,
            "external": state.external,
            "retainOnDelete": state.retain_on_delete,
        }
        event |= {key: True for key, flag in flags.items() if flag}
        event["inputs"] = props_document(state.inputs, self._seal)
        event["outputs"] = props_document(state.outputs, self._seal)
        event["provider"] = state.provider
        if state.init_errors:
            event["initErrors"] = state.init_errors
        return event


def _detailed(step: Step) -> Event | None:
    if step.detailed is None:
        return None
    return {path: {"diffKind": kind, "inputDiff": inputs} for path, (kind, inputs) in sorted(step.detailed.items())}
