"""Under which other URNs a resource may stand in the state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pulumi_offline.resource.goals import Alias, Goal
from pulumi_offline.resource.urns import STACK_TYPE, make_urn, name_of, qualified_type, type_of


class Aliases:
    """The URNs that aliases give to the resources of one stack.

    Args:
        renamed: the old URN of each resource that was found under an alias; children of it follow.
    """

    def __init__(self, stack: str, project: str, renamed: Mapping[str, str]) -> None:
        self._stack = stack
        self._project = project
        self._renamed = renamed

    def urns(self, goal: Goal) -> list[str]:
        """All the URNs that a goal's aliases, and its parent's, give it; in order, each once."""
        return list(dict.fromkeys(self._all(goal)))

    def _all(self, goal: Goal) -> Iterator[str]:
        own = [self._collapsed(goal, alias) for alias in goal.aliases]
        yield from own
        parent = self._renamed.get(goal.parent) if goal.parent else None
        if parent is None:
            return
        yield self._inherited(goal.type, goal.name, name_of(goal.parent), parent)
        for urn in own:
            yield self._inherited(type_of(urn), name_of(urn), name_of(goal.parent), parent)

    def _collapsed(self, goal: Goal, alias: Alias) -> str:
        if alias.urn:
            return alias.urn
        parent = self._renamed.get(alias.parent, alias.parent) if alias.parent else goal.parent
        if alias.no_parent or (parent and qualified_type(parent) == STACK_TYPE):
            parent = ""
        return make_urn(
            alias.stack or self._stack,
            alias.project or self._project,
            parent,
            alias.type or goal.type,
            alias.name or goal.name,
        )

    def _inherited(self, type_: str, name: str, parent_name: str, parent: str) -> str:
        # A child that is named after its parent (`app-function` below `app`) is renamed with it.
        if name.startswith(parent_name):
            name = name_of(parent) + name.removeprefix(parent_name)
        return make_urn(self._stack, self._project, parent, type_, name)
