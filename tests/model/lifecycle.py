"""create() and delete() by the rules of docs/decisions/identity.md, each rule a switch.

A task is a generator; what lies between two `yield`s happens at once, and at each of them the process may stop, be
killed, or sleep while others act. What a rule needs in one piece (a guard and its call, a fresh look and its claim)
stands in one piece: between those two lie milliseconds in truth, which identity.md counts among the windows.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace

from model.world import Backend, Mark, StageId, Urn, World

Task = Generator[str, None, StageId]


@dataclass(frozen=True)
class Rules:
    """The switches; the numbers are those of identity.md."""

    look_for_nonce: bool = True  # 1
    take_over: bool = True  # 2
    wait_for_young: bool = True  # 2
    idle_only: bool = True  # 2
    two_stop: bool = True  # 2
    claim_first: bool = True  # 2
    retire: bool = True  # 3
    witness: bool = True  # 3
    mark_names_creator: bool = True  # 3
    engine_before_create: bool = True  # 4
    engine_before_retiring: bool = True  # 4
    keep_created: bool = True  # 5
    keep_declared: bool = True  # 5
    refuse_live: bool = True  # 6
    proof_before_removal: bool = True  # 7
    give_back: bool = True  # 7


class Refused(Exception):
    """The operation stops with a message; the next run may go on."""


class HostExit(Exception):
    """The host ends itself: its engine has gone."""


@dataclass
class Host:
    """The process of one run, and what it knows.

    Attributes:
        created: what create() of this process returned.
        declared: adopted stages that diff() of this process found still declared, with their URN.
        swept: the marks that the shared sweep of the run found, on idle and on live stages.
    """

    world: World
    rules: Rules
    backend: Backend
    engine_alive: bool = True
    created: set[StageId] = field(default_factory=set)
    declared: dict[StageId, Urn] = field(default_factory=dict)
    swept: dict[StageId, Mark] | None = None

    def require_engine(self) -> None:
        if not self.engine_alive:
            raise HostExit

    def sweep(self, *, fresh: bool = False) -> dict[StageId, Mark]:
        if fresh or self.swept is None:
            self.swept = {id_: stage.mark for id_, stage in self.world.stages.items() if stage.mark}
        return self.swept

    def create(self, urn: Urn, attempt: int, *, replaced: StageId | None = None, adopt: StageId | None = None) -> Task:
        """The stage of `urn`; `replaced` is known only when diff() planned the replacement."""
        self.declared = {stage: owner for stage, owner in self.declared.items() if owner != urn}
        if replaced is not None:
            self._refuse_live(replaced)
        made = yield from self._adopted(urn, adopt) if adopt is not None else self._made_or_taken(urn, attempt)
        self.created.add(made)
        return made

    def delete(self, stage: StageId) -> None:
        if self.rules.keep_created and stage in self.created:
            return
        if self.rules.keep_declared and stage in self.declared:
            return
        if stage in self.world.stages:
            self._refuse_live(stage)
        self.world.delete(stage)

    def _refuse_live(self, stage: StageId) -> None:
        if self.rules.refuse_live and stage in self.world.stages and self.world.stages[stage].live:
            raise Refused("it is live")

    def _adopted(self, urn: Urn, stage: StageId) -> Task:
        yield "before adoption"
        if stage not in self.world.stages:
            raise Refused("it has gone")
        mark = self.world.stages[stage].mark
        if mark and not self.world.old(mark):
            raise Refused("it is in the making")
        self.require_engine()
        self.world.stages[stage].mark = None
        return stage

    def _made_or_taken(self, urn: Urn, attempt: int) -> Task:
        creator = urn if self.rules.mark_names_creator else "anybody"
        taken = (yield from self._taken_over(urn, creator, attempt)) if self.rules.take_over else None
        stage, mark = taken or (yield from self._made(creator, attempt))
        yield "before the mark is retired"
        return self._retired(stage, mark)

    def _may_claim(self, urn: Urn, stage: StageId, mark: Mark) -> bool:
        if self.backend.holds(stage):  # a second lock: what is held has no pending creation
            return False
        return not mark.made or not self.rules.witness or (urn, mark.attempt) in self.backend.pending

    def _taken_over(self, urn: Urn, creator: Urn, attempt: int) -> Generator[str, None, tuple[StageId, Mark] | None]:
        yield "before the look"
        fresh = False
        while True:
            found = {id_: mark for id_, mark in self.sweep(fresh=fresh).items() if mark.creator == creator}
            own = {id_: mark for id_, mark in found.items() if self._may_claim(urn, id_, mark)}
            if not own:
                return None
            if self.rules.two_stop and len(own) > 1:
                self.world.told |= own.keys()
                raise Refused("two unfinished stages")
            fresh, (stage, mark) = True, min(own.items())
            if self.rules.wait_for_young and not self.world.old(mark):
                yield "waiting"
                continue
            yield "before the claim"
            self.require_engine()
            claimed = self._claimed(stage, own, attempt)
            if claimed:
                return stage, claimed

    def _claimed(self, stage: StageId, own: dict[StageId, Mark], attempt: int) -> Mark | None:
        """The mark of our own that stands on the stage from now on; None when the look has aged."""
        if stage not in self.world.stages:
            return None
        if self.rules.idle_only and self.world.stages[stage].live:
            raise Refused("it is live")
        self.world.taken(stage, own)
        mark = own[stage]
        if not self.rules.claim_first:
            return mark
        if self.world.stages[stage].mark != mark:
            return None
        self.world.stages[stage].mark = self.world.new_mark(mark.creator, attempt)
        return self.world.stages[stage].mark

    def _made(self, creator: Urn, attempt: int) -> Generator[str, None, tuple[StageId, Mark]]:
        sent: list[Mark] = []
        for _ in range(3):
            yield "before CreateStage"
            if self.rules.engine_before_create:
                self.require_engine()
            sent.append(self.world.new_mark(creator, attempt))
            outcome = self.world.creates.pop(0) if self.world.creates else "answered"
            made = self._effect(outcome, sent[-1])
            if outcome != "answered":
                yield "before the look for a lost reply"
                made = self._found(sent) if self.rules.look_for_nonce else None
            if made is not None:
                return made, self.world.stages[made].mark or sent[-1]
        raise Refused("no answer")

    def _effect(self, outcome: str, mark: Mark) -> StageId | None:
        if outcome == "late":
            self.world.late.append(mark)
        return self.world.make(mark) if outcome in {"answered", "lost after"} else None

    def _found(self, sent: list[Mark]) -> StageId | None:
        found = [id_ for id_, mark in self.sweep(fresh=True).items() if mark in sent]
        if len(found) > 1:
            self.world.excused |= set(found)  # a late call has taken effect: the second window, whichever is taken
        return next(iter(found), None)

    def _retired(self, stage: StageId, mark: Mark) -> StageId:
        if self.rules.engine_before_retiring:
            self.require_engine()
        there = self.world.stages.get(stage)
        if there is None:
            raise Refused("it has gone")
        made = replace(mark, made=True)
        if self.rules.claim_first and self.world.old(mark) and there.mark not in (mark, made):
            raise Refused("another run has taken it over")
        outcome = self.world.removals.pop(0) if self.world.removals else "answered"
        if outcome != "lost before" and self.rules.retire:
            there.mark = made
        return stage if outcome == "answered" else self._retired(stage, mark)
