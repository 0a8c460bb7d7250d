"""A step as all see it: what is done to one resource, whom it concerns, and what it leaves in the checkpoint."""

from __future__ import annotations

from typing import ClassVar

from pulumi_offline.deployment.journal import Journal
from pulumi_offline.deployment.registrations import Registration
from pulumi_offline.errors import EngineError
from pulumi_offline.resource.goals import Outcome
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import is_default_provider


class Step:
    """One step; `old` and `new` are the resource's states before and after it."""

    op: str
    logical = True
    pending: ClassVar[str] = ""

    def __init__(self, old: State | None, new: State | None) -> None:
        self.old = old
        self.new = new
        self.keys: list[str] = []
        self.diffs: list[str] = []
        self.detailed: dict[str, tuple[str, bool]] | None = None
        self.registration: Registration | None = None

    @property
    def resource(self) -> State:
        """The state that stands for the step."""
        state = self.new or self.old
        if state is None:
            raise EngineError("a step has neither an old nor a new state")
        return state

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return self.resource.urn

    @property
    def type(self) -> str:
        """The resource's type."""
        return self.resource.type

    @property
    def provider(self) -> str:
        """The reference of the resource's provider."""
        return self.resource.provider

    @property
    def internal(self) -> bool:
        """Whether the step is the engine's own affair, not counted and not shown."""
        return is_default_provider(self.urn)

    @property
    def result_op(self) -> str:
        """The operation as which the step counts."""
        return self.op

    async def begin(self, journal: Journal) -> None:
        """Note in the checkpoint that the step is under way."""
        if self.pending:
            await journal.begin(self.resource, self.pending)

    async def apply(self) -> None:
        """Do it.

        Raises:
            ProviderFault: the provider refused.
        """

    async def end(self, journal: Journal, *, successful: bool) -> None:
        """Note in the checkpoint what the step did."""

    def complete(self) -> None:
        """Tell the program."""
        if self.registration is not None and self.new is not None:
            self.registration.done(Outcome(self.new))

    def fail(self) -> None:
        """Tell the program that the step failed."""
        if self.registration is not None and self.new is not None:
            self.registration.done(Outcome(self.new, "failed"))

    def skip(self) -> None:
        """Tell the program that the step was not taken, because one before it failed."""
        if self.registration is not None and self.new is not None:
            self.registration.done(Outcome(self.new, "skipped"))
