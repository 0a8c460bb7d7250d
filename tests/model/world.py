"""The world of the model: a service with stages, backends with states, and what must never happen there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import count

Urn = str
StageId = int


class Disaster(AssertionError):
    """Something that docs/decisions/identity.md rules out."""


@dataclass(frozen=True)
class Mark:
    """Whose stage this will be, since when, of which call, of which attempt, and whether create() has retired it."""

    creator: Urn
    time: int
    nonce: int
    attempt: int = 0
    made: bool = False


@dataclass
class Stage:
    """A stage as the service has it."""

    mark: Mark | None
    live: bool = False


@dataclass
class Backend:
    """The state that one file backend holds; all backends have equal organization, project and stack names.

    Attributes:
        state: the stage of each URN.
        adopted: the stages of the state that were adopted.
        leaving: what replacements have left to delete: stages and the URN they belonged to.
        pending: creations that were begun and neither recorded nor failed: URN and attempt.
    """

    state: dict[Urn, StageId] = field(default_factory=dict)
    adopted: set[StageId] = field(default_factory=set)
    leaving: list[tuple[StageId, Urn]] = field(default_factory=list)
    pending: list[tuple[Urn, int]] = field(default_factory=list)

    def holds(self, stage: StageId) -> bool:
        """Whether the stage stands in the state, also to be deleted."""
        return stage in self.state.values() or any(stage == left for left, _ in self.leaving)


class World:
    """One account and region; time runs in units of the longest call.

    Attributes:
        retained: stages that somebody took out of a state on purpose.
        excused: stages that the windows of identity.md leave behind.
        given_up: URNs whose creation died in a run that nobody repeats; what they began, `stages --orphans` shows.
        told: unfinished stages of one creator at whose ARNs a run has stopped: a human chooses.
        late: marks of CreateStage calls that are still under way inside AWS.
        disaster: the first that happened.
        creates, removals: what befalls the next calls: "lost before", "lost after", "late"; else they succeed.
    """

    def __init__(self) -> None:
        self.now = 0
        self.stages: dict[StageId, Stage] = {}
        self.backends = [Backend(), Backend()]
        self.retained: set[StageId] = set()
        self.excused: set[StageId] = set()
        self.given_up: set[Urn] = set()
        self.told: set[StageId] = set()
        self.late: list[Mark] = []
        self.creates: list[str] = []
        self.disaster: Disaster | None = None
        self.removals: list[str] = []
        self._ids, self._nonces, self._attempts = count(1), count(1), count(1)

    def ruled_out(self, what: str) -> Disaster:
        """The disaster to raise; the first is the one that counts."""
        self.disaster = self.disaster or Disaster(what)
        return self.disaster

    def new_attempt(self) -> int:
        """What a program passes for one declaration in one run."""
        return next(self._attempts)

    def new_mark(self, creator: Urn, attempt: int) -> Mark:
        return Mark(creator, self.now, next(self._nonces), attempt)

    def old(self, mark: Mark) -> bool:
        return mark.time < self.now

    def make(self, mark: Mark | None) -> StageId:
        made = next(self._ids)
        self.stages[made] = Stage(mark)
        return made

    def holders(self, stage: StageId) -> list[tuple[int, Urn]]:
        return [
            (number, urn)
            for number, backend in enumerate(self.backends)
            for urn, held in backend.state.items()
            if held == stage
        ]

    def record(self, backend: Backend, urn: Urn, stage: StageId) -> None:
        """The engine's checkpoint after a create."""
        backend.state[urn] = stage
        if len(self.holders(stage)) > 1:
            raise self.ruled_out(f"shared: {self.holders(stage)}")

    def taken(self, stage: StageId, seen: Collection[StageId]) -> None:
        """Somebody takes over an unfinished stage, one of those that it has seen."""
        if self.stages[stage].live:
            raise self.ruled_out("taken over while it was live")
        if len(seen) > 1:
            raise self.ruled_out("taken over without a word about its double")

    def delete(self, stage: StageId) -> None:
        """DeleteStage."""
        if stage not in self.stages:
            return
        if self.holders(stage):
            raise self.ruled_out(f"destroyed: {self.holders(stage)} hold it")
        if stage in self.retained:
            raise self.ruled_out("destroyed: it had been retained")
        if self.stages[stage].live:
            raise self.ruled_out("cut off: it was live")
        del self.stages[stage]

    def clear_pending_creates(self, backend: Backend) -> None:
        """`pulumi refresh --clear-pending-creates`: what had been finished for them is left to a human."""
        cleared = {attempt for _, attempt in backend.pending}
        backend.pending.clear()
        self.excused |= {
            id_
            for id_, stage in self.stages.items()
            if stage.mark and stage.mark.made and stage.mark.attempt in cleared
        }

    def orphans(self) -> list[StageId]:
        """Stages that nobody holds, and that no window excuses."""
        leaving = {stage for backend in self.backends for stage, _ in backend.leaving}
        return [
            stage
            for stage in self.stages
            if not self.holders(stage) and stage not in leaving | self.retained | self.excused | self.told
            if (mark := self.stages[stage].mark) is None or mark.creator not in self.given_up
        ]
