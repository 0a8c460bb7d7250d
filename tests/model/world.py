"""The world of the model: a service with stages, backends with states, and what must never happen there."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

Urn = str
StageId = int


class Disaster(AssertionError):
    """Something that docs/decisions/identity.md rules out."""


@dataclass(frozen=True)
class Mark:
    """Whose stage this will be, since when, of which call."""

    creator: Urn
    time: int
    nonce: int


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
        leaving: what replacements have left to delete: stages and the URN they belonged to.
    """

    state: dict[Urn, StageId] = field(default_factory=dict)
    leaving: list[tuple[StageId, Urn]] = field(default_factory=list)


class World:
    """One account and region; time runs in units of the longest call.

    Attributes:
        retained: stages that somebody took out of a state on purpose.
        excused: stages that the windows of identity.md leave behind.
        late: marks of CreateStage calls that are still under way inside AWS.
        creates, removals: what befalls the next calls: "lost before", "lost after", "late"; else they succeed.
    """

    def __init__(self) -> None:
        self.now = 0
        self.stages: dict[StageId, Stage] = {}
        self.backends = [Backend(), Backend()]
        self.retained: set[StageId] = set()
        self.excused: set[StageId] = set()
        self.late: list[Mark] = []
        self.creates: list[str] = []
        self.removals: list[str] = []
        self._ids, self._nonces = count(1), count(1)

    def new_mark(self, creator: Urn) -> Mark:
        return Mark(creator, self.now, next(self._nonces))

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
            raise Disaster(f"shared: {self.holders(stage)}")

    def delete(self, stage: StageId) -> None:
        """DeleteStage."""
        if stage not in self.stages:
            return
        if self.holders(stage):
            raise Disaster(f"destroyed: {self.holders(stage)} hold it")
        if stage in self.retained:
            raise Disaster("destroyed: it had been retained")
        if self.stages[stage].live:
            raise Disaster("cut off: it was live")
        del self.stages[stage]

    def orphans(self) -> list[StageId]:
        """Stages that nobody holds, and that no window excuses."""
        leaving = {stage for backend in self.backends for stage, _ in backend.leaving}
        return [
            stage
            for stage in self.stages
            if not self.holders(stage) and stage not in leaving | self.retained | self.excused
        ]
