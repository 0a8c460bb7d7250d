"""What is deleted at the end of a run, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_offline.backend.dependency_graph import Graph
from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.deployment.step import Step
from pulumi_offline.errors import Bail
from pulumi_offline.execution.replacements import Replacements
from pulumi_offline.execution.steps import DeleteStep, RemovePendingReplaceStep, SameStep
from pulumi_offline.resource.state import State


class Deletions:
    """Finds and orders the deletions of a run."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._decisions = deployment.decisions
        self._replacements = Replacements(deployment)

    async def steps(self) -> tuple[list[Step], list[Step]]:
        """What stays although the program does not declare it (no target), and what is deleted.

        Raises:
            Bail: something would be deleted that was not named as a target.
        """
        allowed = await self._allowed()
        kept: list[Step] = []
        deletes: list[Step] = []
        for state in list(self._deployment.snapshot.resources):
            if allowed(state):
                deletes += self._deletion(state)
            elif not self._decisions.operated_on(state.urn):
                new = state.copy()
                new.id = ""
                if not state.delete:
                    kept.append(SameStep(self._deployment, None, state, new, untargeted=True))
        self._refuse_untargeted(deletes)
        return kept, deletes

    def _deletion(self, state: State) -> list[Step]:
        if state.delete:
            if id(state) in self._decisions.pending_deletes:
                return []
            self._decisions.deletes.add(state.urn)
            return [DeleteStep(self._deployment, state, replacing=True)]
        if self._decisions.operated_on(state.urn):
            return []
        self._decisions.deletes.add(state.urn)
        if state.pending_replacement:
            return [RemovePendingReplaceStep(state)]
        return [DeleteStep(self._deployment, state)]

    async def _allowed(self) -> _Allowed:
        options = self._deployment.options
        if options.targets:
            return _Allowed(only=await self._targets_and_dependents())
        if options.excludes:
            return _Allowed(but=self._excludes_and_dependencies())
        return _Allowed()

    async def _targets_and_dependents(self) -> set[str]:
        """The targets, all that depends on them, and what must be replaced with those."""
        deployment = self._deployment
        graph = Graph(deployment.snapshot.resources)
        roots = [state for state in deployment.snapshot.resources if state.urn in deployment.options.targets]
        found = list(roots)
        for root in roots:
            found += graph.depending_on(root, children=True)
        urns = {state.urn for state in found}
        for state in list({id(state): state for state in found}.values()):
            tied = [*await self._replacements.dependents(state)]
            tied += self._replacements.followers(state.urn)
            urns |= {dependent.urn for dependent, _ in tied}
        return urns

    def _excludes_and_dependencies(self) -> set[str]:
        deployment = self._deployment
        graph = Graph(deployment.snapshot.resources)
        by_id = {id(state): state.urn for state in deployment.snapshot.resources}
        kept = [state for state in deployment.snapshot.resources if state.urn in deployment.options.excludes]
        if deployment.options.exclude_dependents:
            kept += [other for state in list(kept) for other in graph.depending_on(state, children=True)]
        urns = {state.urn for state in kept}
        for state in kept:
            urns |= {by_id[number] for number in graph.transitive_dependencies_of(state)}
        return urns

    def _refuse_untargeted(self, deletes: Sequence[Step]) -> None:
        options = self._deployment.options
        if options.target_dependents:
            return
        outside = [step.urn for step in deletes if step.urn not in options.targets]
        for urn in outside:
            self._deployment.error(
                f"Resource '{urn}' will be destroyed but was not specified in --target list.\n"
                "Either include resource in --target list or pass --target-dependents to proceed.",
                urn,
            )
        if outside and not options.preview:
            raise Bail("delete untargeted resource")

    def schedule(self, deletes: Sequence[Step]) -> list[list[Step]]:
        """The deletions in groups: each group can go at once, after the one before it."""
        graph = Graph(self._deployment.snapshot.resources)
        condemned = {id(step.resource): step for step in deletes}
        above = {
            number: {id(state) for state in graph.dependencies_of(step.resource)} & condemned.keys()
            for number, step in condemned.items()
        }
        groups: list[list[Step]] = []
        while condemned:
            free = [number for number in condemned if not above[number] & condemned.keys()]
            groups.append([condemned.pop(number) for number in free])
        groups.reverse()
        return groups


class _Allowed:
    def __init__(self, only: set[str] | None = None, but: set[str] | None = None) -> None:
        self._only, self._but = only, but

    def __call__(self, state: State) -> bool:
        if self._only is not None:
            return state.urn in self._only
        return self._but is None or state.urn not in self._but
