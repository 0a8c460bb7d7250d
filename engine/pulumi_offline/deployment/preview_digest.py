"""`preview --json`: a preview as one document."""

from __future__ import annotations

from typing import Any

from pulumi_offline.backend.documents import Document, state_document
from pulumi_offline.deployment.step import Step
from pulumi_offline.resource.property_values import Secret
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import STACK_TYPE, type_of


class Digest:
    """Collects a preview into the document that `pulumi preview --json` prints."""

    def __init__(self) -> None:
        self._config: dict[str, str] = {}
        self._steps: list[Document] = []
        self._diagnostics: list[Document] = []
        self._summary: Document = {}

    def begin(self, config: dict[str, str]) -> None:
        """The configuration, secrets blinded."""
        self._config = config

    def add_message(self, severity: str, message: str, urn: str) -> None:
        """A message to the user."""
        about = {"urn": urn} if urn else {}
        self._diagnostics.append({**about, "message": message, "severity": severity})

    def add_step(self, step: Step) -> None:
        """A step, as it begins; what a refresh finds replaces it."""
        shown = step.op == "refresh" or step.logical
        if step.type == STACK_TYPE or (shown and not step.internal):
            self._steps.append(_step(step, step.op))

    def add_result(self, step: Step, op: str) -> None:
        """What a refresh turned out to be."""
        if step.op == "refresh" and op in {"update", "delete"} and (op == "delete" or step.detailed is not None):
            found = _step(step, op)
            self._steps = [
                found if each["op"] == "refresh" and each["urn"] == step.urn else each for each in self._steps
            ]

    def end(self, seconds: float, changes: dict[str, int], *, corrupt: bool) -> None:
        """The summary."""
        self._summary = {"duration": int(seconds * 1e9), "changeSummary": changes}
        if corrupt:
            self._summary["maybeCorrupt"] = True

    @property
    def document(self) -> Document:
        """The document, unchanged resources among its steps, as with `--show-sames`."""
        parts = {"config": self._config, "steps": self._steps, "diagnostics": self._diagnostics, **self._summary}
        return {key: part for key, part in parts.items() if part}


def without_sames(document: Document) -> Document:
    """A digest as it is printed without `--show-sames`."""
    if "steps" not in document:
        return document
    steps = [step for step in document["steps"] if step["op"] != "same" or type_of(step["urn"]) == STACK_TYPE]
    return {**document, "steps": steps}


def _blind(_secret: Secret) -> Any:
    return "[secret]"


def _step(step: Step, op: str) -> Document:
    document: Document = {"op": op, "urn": step.urn}
    if step.provider:
        document["provider"] = step.provider
    states: dict[str, State | None] = {"oldState": step.old, "newState": step.new}
    document |= {key: state_document(state, _blind) for key, state in states.items() if state is not None}
    if step.diffs:
        document["diffReasons"] = list(step.diffs)
    if step.keys:
        document["replaceReasons"] = list(step.keys)
    detailed = step.detailed
    document["detailedDiff"] = detailed and {
        path: {"kind": kind, "inputDiff": inputs} for path, (kind, inputs) in sorted(detailed.items())
    }
    return document
