"""What `--target` and its like leave alone."""

from __future__ import annotations

from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.deployment.registrations import Registration
from pulumi_offline.deployment.step import Step
from pulumi_offline.errors import Bail
from pulumi_offline.execution.steps import SameStep
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import STACK_TYPE, is_provider_type, provider_urn, qualified_type


class Targeting:
    """Decides which resources take part in the run."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._decisions = deployment.decisions
        options = deployment.options
        self._targets = options.targets
        self._with_dependents = options.target_dependents
        self._actual = options.targets.copy()
        self._excludes = options.excludes
        self._exclude_dependents = options.exclude_dependents
        self._excluded = options.excludes.copy()

    def includes(self, state: State) -> bool:
        """Whether a resource takes part; providers and the stack always do."""
        if is_provider_type(state.type) or qualified_type(state.urn) == STACK_TYPE:
            return True
        if self._targets:
            return self._is_target(state)
        if self._excludes:
            return not self._is_excluded(state)
        return True

    def follow(self, state: State) -> None:
        """Let the dependents of a target take part, too, where that was asked for."""
        if self._targets and self._is_target(state):
            self._actual.add(state.urn)

    def _is_target(self, state: State) -> bool:
        if state.urn in self._targets:
            return True
        return self._with_dependents and self._hangs_on(state, self._actual)

    def _is_excluded(self, state: State) -> bool:
        excluded = state.urn in self._excludes or (self._exclude_dependents and self._hangs_on(state, self._excluded))
        if excluded:
            self._excluded.add(state.urn)
        return excluded

    def _hangs_on(self, state: State, targets: object) -> bool:
        above = [urn for _, urn in state.dependency_urns]
        if state.provider:
            above.append(provider_urn(state.provider))
        return any(urn in targets for urn in above)  # type: ignore[operator]

    def untouched(self, registration: Registration, old: State, new: State) -> list[Step]:
        """The resource stays as it is, and so does what it depends on that the program no longer registers."""
        return [*self._carried(old, new.urn, registration)]

    def _carried(self, old: State, urn: str, registration: Registration | None) -> list[Step]:
        if old.delete:
            return []
        self._decisions.urns.add(old.urn)
        self._decisions.sames |= {urn, old.urn}
        steps: list[Step] = []
        above = [dependency for _, dependency in old.dependency_urns]
        if old.provider:
            above.insert(0, provider_urn(old.provider))
        for dependency in above:
            state = self._deployment.olds.get(dependency)
            known = dependency in self._decisions.handled or self._decisions.operated_on(dependency)
            if not known and state is not None:
                steps += self._carried(state, state.urn, None)
        new = old.copy()
        new.id = ""
        steps.append(SameStep(self._deployment, registration, old, new, untargeted=True))
        return steps

    def validated(self, steps: list[Step]) -> list[Step]:
        """The steps, unless one of them needs a resource that is not a target and so is not created.

        Raises:
            Bail: one does, in an update; in a preview all of them are reported first.
        """
        if not self._targets and not self._deployment.options.replace:
            return steps
        for step in steps:
            if step.new is not None and not (isinstance(step, SameStep) and step.skipped):
                self._refuse_skipped(step.new)
        return steps

    def _refuse_skipped(self, state: State) -> None:
        for _, urn in state.dependency_urns:
            if urn not in self._decisions.skipped_creates:
                continue
            message = f"Resource '{state.urn}' depends on '{urn}' which was was not specified in --target list."
            self._deployment.error(message, state.urn)
            if not self._deployment.options.preview:
                raise Bail("untargeted create")
            self._decisions.skipped_creates.discard(urn)
