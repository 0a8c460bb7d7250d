"""The kinds of steps."""

from __future__ import annotations

from pulumi_offline.backend.snapshot import timestamp
from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.deployment.journal import Journal, matters
from pulumi_offline.deployment.registrations import Registration
from pulumi_offline.deployment.step import Step
from pulumi_offline.errors import EngineError, ProviderFault
from pulumi_offline.execution.answers import compared
from pulumi_offline.resource.goals import Outcome
from pulumi_offline.resource.property_diff import inverted
from pulumi_offline.resource.property_values import equal
from pulumi_offline.resource.providers import Diff, Provider
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import is_provider_type

STATUS_OK = 0
STATUS_UNKNOWN = 2


class DeleteProtected(EngineError):
    """A protected resource was to be deleted."""

    def __init__(self, urn: str) -> None:
        super().__init__(
            f'resource "{urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove '
            "the `protect` flag from the resource in your Pulumi program and run `pulumi up`, or use the command:\n"
            f"`pulumi state unprotect '{urn}'`"
        )


class _ProviderStep(Step):
    """A step for which a provider may have to be asked."""

    def __init__(self, deployment: Deployment, old: State | None, new: State | None) -> None:
        super().__init__(old, new)
        self._deployment = deployment

    @property
    def _preview(self) -> bool:
        return self._deployment.options.preview

    async def _provider_for(self, state: State) -> Provider:
        return await self._deployment.registry.provider_for(state)


class SameStep(_ProviderStep):
    """Nothing changes, but perhaps the options that the engine itself keeps.

    Args:
        skipped: the resource would be created, but is not a target.
        untargeted: the resource is not a target.
    """

    op = "same"

    def __init__(
        self,
        deployment: Deployment,
        registration: Registration | None,
        old: State | None,
        new: State,
        *,
        skipped: bool = False,
        untargeted: bool = False,
    ) -> None:
        super().__init__(deployment, old or new.copy(), new)
        self.registration = registration
        self.skipped = skipped
        self.untargeted = untargeted

    async def apply(self) -> None:
        """Carry id and outputs over."""
        if self.old is None or self.new is None:
            return
        self.new.id, self.new.outputs = self.old.id, self.old.outputs
        if is_provider_type(self.new.type) and not self.skipped and not self.untargeted:
            await self._deployment.registry.configure(self.new, self.old.inputs)

    async def end(self, journal: Journal, *, successful: bool) -> None:  # noqa: ARG002
        """Write at once only what a later run would act upon."""
        if self.skipped or self.old is None or self.new is None:
            return
        await journal.end(pending=None, done=self.old, new=self.new, write=matters(self.old, self.new))

    def complete(self) -> None:
        """Tell the program; of a resource that was not created nothing is known."""
        if self.registration is not None and self.new is not None:
            self.registration.done(Outcome(self.new, unknown=self.skipped))


class CreateStep(_ProviderStep):
    """Make a resource.

    Args:
        old: the resource that it replaces.
        pending_delete: whether that one is deleted only when everything else is done.
    """

    pending = "creating"

    def __init__(
        self,
        deployment: Deployment,
        registration: Registration,
        old: State | None,
        new: State,
        diff: Diff | None = None,
        *,
        pending_delete: bool = False,
    ) -> None:
        super().__init__(deployment, old, new)
        self.registration = registration
        self.op = "create" if old is None else "create-replacement"
        self.logical = old is None
        self._pending_delete = pending_delete
        if diff is not None:
            self.keys, self.diffs, self.detailed = diff.replaces, diff.changed, diff.detailed

    async def apply(self) -> None:
        """Ask the provider; a component is made by its name alone."""
        new = self.resource
        id_, outputs = "", new.outputs
        if new.custom:
            provider = await self._provider_for(new)
            id_, outputs = await provider.create(new.urn, new.inputs, preview=self._preview)
        new.id, new.outputs = id_, outputs
        new.created = new.modified = timestamp()
        if self.old is not None and self._pending_delete:
            self.old.delete = True

    async def end(self, journal: Journal, *, successful: bool) -> None:
        """A replaced resource that was deleted before leaves the checkpoint now."""
        replaced = self.old if self.old is not None and self.old.pending_replacement and successful else None
        await journal.end(pending=self.new, done=replaced, new=self.new if successful else None)


