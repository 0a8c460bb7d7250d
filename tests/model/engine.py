"""One run of an engine: what it asks its host for, and what it records."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field

from model.lifecycle import Host, HostExit, Refused, Rules
from model.world import Backend, StageId, Urn, World

Step = Generator[str, None, None]


@dataclass(frozen=True)
class Declaration:
    """What the program says about one stage.

    Attributes:
        adopt: the stage to adopt, when it is first created.
        replace: "" or how this run replaces it: "planned" (diff() says so), "forced" (--target-replace, taint),
            "triggered" (diff() finds no change, and the engine has reasons of its own).
        delete_first: the replacement's order.
    """

    urn: Urn
    adopt: StageId | None = None
    replace: str = ""
    delete_first: bool = False


@dataclass
class Run:
    """One `up`: tasks that go on side by side until each has ended, or the run has been killed."""

    world: World
    backend: Backend
    rules: Rules
    declarations: list[Declaration]
    tasks: dict[Urn, Step] = field(default_factory=dict)
    alive: bool = True
    failed: bool = False

    def __post_init__(self) -> None:
        self.host = Host(self.world, self.rules)
        for declaration in self.declarations:
            self.tasks[declaration.urn] = self._declared(declaration)

    @property
    def over(self) -> bool:
        return not self.tasks

    def step(self, urn: Urn) -> None:
        """One task goes on to its next point; deletions follow when all declarations have been dealt with."""
        try:
            next(self.tasks[urn])
        except StopIteration:
            del self.tasks[urn]
        except Refused:
            self.failed = True
            del self.tasks[urn]
        except HostExit:
            self.kill_host()
        if self.over and urn != "deletions":
            self.start_deletions()

    def start_deletions(self) -> None:
        """What is no longer declared goes last, and only when all else has succeeded."""
        if self.alive and not self.failed:
            self.tasks["deletions"] = self._deletions()

    def kill_engine(self) -> None:
        """`kill -9` of the CLI: nothing is recorded from here on, and the host goes on."""
        self._died()
        self.host.engine_alive = False

    def kill_host(self) -> None:
        """The host dies with all that it was doing; the engine says so and ends."""
        self._died()
        self.tasks.clear()

    def _died(self) -> None:
        self.alive = False
        self.world.excused |= self.host.finished
        self.world.given_up |= {wanted.urn for wanted in self.declarations if wanted.replace} & self.tasks.keys()

    def _declared(self, wanted: Declaration) -> Step:
        old = self.backend.state.get(wanted.urn)
        if old is None:
            yield from self._create(wanted)
        elif wanted.replace:
            yield from self._replace(wanted, old)
        else:
            yield from self._same(wanted.urn, old)

    def _same(self, urn: Urn, stage: StageId) -> Step:
        yield "before the comparison"
        self._compared(urn, stage)

    def _compared(self, urn: Urn, stage: StageId) -> None:
        if stage in self.backend.adopted:
            self.host.declared[stage] = urn

    def _replace(self, wanted: Declaration, old: StageId) -> Step:
        yield "before the replacement"
        if not self.alive:
            return
        if wanted.replace == "triggered":
            self._compared(wanted.urn, old)
            if wanted.delete_first and old in self.host.declared:
                self.world.excused.add(old)  # the last window: it is kept, and said to be
        if wanted.delete_first:
            self._delete(wanted.urn, old)
        yield from self._create(wanted, replaced=old if wanted.replace == "planned" else None)
        if self.alive and not wanted.delete_first:
            self.backend.leaving.append((old, wanted.urn))

    def _delete(self, urn: Urn, stage: StageId) -> None:
        del self.backend.state[urn]
        try:
            self.host.delete(stage)
        except Refused:
            self.backend.state[urn] = stage
            raise

    def _create(self, wanted: Declaration, *, replaced: StageId | None = None) -> Step:
        made = yield from self.host.create(wanted.urn, replaced=replaced, adopt=wanted.adopt)
        yield "before the checkpoint"
        if not self.alive:
            return
        self.world.record(self.backend, wanted.urn, made)
        if wanted.adopt is not None:
            self.backend.adopted.add(made)
        self.world.retained.discard(made)
        self.host.finished.discard(made)

    def _deletions(self) -> Step:
        declared = {declaration.urn for declaration in self.declarations}
        for urn in self.backend.state.keys() - declared:
            yield "before DeleteStage"
            if not self.alive:
                return
            self._delete(urn, self.backend.state[urn])
            yield "before the checkpoint"
        for replaced in list(self.backend.leaving):
            yield "before DeleteStage"
            if not self.alive:
                return
            self.host.delete(replaced[0])
            yield "before the checkpoint"
            if not self.alive:
                return
            self.backend.leaving.remove(replaced)
