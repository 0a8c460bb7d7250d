"""Who depends on whom in a snapshot."""

from __future__ import annotations

from collections.abc import Container, Iterable

from pulumi_ivs_realtime.offline.state import State
from pulumi_ivs_realtime.offline.urns import provider_urn


class Graph:
    """The dependencies of a snapshot's resources, whose order is one in which each comes after what it depends on."""

    def __init__(self, resources: Iterable[State]) -> None:
        self._resources = list(resources)
        self._index = {id(state): index for index, state in enumerate(self._resources)}

    def __contains__(self, state: State) -> bool:
        return id(state) in self._index

    def alias(self, new: State, old: State) -> None:
        """Let `new` stand where `old` stands."""
        self._index[id(new)] = self._index[id(old)]

    def depending_on(self, root: State, ignore: Container[str] = (), *, children: bool = False) -> list[State]:
        """All that depends on `root`, directly or not, in order; with `children`, those below it, too."""
        found: list[State] = []
        urns = {root.urn}
        for candidate in self._resources[self._index[id(root)] + 1 :]:
            if candidate.urn not in ignore and _depends(candidate, urns, children=children):
                found.append(candidate)
                urns.add(candidate.urn)
        return found

    def dependencies_of(self, state: State) -> list[State]:
        """What `state` depends on directly: provider, parent, dependencies, and the children of components."""
        wanted = {urn for kind, urn in state.dependency_urns if kind != "parent"}
        if state.provider:
            wanted.add(provider_urn(state.provider))
        before = self._resources[: self._index[id(state)]]
        found = [other for other in before if other.urn in wanted or other.urn == state.parent]
        components = {other.urn for other in found if not other.custom and other.urn in wanted}
        return found + [other for other in before if components and _is_below(other, components, before)]

    def transitive_dependencies_of(self, state: State) -> set[int]:
        """The identities of all that `state` depends on, directly or not."""
        found: set[int] = set()
        frontier = [state]
        while frontier:
            for other in self.dependencies_of(frontier.pop()):
                if id(other) not in found:
                    found.add(id(other))
                    frontier.append(other)
        return found


def _depends(candidate: State, urns: set[str], *, children: bool) -> bool:
    for kind, urn in candidate.dependency_urns:
        if urn in urns and (children or kind != "parent"):
            return True
    return bool(candidate.provider) and provider_urn(candidate.provider) in urns


def _is_below(state: State, components: set[str], states: list[State]) -> bool:
    parents = {other.urn: other.parent for other in states}
    parent = state.parent
    while parent:
        if parent in components:
            return True
        parent = parents.get(parent, "")
    return False


def without_dangling(resources: list[State]) -> list[State]:
    """The resources with references to those that a refresh found gone taken out; order is kept."""
    known: set[str] = set()
    parents: dict[str, str] = {"": ""}
    for state in resources:
        state.dependencies = [urn for urn in state.dependencies if urn in known]
        left = {key: [urn for urn in urns if urn in known] for key, urns in state.property_dependencies.items()}
        state.property_dependencies = {key: urns for key, urns in left.items() if urns}
        state.replace_with = [urn for urn in state.replace_with if urn in known]
        if state.deleted_with not in known:
            state.deleted_with = ""
        if state.parent not in known:
            state.parent = parents.get(state.parent, "")
        parents[state.urn] = state.parent
        known.add(state.urn)
    return resources
