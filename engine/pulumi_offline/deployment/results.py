"""What a run did."""

from __future__ import annotations

import dataclasses
from typing import Any

from pulumi_offline.backend.documents import Document
from pulumi_offline.backend.snapshot import Snapshot
from pulumi_offline.deployment.events import Event
from pulumi_offline.resource.property_values import blinded, revealed
from pulumi_offline.resource.urns import is_default_provider, name_of


@dataclasses.dataclass(frozen=True)
class Operation:
    """One operation on one resource, such as `("create", "urn:pulumi:dev::…::lobby")`."""

    op: str
    urn: str

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return name_of(self.urn)


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    """A message of a run: its severity (`info`, `info#err`, `warning`, `error`), the URN it is about, its text."""

    severity: str
    urn: str
    message: str


@dataclasses.dataclass(frozen=True)
class Result:
    """What a run did.

    Attributes:
        events: all events, as `--event-log` writes them.
        snapshot: the stack after the run; after a preview, before it.
        digest: of a preview, the document that `preview --json --show-sames` prints.
        succeeded: whether it did what it was asked.
    """

    events: list[Event]
    snapshot: Snapshot
    succeeded: bool
    digest: Document

    @property
    def exit_code(self) -> int:
        """0, or 1 as the CLI ends with after a failure."""
        return 0 if self.succeeded else 1

    @property
    def operations(self) -> list[Operation]:
        """The operations in the order in which they began; the engine's own default providers aside."""
        steps = [event["resourcePreEvent"]["metadata"] for event in self.events if "resourcePreEvent" in event]
        return [Operation(step["op"], step["urn"]) for step in steps if not is_default_provider(step["urn"])]

    @property
    def changes(self) -> dict[str, int]:
        """How many resources were operated on, by operation."""
        counts: dict[str, int] = self._last("summaryEvent").get("resourceChanges", {})
        return counts

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """The messages to the user, in order."""
        found = [event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event]
        return [
            Diagnostic(event["severity"], event.get("urn", ""), event["message"].rstrip("\n"))
            for event in found
            if event["severity"] != "debug"
        ]

    @property
    def errors(self) -> list[str]:
        """The texts of the errors."""
        return [diagnostic.message for diagnostic in self.diagnostics if diagnostic.severity == "error"]

    @property
    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in plain text."""
        outputs: dict[str, Any] = revealed(self.snapshot.outputs)
        return outputs

    @property
    def blinded_outputs(self) -> dict[str, Any]:
        """The stack's outputs with "[secret]" in place of secrets."""
        outputs: dict[str, Any] = blinded(self.snapshot.outputs)
        return outputs

    def _last(self, kind: str) -> dict[str, Any]:
        return next((event[kind] for event in reversed(self.events) if kind in event), {})
