"""One run of an engine: what it asks its host for, and what it records."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace

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
        self.host = Host(self.world, self.rules, self.backend)
        self.attempts = {declaration.urn: self.world.new_attempt() for declaration in self.declarations}
        self.program_alive = True
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

    def interrupt_twice(self) -> None:
        """A second Ctrl-C: the engine answers without saving, and still accepts connections."""
        self._died()

    def kill_program(self) -> None:
        """The engine finishes what is under way; nobody takes a mark off."""
        self.program_alive = False

    def kill_host(self) -> None:
        """The host dies with all that it was doing; the engine calls its creations failed and ends."""
        if self.alive:
            failed = {self.attempts[urn] for urn in self.tasks if urn in self.attempts}
            self.backend.pending = [each for each in self.backend.pending if each[1] not in failed]
            if not self.program_alive:
                self.world.excused |= set(self._unheard(failed))  # both died while the engine lived: the window
            elif self.rules.give_back:
                self._give_back(failed)
        self._died()
        self.tasks.clear()

    def _give_back(self, failed: set[int]) -> None:
        """The program at its end, after the engine has forgotten these creations."""
        for id_ in self._unheard(failed):
            stage = self.world.stages[id_]
            stage.mark = replace(stage.mark, made=False)  # type: ignore[type-var]  # it has one

    def _unheard(self, failed: set[int]) -> list[StageId]:
        """Retired stages of creations that the engine has called failed."""
        return [
            id_
            for id_, stage in self.world.stages.items()
            if stage.mark and stage.mark.made and stage.mark.attempt in failed and not self.backend.holds(id_)
        ]

    def _died(self) -> None:
        self.alive = False
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
        yield from self._create(wanted, old, replaced=old if wanted.replace == "planned" else None)

    def _delete(self, urn: Urn, stage: StageId) -> None:
        del self.backend.state[urn]
        try:
            self.host.delete(stage)
        except Refused:
            self.backend.state[urn] = stage
            raise

    def _create(self, wanted: Declaration, old: StageId | None = None, *, replaced: StageId | None = None) -> Step:
        attempt = self.attempts[wanted.urn]
        operation = (wanted.urn, attempt)
        self.backend.pending.append(operation)
        try:
            made = yield from self.host.create(wanted.urn, attempt, replaced=replaced, adopt=wanted.adopt)
        except Refused:
            if self.alive:
                self.backend.pending.remove(operation)
            raise
        yield "before the checkpoint"
        if self.alive:
            self.backend.pending.remove(operation)
            self.world.record(self.backend, wanted.urn, made)
            if old is not None and not wanted.delete_first:  # one checkpoint holds both
                self.backend.leaving.append((old, wanted.urn))
            if wanted.adopt is not None:
                self.backend.adopted.add(made)
            self.world.retained.discard(made)
        yield "before the program takes the mark off"
        self._program_removes_mark(made, attempt)

    def _program_removes_mark(self, made: StageId, attempt: int) -> None:
        """The registration has come back; what counts is what the engine has saved, not that it answered."""
        saved = self.backend.state.values()
        stage = self.world.stages.get(made)
        proved = made in saved or not self.rules.proof_before_removal
        if self.program_alive and proved and stage and stage.mark and stage.mark.attempt == attempt:
            stage.mark = None

    def _deletions(self) -> Step:
        declared = {declaration.urn for declaration in self.declarations}
        for urn in sorted(self.backend.state.keys() - declared):
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
