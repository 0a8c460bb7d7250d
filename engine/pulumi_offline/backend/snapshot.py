"""A stack's snapshot: its resources in an order in which each comes after what it depends on."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from typing import Any

from pulumi_offline.backend.documents import (
    Document,
    Seal,
    compact,
    sealed_with,
    state_document,
    state_of,
    unsealed_with,
)
from pulumi_offline.errors import WorkspaceError
from pulumi_offline.resource.property_values import Props
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import STACK_TYPE
from pulumi_offline.workspace.passphrase import Crypter

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
        """The snapshot that a deployment document describes.

        Raises:
            WorkspaceError: it is none.
        """
        unseal = unsealed_with(crypter)
        try:
            return cls(
                [state_of(document, unseal) for document in deployment.get("resources") or ()],
                [
                    Operation(state_of(operation["resource"], unseal), operation["type"])
                    for operation in deployment.get("pending_operations") or ()
                ],
                deployment.get("metadata") or {},
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise WorkspaceError(f"the deployment is damaged: {type(error).__name__}: {error}") from None

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

    def serialized(self, crypter: Crypter) -> list[bytes]:
        """The deployment document as JSON, in parts.

        It is written again before and after every step: a state that did not change since costs next to nothing.
        """
        seal = sealed_with(crypter)
        parts = [_encoded(_head(crypter))[:-1]]
        if self.resources:
            states = [_serialized(state, seal) for state in self.resources]
            parts += [b',"resources":[', states[0], *(part for state in states[1:] for part in (b",", state)), b"]"]
        if self.pending_operations:
            operations = [
                b'{"resource":%b,"type":"%b"}' % (_serialized(operation.resource, seal), operation.kind.encode())
                for operation in self.pending_operations
            ]
            parts.append(b',"pending_operations":[%b]' % b",".join(operations))
        parts.append(b',"metadata":%b}' % _encoded(self.metadata))
        return parts

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


def _serialized(state: State, seal: Seal) -> bytes:
    data: bytes | None = state.__dict__["serialized"]
    if data is None:
        data = state.__dict__["serialized"] = _encoded(state_document(state, seal))
    return data


def _encoded(document: object) -> bytes:
    return compact(document).encode()


def _head(crypter: Crypter) -> Document:
    return {
        "manifest": {
            "time": timestamp(),
            "magic": hashlib.sha256(CLI_VERSION.encode()).hexdigest(),
            "version": CLI_VERSION,
        },
        "secrets_providers": {"type": "passphrase", "state": {"salt": crypter.encryption_salt}},
    }
