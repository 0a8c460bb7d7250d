"""A run in progress, as all its parts see it: what it is of, what it found, what it has decided and done so far."""

from __future__ import annotations

import collections

from pulumi_offline.backend.dependency_graph import Graph
from pulumi_offline.backend.snapshot import Snapshot
from pulumi_offline.deployment.decisions import Decisions
from pulumi_offline.deployment.events import Events
from pulumi_offline.deployment.journal import Journal
from pulumi_offline.deployment.options import Options, Target
from pulumi_offline.deployment.provider_registry import Registry, Start
from pulumi_offline.errors import WriteFailed
from pulumi_offline.resource.state import State

_UNWRITTEN = (
    "the run stops here. Operations that were under way stay in the checkpoint as pending. Make room, then run refresh."
)


class Deployment:
    """The stand of a run.

    Args:
        journal: keeps the checkpoint; None in a preview.
        start: starts the provider of a package.

    Attributes:
        olds: the snapshot's resources by URN, those that are to be deleted aside.
        news: the resources of this run by URN.
        changes: how many resources were operated on, by operation.
        corrupt: whether a resource was left in a state that nobody knows.
        saw_error: whether an error was reported that the run may outlast, but not survive.
    """

    def __init__(
        self,
        target: Target,
        options: Options,
        snapshot: Snapshot,
        events: Events,
        journal: Journal | None,
        start: Start,
    ) -> None:
        self.target = target
        self.options = options
        self.snapshot = snapshot
        self.events = events
        self.journal = journal
        self.registry = Registry(start, lambda: self.olds)
        self.decisions = Decisions()
        self.changes: collections.Counter[str] = collections.Counter()
        self.news: dict[str, State] = {}
        self.corrupt = False
        self.saw_error = False
        self._unwritten = False
        self._index()

    def rebuild(self, resources: list[State]) -> None:
        """A refresh found other resources than the snapshot had."""
        self.snapshot.resources = resources
        if self.journal is not None:
            self.journal.rebase(resources)
        self._index()

    def error(self, message: str, urn: str = "") -> None:
        """Report an error to the user; the run will fail, but need not end here."""
        self.events.diagnostic("error", message, urn)
        self.saw_error = True

    def unwritten(self, failure: WriteFailed) -> None:
        """Report that the checkpoint could not be written, once: the run stops."""
        if not self._unwritten:
            self.error(f"{failure}; {_UNWRITTEN}")
        self._unwritten = True

    def forced(self, urn: str, old: State | None) -> bool:
        """Whether a resource is to be replaced whatever its provider says."""
        named = bool(self.options.replace) and urn in self.options.replace
        return named or (old is not None and old.taint)

    def _index(self) -> None:
        self.graph = Graph(self.snapshot.resources)
        self.olds = {state.urn: state for state in self.snapshot.resources if not state.delete}
