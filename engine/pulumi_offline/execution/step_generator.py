"""The step generator: what must be done to bring one resource from what the snapshot holds to what is declared."""

from __future__ import annotations

from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.deployment.registrations import Registration
from pulumi_offline.deployment.step import Step
from pulumi_offline.errors import Bail, EngineError
from pulumi_offline.execution.aliases import Aliases
from pulumi_offline.execution.answers import check, compared, with_ignored
from pulumi_offline.execution.replacements import Replacements
from pulumi_offline.execution.steps import (
    CreateStep,
    ImportStep,
    ReadStep,
    ReplaceStep,
    SameStep,
    UpdateStep,
)
from pulumi_offline.execution.targeting import Targeting
from pulumi_offline.resource.goals import Goal
from pulumi_offline.resource.property_diff import replaces, with_replace_on_changes
from pulumi_offline.resource.property_values import contains_unknowns, equal, revealed
from pulumi_offline.resource.providers import Diff, Provider
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import is_provider_type, make_urn


class Generator:
    """Turns registrations into steps, one at a time; what it has decided so far stands in its sets of URNs."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._decisions = deployment.decisions
        self._targeting = Targeting(deployment)
        self._replacements = Replacements(deployment)
        target = deployment.target
        self._aliases = Aliases(target.stack, target.project, self._decisions.renamed)

    def claim(self, parent: str, type_: str, name: str) -> str:
        """The URN of a resource that is now registered.

        Raises:
            Bail: another resource of the program has it.
        """
        if parent and parent not in self._decisions.urns:
            raise EngineError(f"could not find parent resource {parent}")
        urn = make_urn(self._deployment.target.stack, self._deployment.target.project, parent, type_, name)
        if urn in self._decisions.urns:
            message = f"Duplicate resource URN '{urn}'; try giving it a unique name"
            self._deployment.events.diagnostic("error", message, urn)
            raise Bail(message)
        self._decisions.urns.add(urn)
        return urn

    async def steps(self, registration: Registration) -> list[Step]:
        """The steps for a registration."""
        goal = registration.goal
        urn = self.claim(goal.parent, goal.type, goal.name)
        old, alias, invalid = self._old(urn, goal)
        new = goal.state(urn, old, alias)
        steps = await self._decide(registration, urn, old, new, invalid=invalid)
        return self._targeting.validated(steps)

    def read_steps(self, registration: Registration, new: State) -> list[Step]:
        """The steps for a resource that the program only reads."""
        old = self._deployment.olds.get(new.urn)
        if old is not None and not old.external and old.id != new.id:
            self._decisions.replaces.add(new.urn)
            read = ReadStep(self._deployment, registration, old, new, replacing=True)
            return [read, ReplaceStep(old, new)]
        self._decisions.reads.add(new.urn)
        return [ReadStep(self._deployment, registration, old, new)]

    def _old(self, urn: str, goal: Goal) -> tuple[State | None, str, bool]:
        """The resource in the snapshot, the alias under which it was found, and whether that is a contradiction."""
        invalid = urn in self._decisions.aliased
        if invalid:
            other = self._decisions.aliased[urn]
            self._deployment.error(
                f"Duplicate resource URN '{urn}' conflicting with alias on resource with URN '{other}'", urn
            )
        for candidate in [urn, *self._aliases.urns(goal)]:
            old = self._deployment.olds.get(candidate)
            if old is None:
                continue
            if candidate == urn:
                return old, "", invalid
            invalid = self._claim_alias(candidate, urn) or invalid
            return old, candidate, invalid
        return None, "", invalid

    def _claim_alias(self, alias: str, urn: str) -> bool:
        other = urn if alias in self._decisions.urns else self._decisions.aliased.get(alias)
        if other is not None:
            self._deployment.error(
                f"Duplicate resource alias '{alias}' applied to resource with URN '{urn}' conflicting with resource "
                f"with URN '{other}'",
                urn,
            )
        self._decisions.aliased[alias] = urn
        self._decisions.renamed[urn] = alias
        return other is not None

    async def _decide(
        self, registration: Registration, urn: str, old: State | None, new: State, *, invalid: bool
    ) -> list[Step]:
        goal = registration.goal
        provider = await self._provider(new)
        recreating = urn in self._decisions.deletes
        if self._is_import(goal, old):
            return self._import(registration, old, new)
        targeted = self._targeting.includes(new)
        if provider is not None:
            invalid = not await self._check(provider, goal, old, new, targeted=targeted, fresh=recreating) or invalid
        if invalid:
            raise Bail(f"resource {urn} is invalid")
        if recreating and old is not None:
            return self._recreate(registration, old, new)
        if old is not None and old.external:
            self._decisions.creates.add(urn)
            create = CreateStep(self._deployment, registration, old, new, pending_delete=True)
            return [create, ReplaceStep(old, new)]
        if targeted:
            self._targeting.follow(new)
        if old is None:
            return self._create(registration, new, targeted=targeted)
        if not targeted:
            return self._targeting.untouched(registration, old, new)
        return await self._from_diff(registration, old, new, provider)

    async def _provider(self, new: State) -> Provider | None:
        return await self._deployment.registry.provider_for(new) if new.custom else None

    def _is_import(self, goal: Goal, old: State | None) -> bool:
        if not goal.custom or not goal.id:
            return False
        return old is None or old.external or (old.import_id or old.id) != goal.id

    def _import(self, registration: Registration, old: State | None, new: State) -> list[Step]:
        return [ImportStep(self._deployment, registration, old, new)]

    async def _check(
        self, provider: Provider, goal: Goal, old: State | None, new: State, *, targeted: bool, fresh: bool
    ) -> bool:
        """Let the provider check the inputs; whether it finds them valid."""
        inputs = new.inputs
        if old is not None:
            inputs = with_ignored(self._deployment, new.urn, inputs, old.inputs, goal.ignore_changes)
        if not targeted:
            new.inputs = old.inputs if old is not None else inputs
            return True
        if old is None or fresh or old.external or self._deployment.forced(new.urn, old):
            return await check(self._deployment, provider, new, {}, goal.properties)
        return await check(self._deployment, provider, new, old.inputs, inputs)

    def _recreate(self, registration: Registration, old: State, new: State) -> list[Step]:
        """It was deleted because of what it depends on; now it is made again."""
        self._decisions.deletes.discard(new.urn)
        self._decisions.replaces.add(new.urn)
        diff = Diff("some", replaces=self._decisions.replace_keys.get(new.urn, []))
        return [ReplaceStep(old, new), CreateStep(self._deployment, registration, old, new, diff)]

    def _create(self, registration: Registration, new: State, *, targeted: bool) -> list[Step]:
        if not targeted:
            self._decisions.sames.add(new.urn)
            self._decisions.skipped_creates.add(new.urn)
            return [SameStep(self._deployment, registration, None, new, skipped=True)]
        self._decisions.creates.add(new.urn)
        return [CreateStep(self._deployment, registration, None, new)]

    async def _from_diff(
        self, registration: Registration, old: State, new: State, provider: Provider | None
    ) -> list[Step]:
        goal = registration.goal
        triggered = _triggers(old.replacement_trigger, new.replacement_trigger)
        if triggered and not self._deployment.options.preview and contains_unknowns(new.replacement_trigger):
            message = f"replacement trigger contains unknowns for {new.urn}"
            self._deployment.error(message, new.urn)
            raise Bail(message)
        diff = Diff("some") if triggered else await self._diff(goal, old, new, provider)
        if new.urn in self._decisions.deletes:
            return self._recreate(registration, old, new)
        diff = with_replace_on_changes(diff, goal.replace_on_changes)
        if diff.changes == "some" or old.pending_replacement:
            if replaces(diff) or triggered or old.pending_replacement:
                return await self._replacements.steps(registration, old, new, provider, diff)
            self._decisions.updates.add(new.urn)
            return [UpdateStep(self._deployment, registration, old, new, diff)]
        if old.init_errors:
            self._decisions.updates.add(new.urn)
            return [UpdateStep(self._deployment, registration, old, new, diff)]
        self._decisions.sames.add(new.urn)
        return [SameStep(self._deployment, registration, old, new)]

    async def _diff(self, goal: Goal, old: State, new: State, provider: Provider | None) -> Diff:
        if self._deployment.forced(new.urn, old):
            return Diff("some", replaces=["id"])
        if any(urn in self._decisions.replaces for urn in new.replace_with):
            return Diff("some", replaces=["replaceWith"])
        if new.deleted_with and new.deleted_with in self._decisions.replaces:
            return Diff("some", replaces=["deletedWith"])
        if self._provider_changed(old, new):
            return Diff("some", replaces=["provider"])
        if provider is None:
            return Diff("none" if equal(old.inputs, new.inputs) else "some")
        return await compared(self._deployment, provider, old, new.inputs, goal.ignore_changes)

    def _provider_changed(self, old: State, new: State) -> bool:
        """Whether a resource became a component or the reverse, or its package another one.

        Another provider of the same package takes the resource over: none of those that the engine runs asks for a
        replacement when its configuration changes.
        """
        return bool(old.provider) != bool(new.provider) and not is_provider_type(new.type)


def _triggers(old: object, new: object) -> bool:
    old, new = revealed(old), revealed(new)
    if contains_unknowns(old) or contains_unknowns(new):
        return True
    return old is not None and new is not None and not equal(old, new)
