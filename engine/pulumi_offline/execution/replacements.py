"""Replacing a resource: first the new one, or first the deletion, with all that hangs on it."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.deployment.registrations import Registration
from pulumi_offline.deployment.step import Step
from pulumi_offline.errors import Bail, EngineError
from pulumi_offline.execution.answers import check, compared
from pulumi_offline.execution.steps import CreateStep, DeleteStep, ReplaceStep
from pulumi_offline.resource.property_diff import replaces, with_replace_on_changes
from pulumi_offline.resource.property_values import UNKNOWN
from pulumi_offline.resource.providers import Diff, Provider
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import provider_urn

Dependent = tuple[State, list[str]]


class Replacements:
    """Makes the steps of replacements."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._decisions = deployment.decisions

    async def steps(
        self, registration: Registration, old: State, new: State, provider: Provider | None, diff: Diff
    ) -> list[Step]:
        """The steps that replace `old` by `new`."""
        self._refuse_protected(old, new)
        goal = registration.goal
        if goal.id:
            self._refuse_import(new)
        self._decisions.replaces.add(new.urn)
        # The inputs were computed on top of the old ones, which a new resource has not.
        afresh = provider is not None and not self._deployment.forced(new.urn, old)
        if provider is not None and afresh and not await check(self._deployment, provider, new, {}, goal.properties):
            raise Bail(f"resource {new.urn} has check errors")
        delete_first = diff.delete_before_replace
        if goal.delete_before_replace is not None:
            delete_first = goal.delete_before_replace
        if not delete_first:
            create = CreateStep(self._deployment, registration, old, new, diff, pending_delete=True)
            return [create, ReplaceStep(old, new, diff)]
        return [
            *await self._deletions(old, new),
            ReplaceStep(old, new, diff),
            CreateStep(self._deployment, registration, old, new, diff),
        ]

    def _refuse_protected(self, old: State, new: State) -> None:
        if self._deployment.options.ignore_protect or not (old.protect and new.protect):
            return
        message = (
            f'unable to replace resource "{new.urn}"\nas it is currently marked for protection. To unprotect the '
            "resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`"
        )
        self._deployment.error(message, new.urn)
        if not self._deployment.options.preview:
            raise Bail(message)

    def _refuse_import(self, new: State) -> None:
        message = (
            "previously-imported resources that still specify an ID may not be replaced; please remove the `import` "
            "declaration from your program;\n"
        )
        if not self._deployment.options.preview:
            raise EngineError(message)
        self._deployment.events.diagnostic("warning", message, new.urn)

    async def _deletions(self, old: State, new: State) -> list[Step]:
        """The old resource goes, and before it, in reverse order, all that must be replaced with it."""
        steps: list[Step] = []
        for dependent, keys in reversed([*await self.dependents(old), *self.followers(new.urn)]):
            if id(dependent) in self._decisions.pending_deletes:
                continue
            self._decisions.replace_keys[dependent.urn] = keys
            steps.append(self._delete_dependent(dependent, new))
            self._decisions.deletes.add(dependent.urn)
            self._decisions.pending_deletes.add(id(dependent))
        if not old.pending_replacement:
            self._decisions.deletes.add(old.urn)
            steps.append(DeleteStep(self._deployment, old, replacing=True, pending_replacement=True))
        return steps

    def _delete_dependent(self, dependent: State, new: State) -> Step:
        if dependent.delete:
            return DeleteStep(self._deployment, dependent)
        if dependent.protect and not self._deployment.options.ignore_protect:
            message = (
                f'unable to replace resource "{dependent.urn}" as part of replacing "{new.urn}" as it is currently '
                "marked for protection. To unprotect the resource, remove the `protect` flag from the resource in "
                "your Pulumi program and run `pulumi up`, or use the command:\n"
                f"`pulumi state unprotect '{dependent.urn}'`"
            )
            self._deployment.error(message, new.urn)
            raise Bail(message)
        return DeleteStep(self._deployment, dependent, replacing=True, pending_replacement=True)

    async def dependents(self, root: State) -> list[Dependent]:
        """What depends on `root` so that it must be replaced with it, in order, and which properties say so."""
        graph = self._deployment.graph
        if root not in graph:
            return []
        replaced = {root.urn}
        found: list[Dependent] = []
        for candidate in graph.depending_on(root, self._decisions.handled):
            keys = await self._keys(candidate, replaced)
            if keys is not None:
                found.append((candidate, keys))
                replaced.add(candidate.urn)
        return found

    async def _keys(self, state: State, replaced: set[str]) -> list[str] | None:
        """The properties for which a resource must be replaced when those in `replaced` are; None if it need not."""
        if not state.custom or state.external:
            return None
        if state.provider and provider_urn(state.provider) in replaced:
            return []
        if state.deleted_with and state.deleted_with in replaced:
            return []
        touched = {key for key in state.inputs if replaced.intersection(state.property_dependencies.get(key, ()))}
        if not touched:
            return None
        news = {key: UNKNOWN if key in touched else value for key, value in state.inputs.items()}
        provider = await self._deployment.registry.provider_for(state)
        diff = await compared(self._deployment, provider, state, news, state.ignore_changes)
        diff = with_replace_on_changes(diff, state.replace_on_changes)
        return diff.replaces if replaces(diff) else None

    def followers(self, urn: str) -> Iterator[Dependent]:
        """What the program or the snapshot ties to a resource by `deleted_with` or `replace_with`."""
        seen: set[str] = set()
        for states in (self._deployment.news, self._deployment.olds):
            for state in states.values():
                tied = urn in state.replace_with or state.deleted_with == urn
                if tied and state.urn not in seen:
                    seen.add(state.urn)
                    yield state, []
