"""The step generator: what must be done to bring one resource from what the snapshot holds to what is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_ivs_realtime.offline import paths
from pulumi_ivs_realtime.offline.aliases import Aliases
from pulumi_ivs_realtime.offline.differences import input_diff, replaces, with_replace_on_changes
from pulumi_ivs_realtime.offline.errors import Bail, EngineError
from pulumi_ivs_realtime.offline.goals import Goal
from pulumi_ivs_realtime.offline.providers import Diff, Provider
from pulumi_ivs_realtime.offline.registrations import Registration
from pulumi_ivs_realtime.offline.replacements import Replacements
from pulumi_ivs_realtime.offline.state import State
from pulumi_ivs_realtime.offline.steps import (
    CreateStep,
    ImportStep,
    ReadStep,
    ReplaceStep,
    SameStep,
    Step,
    UpdateStep,
)
from pulumi_ivs_realtime.offline.targeting import Targeting
from pulumi_ivs_realtime.offline.urns import is_provider_type, make_urn
from pulumi_ivs_realtime.offline.values import UNKNOWN, Props, contains_unknowns, equal, revealed

if TYPE_CHECKING:
    from pulumi_ivs_realtime.offline.deployment import Deployment


class Generator:
    """Turns registrations into steps, one at a time; what it has decided so far stands in its sets of URNs."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.urns: set[str] = set()
        self.creates: set[str] = set()
        self.sames: set[str] = set()
        self.updates: set[str] = set()
        self.replaces: set[str] = set()
        self.deletes: set[str] = set()
        self.reads: set[str] = set()
        self.imports: set[str] = set()
        self.pending_deletes: set[int] = set()
        self.replace_keys: dict[str, list[str]] = {}
        self.aliased: dict[str, str] = {}  # old URN → the URN that claimed it
        self.renamed: dict[str, str] = {}  # URN → the old URN under which it was found
        self.saw_error = False
        self.targeting = Targeting(self)
        self.replacements = Replacements(self)
        target = deployment.target
        self._aliases = Aliases(target.stack, target.project, self.renamed)

    @property
    def handled(self) -> set[str]:
        """The URNs for which a step was made."""
        return self.creates | self.sames | self.updates | self.replaces | self.deletes | self.reads

    def operated_on(self, urn: str) -> bool:
        """Whether a resource of the snapshot was taken up by the program, under this or another name."""
        urn = self.aliased.get(urn, urn)
        return urn in self.sames or urn in self.updates or urn in self.replaces or urn in self.reads

    def error(self, message: str, urn: str = "") -> None:
        """Report an error to the user; the run will fail, but need not end here."""
        self.deployment.events.diagnostic("error", message, urn)
        self.saw_error = True

    def claim(self, parent: str, type_: str, name: str) -> str:
        """The URN of a resource that is now registered.

        Raises:
            Bail: another resource of the program has it.
        """
        if parent and parent not in self.urns:
            raise EngineError(f"could not find parent resource {parent}")
        urn = make_urn(self.deployment.target.stack, self.deployment.target.project, parent, type_, name)
        if urn in self.urns:
            message = f"Duplicate resource URN '{urn}'; try giving it a unique name"
            self.deployment.events.diagnostic("error", message, urn)
            raise Bail(message)
        self.urns.add(urn)
        return urn

    async def steps(self, registration: Registration) -> list[Step]:
        """The steps for a registration."""
        goal = registration.goal
        urn = self.claim(goal.parent, goal.type, goal.name)
        old, alias, invalid = self._old(urn, goal)
        new = goal.state(urn, old, alias)
        steps = await self._decide(registration, urn, old, new, invalid=invalid)
        return self.targeting.validated(steps)

    def read_steps(self, registration: Registration, new: State) -> list[Step]:
        """The steps for a resource that the program only reads."""
        old = self.deployment.olds.get(new.urn)
        if old is not None and not old.external and old.id != new.id:
            self.replaces.add(new.urn)
            read = ReadStep(self.deployment, registration, old, new, replacing=True)
            return [read, ReplaceStep(self.deployment, old, new)]
        self.reads.add(new.urn)
        return [ReadStep(self.deployment, registration, old, new)]

    def with_ignored(self, urn: str, inputs: Props, old_inputs: Props, ignore_changes: list[str]) -> Props:
        """The inputs with those that are to be ignored as they were."""
        failed: list[str] = []
        for text in ignore_changes:
            path = paths.parse(text)
            if path is None:
                continue
            inputs, done = paths.reset(path, old_inputs, inputs)
            if not done:
                failed.append(text)
        if failed:
            what = '", "'.join(failed)
            message = f'cannot ignore changes in added or removed elements of the path: "{what}"'
            self.deployment.events.diagnostic("info", message, urn)
        return inputs

    def _old(self, urn: str, goal: Goal) -> tuple[State | None, str, bool]:
        """The resource in the snapshot, the alias under which it was found, and whether that is a contradiction."""
        invalid = urn in self.aliased
        if invalid:
            other = self.aliased[urn]
            self.error(f"Duplicate resource URN '{urn}' conflicting with alias on resource with URN '{other}'", urn)
        for candidate in [urn, *self._aliases.urns(goal)]:
            old = self.deployment.olds.get(candidate)
            if old is None:
                continue
            if candidate == urn:
                return old, "", invalid
            invalid = self._claim_alias(candidate, urn) or invalid
            return old, candidate, invalid
        return None, "", invalid

    def _claim_alias(self, alias: str, urn: str) -> bool:
        other = urn if alias in self.urns else self.aliased.get(alias)
        if other is not None:
            self.error(
                f"Duplicate resource alias '{alias}' applied to resource with URN '{urn}' conflicting with resource "
                f"with URN '{other}'",
                urn,
            )
        self.aliased[alias] = urn
        self.renamed[urn] = alias
        return other is not None

    async def _decide(
        self, registration: Registration, urn: str, old: State | None, new: State, *, invalid: bool
    ) -> list[Step]:
        goal = registration.goal
        provider = await self._provider(new)
        recreating = urn in self.deletes
        if self._is_import(goal, old):
            return self._import(registration, old, new)
        targeted = self.targeting.includes(new)
        if provider is not None:
            invalid = not await self._check(provider, goal, old, new, targeted=targeted, fresh=recreating) or invalid
        if invalid:
            raise Bail(f"resource {urn} is invalid")
        if recreating and old is not None:
            return self._recreate(registration, old, new)
        if old is not None and old.external:
            self.creates.add(urn)
            create = CreateStep(self.deployment, registration, old, new, pending_delete=True)
            return [create, ReplaceStep(self.deployment, old, new)]
        if targeted:
            self.targeting.follow(new)
        if old is None:
            return self._create(registration, new, targeted=targeted)
        if not targeted:
            return self.targeting.untouched(registration, old, new)
        return await self._from_diff(registration, old, new, provider)

    async def _provider(self, new: State) -> Provider | None:
        return await self.deployment.registry.provider_for(new) if new.custom else None

    def _is_import(self, goal: Goal, old: State | None) -> bool:
        if not goal.custom or not goal.id:
            return False
        return old is None or old.external or (old.import_id or old.id) != goal.id

    def _import(self, registration: Registration, old: State | None, new: State) -> list[Step]:
        self.imports.add(new.urn)
        return [ImportStep(self.deployment, registration, old, new)]

    async def _check(
        self, provider: Provider, goal: Goal, old: State | None, new: State, *, targeted: bool, fresh: bool
    ) -> bool:
        """Let the provider check the inputs; whether it finds them valid."""
        inputs = new.inputs
        if old is not None:
            inputs = self.with_ignored(new.urn, inputs, old.inputs, goal.ignore_changes)
        if not targeted:
            new.inputs = old.inputs if old is not None else inputs
            return True
        if old is None or fresh or old.external or self.forced(new.urn, old):
            return await self.check_inputs(provider, new, {}, goal.properties)
        return await self.check_inputs(provider, new, old.inputs, inputs)

    async def check_inputs(self, provider: Provider, new: State, olds: Props, news: Props) -> bool:
        """Let the provider check these inputs on top of those; whether it finds them valid."""
        inputs, failures = await provider.check(new.urn, olds, news)
        for property_, reason in failures:
            self._report_failure(new, property_, reason)
        new.inputs = inputs
        return not failures

    def _report_failure(self, new: State, property_: str, reason: str) -> None:
        name = new.urn.split("::", 3)[3]
        message = f"{new.type} resource '{name}' has a problem: {reason}"
        if property_:
            value = _displayed(new.inputs.get(property_))
            message = f"{new.type} resource '{name}': property {property_} value {value} has a problem: {reason}"
        self.deployment.events.diagnostic("error", message, new.urn)

    def forced(self, urn: str, old: State | None) -> bool:
        """Whether the resource is to be replaced whatever its provider says."""
        named = bool(self.deployment.options.replace) and urn in self.deployment.options.replace
        return named or (old is not None and old.taint)

    def _recreate(self, registration: Registration, old: State, new: State) -> list[Step]:
        """It was deleted because of what it depends on; now it is made anew."""
        self.deletes.discard(new.urn)
        self.replaces.add(new.urn)
        diff = Diff("some", replaces=self.replace_keys.get(new.urn, []))
        return [ReplaceStep(self.deployment, old, new), CreateStep(self.deployment, registration, old, new, diff)]

    def _create(self, registration: Registration, new: State, *, targeted: bool) -> list[Step]:
        if not targeted:
            self.sames.add(new.urn)
            self.targeting.skipped_creates.add(new.urn)
            return [SameStep(self.deployment, registration, None, new, skipped=True)]
        self.creates.add(new.urn)
        return [CreateStep(self.deployment, registration, None, new)]

    async def _from_diff(
        self, registration: Registration, old: State, new: State, provider: Provider | None
    ) -> list[Step]:
        goal = registration.goal
        triggered = _triggers(old.replacement_trigger, new.replacement_trigger)
        if triggered and not self.deployment.options.preview and contains_unknowns(new.replacement_trigger):
            message = f"replacement trigger contains unknowns for {new.urn}"
            self.error(message, new.urn)
            raise Bail(message)
        diff = Diff("some") if triggered else await self._diff(goal, old, new, provider)
        if new.urn in self.deletes:
            return self._recreate(registration, old, new)
        diff = with_replace_on_changes(diff, goal.replace_on_changes)
        if diff.changes == "some" or old.pending_replacement:
            if replaces(diff) or triggered or old.pending_replacement:
                return await self.replacements.steps(registration, old, new, provider, diff)
            self.updates.add(new.urn)
            return [UpdateStep(self.deployment, registration, old, new, diff)]
        if old.init_errors:
            self.updates.add(new.urn)
            return [UpdateStep(self.deployment, registration, old, new, diff)]
        self.sames.add(new.urn)
        return [SameStep(self.deployment, registration, old, new)]

    async def _diff(self, goal: Goal, old: State, new: State, provider: Provider | None) -> Diff:
        if self.forced(new.urn, old):
            return Diff("some", replaces=["id"])
        if any(urn in self.replaces for urn in new.replace_with):
            return Diff("some", replaces=["replaceWith"])
        if new.deleted_with and new.deleted_with in self.replaces:
            return Diff("some", replaces=["deletedWith"])
        if self._provider_changed(old, new):
            return Diff("some", replaces=["provider"])
        if provider is None:
            return Diff("none" if equal(old.inputs, new.inputs) else "some")
        return await self.diff(provider, old, new.inputs, goal.ignore_changes)

    async def diff(self, provider: Provider, old: State, news: Props, ignore_changes: list[str]) -> Diff:
        """What the provider says to new inputs of a resource; the engine's own comparison where it says nothing."""
        diff = await provider.diff(old.urn, old.id, old.inputs, old.outputs, news, ignore_changes)
        if diff.changes != "unknown":
            return diff
        kept = self.with_ignored(old.urn, news, old.inputs, ignore_changes)
        own = input_diff(old.inputs, kept)
        own.replaces, own.delete_before_replace = diff.replaces, diff.delete_before_replace
        return own

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


def _displayed(value: object) -> str:
    """A value as the CLI puts it into the message of a failed check."""
    value = "[secret]" if type(value).__name__ == "Secret" else value
    if isinstance(value, str):
        return f"{{{value}}}"
    if value is None:
        return "{<nil>}"
    if value is UNKNOWN:
        return "{{{}}}"
    return f"{{{value}}}"