class UpdateStep(_ProviderStep):
    """Change a resource in place."""

    op = "update"
    pending = "updating"

    def __init__(self, deployment: Deployment, registration: Registration, old: State, new: State, diff: Diff) -> None:
        super().__init__(deployment, old, new)
        self.registration = registration
        self.diffs, self.detailed = diff.changed, diff.detailed

    async def apply(self) -> None:
        """Ask the provider."""
        old, new = self.old, self.new
        if old is None or new is None:
            return
        new.id, new.created, new.modified = old.id, old.created, old.modified
        if new.custom:
            provider = await self._provider_for(new)
            new.outputs = await provider.update(
                new.urn, old.id, old.inputs, old.outputs, new.inputs, preview=self._preview
            )
            new.modified = timestamp()

    async def end(self, journal: Journal, *, successful: bool) -> None:
        """The new state takes the old one's place."""
        await journal.end(pending=self.new, done=self.old if successful else None, new=self.new if successful else None)


class ReplaceStep(Step):
    """The mark between the creation of a replacement and the deletion of what it replaces; does nothing itself."""

    op = "replace"

    def __init__(self, old: State, new: State, diff: Diff | None = None) -> None:
        super().__init__(old, new)
        if diff is not None:
            self.keys, self.diffs, self.detailed = diff.replaces, diff.changed, diff.detailed


class DeleteStep(_ProviderStep):
    """Delete a resource.

    Args:
        replacing: whether it is being replaced.
        pending_replacement: whether its replacement is made only afterwards, so that it stays in the checkpoint.
    """

    pending = "deleting"

    def __init__(
        self, deployment: Deployment, old: State, *, replacing: bool = False, pending_replacement: bool = False
    ) -> None:
        super().__init__(deployment, old, None)
        self.logical = not replacing
        self._replacing = replacing
        self._pending_replacement = pending_replacement
        if old.external:
            self.op = "discard-replaced" if replacing else "discard"
        else:
            self.op = "delete-replaced" if replacing else "delete"

    async def apply(self) -> None:
        """Ask the provider, unless the resource is not ours to delete or goes with another one."""
        old = self.resource
        if not self._replacing and old.protect and not self._deployment.options.ignore_protect:
            raise DeleteProtected(old.urn)
        if self._asks_provider(old):
            provider = await self._provider_for(old)
            await provider.delete(old.urn, old.id, old.inputs, old.outputs)
        if self._pending_replacement:
            old.pending_replacement = True

    def _asks_provider(self, old: State) -> bool:
        goes_with_another = bool(old.deleted_with) and old.deleted_with in self._deployment.decisions.deletes
        kept = self._preview or old.external or old.retain_on_delete or goes_with_another
        return old.custom and not kept

    async def end(self, journal: Journal, *, successful: bool) -> None:
        """A resource whose replacement is still to come stays, marked."""
        gone = successful and not self.resource.pending_replacement
        await journal.end(pending=self.old, done=self.old if gone else None, new=None)


class RemovePendingReplaceStep(Step):
    """Forget a resource that was deleted for a replacement which the program no longer declares."""

    op = "remove-pending-replace"
    logical = False

    def __init__(self, old: State) -> None:
        super().__init__(old, None)

    @property
    def internal(self) -> bool:
        """It was deleted before; this is bookkeeping."""
        return True

    async def end(self, journal: Journal, *, successful: bool) -> None:  # noqa: ARG002
        """Out of the checkpoint."""
        await journal.end(pending=None, done=self.old, new=None)


