"""A stack's snapshot: its resources in an order in which each comes after what it depends on."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from typing import Any

from pulumi_ivs_realtime.offline.documents import (
    Document,
    Seal,
    compact,
    sealed_with,
    state_document,
    state_of,
    unsealed_with,
)
from pulumi_ivs_realtime.offline.errors import WorkspaceError
from pulumi_ivs_realtime.offline.secrets import Crypter
from pulumi_ivs_realtime.offline.state import State
from pulumi_ivs_realtime.offline.urns import STACK_TYPE
from pulumi_ivs_realtime.offline.values import Props

# The CLI whose deployment format and semantics these are; it stands in the manifest of every state written.
CLI_VERSION = "v3.260.0"


def timestamp() -> str:
    """Now, as states carry it."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")


@dataclasses.dataclass
class Operation:
    """An operation that was under way when the checkpoint was written.

    Attributes:
        kind: `creating`, `updating`, `deleting`, `reading` or `importing`.
    """

    resource: State
    kind: str


@dataclasses.dataclass
class Snapshot:
    """What a checkpoint holds."""

    resources: list[State] = dataclasses.field(default_factory=list)
    pending_operations: list[Operation] = dataclasses.field(default_factory=list)
    metadata: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def outputs(self) -> Props:
        """The stack's outputs."""
        for state in self.resources:
            if state.type == STACK_TYPE and not state.delete:
                return state.outputs
        return {}

    @classmethod
    def of(cls, deployment: Document, crypter: Crypter) -> Snapshot:
        """The snapshot that a deployment document describes."""
        unseal = unsealed_with(crypter)
        return cls(
            [state_of(document, unseal) for document in deployment.get("resources") or ()],
            [
                Operation(state_of(operation["resource"], unseal), operation["type"])
                for operation in deployment.get("pending_operations") or ()
            ],
            deployment.get("metadata") or {},
        )

    def document(self, crypter: Crypter, seal: Seal | None = None) -> Document:
        """The deployment document; secrets are encrypted unless `seal` says otherwise."""
        seal = seal or sealed_with(crypter)
        document = _head(crypter)
        if self.resources:
            document["resources"] = [state_document(state, seal) for state in self.resources]
        if self.pending_operations:
            document["pending_operations"] = [
                {"resource": state_document(operation.resource, seal), "type": operation.kind}
                for operation in self.pending_operations
            ]
        document["metadata"] = self.metadata
        return document

    def serialized(self, crypter: Crypter) -> str:
        """The deployment document as text; a state that did not change since it was last written costs nothing."""
        seal = sealed_with(crypter)
        parts = [compact(_head(crypter))[1:-1]]
        if self.resources:
            # Written again after every step: what did not change must cost next to nothing.
            texts = [state.__dict__["serialized"] or _serialized(state, seal) for state in self.resources]
            parts.append(f'"resources":[{",".join(texts)}]')
        if self.pending_operations:
            operations = (
                f'{{"resource":{_serialized(operation.resource, seal)},"type":"{operation.kind}"}}'
                for operation in self.pending_operations
            )
            parts.append(f'"pending_operations":[{",".join(operations)}]')
        parts.append(f'"metadata":{compact(self.metadata)}')
        return "{" + ",".join(parts) + "}"

    def verify(self) -> None:
        """Raise WorkspaceError when a resource refers to one that does not come before it."""
        seen: set[str] = set()
        for state in self.resources:
            for kind, urn in state.dependency_urns:
                if urn not in seen:
                    raise WorkspaceError(
                        f"snapshot integrity failure; refusing to use it: resource {state.urn} refers to "
                        f"missing {kind} {urn}"
                    )
            seen.add(state.urn)


def _serialized(state: State, seal: Seal) -> str:
    text = compact(state_document(state, seal))
    state.__dict__["serialized"] = text
    return text


def _head(crypter: Crypter) -> Document:
    return {
        "manifest": {
            "time": timestamp(),
            "magic": hashlib.sha256(CLI_VERSION.encode()).hexdigest(),
            "version": CLI_VERSION,
        },
        "secrets_providers": {"type": "passphrase", "state": {"salt": crypter.encryption_salt}},
    }
