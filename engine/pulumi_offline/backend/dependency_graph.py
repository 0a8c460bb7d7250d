"""Who depends on whom in a snapshot."""

from __future__ import annotations

from collections.abc import Container, Iterable

from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import provider_urn


class Graph:
    """The dependencies of a snapshot's resources, whose order is one in which each comes after what it depends on."""

    def __init__(self, resources: Iterable[State]) -> None:
        self._resources = list(resources)
        self._index = {id(state): index for index, state in enumerate(self._resources)}
        self._parents = {state.urn: state.parent for state in self._resources}
        self._places: dict[str, list[int]] = {}
        for place, state in enumerate(self._resources):
            self._places.setdefault(state.urn, []).append(place)

    def __contains__(self, state: State) -> bool:
        return id(state) in self._index

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
        index = self._index[id(state)]
        wanted = {urn for kind, urn in state.dependency_urns if kind != "parent"}
        if state.provider:
            wanted.add(provider_urn(state.provider))
        places = {place for urn in {*wanted, state.parent} for place in self._places.get(urn, ()) if place < index}
        components = {self._resources[place].urn for place in places if not self._resources[place].custom} & wanted
        if components:
            places |= {place for place in range(index) if self._is_below(self._resources[place], components)}
        return [self._resources[place] for place in sorted(places)]

    def _is_below(self, state: State, components: set[str]) -> bool:
        parent = state.parent
        while parent:
            if parent in components:
                return True
            parent = self._parents.get(parent, "")
        return False

    def transitive_dependencies_of(self, state: State) -> set[int]:
        """The identities of `state` and of all that it depends on, directly or not."""
        found: set[int] = set()
        frontier = [state]
        while frontier:
            dependent = frontier.pop()
            if id(dependent) in found:
                continue
            found.add(id(dependent))
            urns = [urn for _, urn in dependent.dependency_urns]
            urns += [provider_urn(dependent.provider)] if dependent.provider else []
            frontier += [other for other in (self._meant(urn, dependent) for urn in urns) if other is not None]
        return found

    def _meant(self, urn: str, dependent: State) -> State | None:
        """Which resource a reference means: one that is to be deleted means the same kind, where there are both."""
        states = [self._resources[place] for place in self._places.get(urn, ())]
        alike = [state for state in states if state.delete == dependent.delete]
        found = alike or states
        return found[-1] if found else None


def _depends(candidate: State, urns: set[str], *, children: bool) -> bool:
    for kind, urn in candidate.dependency_urns:
        if urn in urns and (children or kind != "parent"):
            return True
    return bool(candidate.provider) and provider_urn(candidate.provider) in urns


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
