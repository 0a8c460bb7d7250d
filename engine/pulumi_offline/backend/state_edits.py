"""Edits of a stack's state by hand."""

from __future__ import annotations

import json

from pulumi_offline.backend.dependency_graph import Graph
from pulumi_offline.backend.snapshot import Snapshot
from pulumi_offline.errors import WorkspaceError
from pulumi_offline.resource.urns import name_of


def without(snapshot: Snapshot, urn: str, *, force: bool, dependents: bool) -> Snapshot:
    """The snapshot without a resource, and, if asked for, without what depends on it.

    Raises:
        WorkspaceError: there is no such resource, it is protected, or others depend on it.
    """
    found = [state for state in snapshot.resources if state.urn == urn]
    if not found:
        raise WorkspaceError(f'No such resource "{urn}" exists in the current state')
    graph = Graph(snapshot.resources)
    hanging = [other for state in found for other in graph.depending_on(state, children=True) if other.urn != urn]
    if hanging and not dependents:
        names = "\n".join(f" * {json.dumps(name_of(other.urn)):15} ({other.urn})" for other in hanging)
        raise WorkspaceError(
            f"{urn} can't be safely deleted because the following resources depend on it:\n"
            f"{names}\n\nDelete those resources first or pass --target-dependents."
        )
    doomed = [*found, *(hanging if dependents else [])]
    for state in doomed:
        if state.protect and not force:
            raise WorkspaceError(
                f"{state.urn} can't be safely deleted because it is protected. Re-run this command with --force to "
                "force deletion"
            )
    gone = {id(state) for state in doomed}
    snapshot.resources = [state for state in snapshot.resources if id(state) not in gone]
    return snapshot