class ReadStep(_ProviderStep):
    """Read a resource that is managed elsewhere.

    Args:
        replacing: whether it takes the place of one that is managed here, which is then deleted.
    """

    pending = "reading"

    def __init__(
        self,
        deployment: Deployment,
        registration: Registration,
        old: State | None,
        new: State,
        *,
        replacing: bool = False,
    ) -> None:
        super().__init__(deployment, old, new)
        self.registration = registration
        self.op = "read-replacement" if replacing else "read"
        self.logical = not replacing
        self._replacing = replacing

    async def apply(self) -> None:
        """Ask the provider, in previews too."""
        new = self.resource
        provider = await self._provider_for(new)
        answer = await provider.read(new.urn, new.id, new.inputs, new.inputs)
        # An empty id is not a refusal: the CLI, too, takes what was read for the resource that was asked for.
        new.id, new.outputs = answer.id or new.id, answer.outputs
        if self.old is not None:
            new.created, new.modified = self.old.created, self.old.modified
            self.old.delete = self.old.delete or self._replacing

    async def end(self, journal: Journal, *, successful: bool) -> None:
        """What was read takes the place of what was read before."""
        done = self.old if successful and not self._replacing else None
        await journal.end(pending=self.new, done=done, new=self.new if successful else None)


class ImportStep(_ProviderStep):
    """Take an existing resource over by its id."""

    op = "import"
    pending = "importing"

    def __init__(self, deployment: Deployment, registration: Registration, old: State | None, new: State) -> None:
        super().__init__(deployment, old, new)
        self.registration = registration
        if old is not None:
            self.op = "import-replacement"
            self.logical = False

    async def apply(self) -> None:
        """Ask the provider, which knows nothing but the id; a dynamic provider cannot answer."""
        new = self.resource
        provider = await self._provider_for(new)
        answer = await provider.read(new.urn, new.import_id, None, {})
        if not answer.id:
            raise ProviderFault(f"resource '{new.import_id}' does not exist", unknown_state=False)
        new.id, new.outputs, new.inputs = answer.id, answer.outputs, answer.inputs or new.inputs
        new.created = new.modified = timestamp()

    async def end(self, journal: Journal, *, successful: bool) -> None:
        """In the checkpoint once it is known."""
        await journal.end(pending=self.new, done=None, new=self.new if successful else None)


class RefreshStep(_ProviderStep):
    """Read a resource as it is, and see what an update would change of that."""

    op = "refresh"
    logical = False

    def __init__(self, deployment: Deployment, old: State) -> None:
        super().__init__(deployment, old, old)
        self._changes = "none"

    @property
    def result_op(self) -> str:
        """What the refresh found."""
        if self.new is None:
            return "delete"
        if self.new is self.old or self._unchanged():
            return "same"
        return "update"

    def _unchanged(self) -> bool:
        if self.old is not None and self.old.external and self.new is not None:
            return equal(self.old.outputs, self.new.outputs)
        return self._changes == "none"

    @property
    def resource(self) -> State:
        """The state before: it is what the snapshot knows."""
        if self.old is None:
            raise EngineError("a refresh needs a state")
        return self.old

    async def apply(self) -> None:
        """Ask the provider; components and providers never change by a refresh."""
        old = self.resource
        if not old.custom or is_provider_type(old.type) or old.pending_replacement:
            return
        provider = await self._provider_for(old)
        answer = await provider.read(old.urn, old.id, old.inputs, old.outputs)
        if not answer.id:
            self.new = None
            return
        new = old.copy()
        new.id, new.outputs, new.init_errors = answer.id, answer.outputs, []
        new.inputs = old.inputs if answer.inputs is None else answer.inputs
        if not equal(new.inputs, old.inputs) or not equal(new.outputs, old.outputs):
            new.modified = timestamp()
        self.new = new
        if not old.external:
            await self._diff(old, new)

    async def _diff(self, old: State, new: State) -> None:
        """What the next update would do, seen from the other side."""
        provider = await self._provider_for(old)
        diff = inverted(await compared(self._deployment, provider, new, old.inputs, old.ignore_changes))
        self._changes, self.diffs, self.detailed = diff.changes, diff.changed, diff.detailed
