"""What an operation on a stack did, in the words of a test."""

from __future__ import annotations

from pulumi_offline.deployment.results import Result
from pulumi_offline.resource.urns import STACK_TYPE, is_provider_type, name_of, type_of

_WORDS = {
    "create": "create",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "create replacement of",
    "delete-replaced": "delete the replaced",
    "same": "leave",
    "read": "read",
    "refresh": "refresh",
}


class Outcome(Result):
    """What an operation did; resources are named as the program names them, the stack itself aside.

    A refresh counts what it found: a resource that is gone is among `deleted`, one that drifted among `updated`. An
    operation that failed is in none of these sets; `errors` says why.
    """

    @property
    def created(self) -> set[str]:
        """The resources that were made (in a preview: would be)."""
        return self._named("create")

    @property
    def updated(self) -> set[str]:
        """The resources that were changed in place."""
        return self._named("update")

    @property
    def replaced(self) -> set[str]:
        """The resources that were replaced."""
        return self._named("replace")

    @property
    def deleted(self) -> set[str]:
        """The resources that were deleted, those that were replaced aside."""
        return self._named("delete")

    @property
    def unchanged(self) -> bool:
        """Whether nothing was changed."""
        return not (self.created or self.updated or self.replaced or self.deleted)

    @property
    def messages(self) -> list[str]:
        """What the program, the provider and the engine told the user."""
        return [diagnostic.message for diagnostic in self.diagnostics]

    def _named(self, op: str) -> set[str]:
        found = {urn for done, urn in self._done() if done == op}
        return {name_of(urn) for urn in found if type_of(urn) != STACK_TYPE and not is_provider_type(type_of(urn))}

    def _done(self) -> list[tuple[str, str]]:
        """The operations as they turned out: a refresh is what it found, and what failed is not among them."""
        found: dict[tuple[str, str], str] = {}
        for event in self.events:
            if "resourcePreEvent" in event:
                step = event["resourcePreEvent"]["metadata"]
                found[step["op"], step["urn"]] = step["op"]
            elif "resOutputsEvent" in event:
                step = event["resOutputsEvent"]["metadata"]
                if ("refresh", step["urn"]) in found and step["op"] not in {"same", "refresh"}:
                    found["refresh", step["urn"]] = step["op"]
        failed = self._failed()
        return [(op, begun[1]) for begun, op in found.items() if begun not in failed]

    def _failed(self) -> set[tuple[str, str]]:
        """The operations that failed, and on which URN."""
        steps = [event["resOpFailedEvent"]["metadata"] for event in self.events if "resOpFailedEvent" in event]
        return {(step["op"], step["urn"]) for step in steps}

    def __repr__(self) -> str:
        """What was done, for the message of a failed assertion."""
        failed = self._failed()
        done = [
            f"{'failed to ' if (op.op, op.urn) in failed else ''}{_WORDS.get(op.op, op.op)} {op.name}"
            for op in self.operations
            if op.op != "same"
        ]
        errors = [f"error: {text}" for text in self.errors]
        return f"<{'; '.join([*done, *errors]) or 'nothing changed'}>"
