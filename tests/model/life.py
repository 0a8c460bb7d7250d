"""The rules of docs/decisions/identity.md over interleavings of engines, hosts, the service and crashes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from model.engine import Declaration, Run
from model.lifecycle import Rules
from model.world import World

URNS = ("lobby", "main")
BOTH = st.integers(0, 1)
URN = st.sampled_from(URNS)
REPLACED = ["", "", "", "planned", "forced", "triggered"]


def event(*, when: Callable[[Life], object] = lambda _: True, **arguments: Any) -> Callable[[Any], Any]:
    """A rule that happens only where `when` holds."""
    return lambda function: precondition(lambda life: bool(when(life)))(rule(**arguments)(function))


class Life(RuleBasedStateMachine):
    """Two teams with equal names in one account; each has at most one run at a time, as its backend's lock holds.

    Runs that were killed live on as hosts until they end by themselves.
    """

    switches = Rules()

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.declared = [list(URNS), list(URNS)]
        self.runs: list[Run | None] = [None, None]
        self.abandoned: list[Run] = []

    @event(team=BOTH, urn=URN, how=st.sampled_from(REPLACED), delete_first=st.booleans())
    def up(self, team: int, urn: str, how: str, delete_first: bool) -> None:
        self.start(team, {urn: {"replace": how, "delete_first": delete_first}} if how else {})

    @event(team=BOTH, urn=URN)
    def up_with_a_tainted_adopted_stage(self, team: int, urn: str) -> None:
        held = self.world.backends[team].state.get(urn)
        if held is not None:
            self.start(team, {urn: {"adopt": held, "replace": "forced"}})

    @event(team=BOTH, data=st.data())
    def up_with_adoption(self, team: int, data: st.DataObject) -> None:
        urns = [urn for urn in self.declared[team] if urn not in self.world.backends[team].state]
        wanted = {each.adopt for run in self._running() for each in run.declarations}  # two teams agree on whose it is
        retained = sorted(self.world.retained & self.world.stages.keys() - wanted)
        if urns and retained:
            self.start(team, {data.draw(st.sampled_from(urns)): {"adopt": data.draw(st.sampled_from(retained))}})

    @event(when=lambda self: any(self._running()), data=st.data(), steps=st.integers(1, 3))
    def tasks_go_on(self, data: st.DataObject, steps: int) -> None:
        for _ in range(steps):
            ready = [(run, urn) for run in self._running() for urn in run.tasks]
            if not ready:
                break
            run, urn = data.draw(st.sampled_from(ready)) if len(ready) > 1 else ready[0]
            run.step(urn)

    @event(when=lambda self: any(self.runs), team=BOTH)
    def the_run_goes_to_its_end(self, team: int) -> None:
        if run := self.runs[team]:
            finish(self.world, run)

    @event(when=lambda self: any(self.runs), team=BOTH)
    def kill_the_engine(self, team: int) -> None:
        if (run := self.runs[team]) and run.alive:
            run.kill_engine()
            self.abandoned.append(run)
            self.runs[team] = None

    @event(when=lambda self: any(self.runs), team=BOTH)
    def interrupt_twice(self, team: int) -> None:
        if (run := self.runs[team]) and run.alive:
            run.interrupt_twice()
            self.abandoned.append(run)
            self.runs[team] = None

    @event(when=lambda self: any(self.runs), team=BOTH)
    def kill_the_program(self, team: int) -> None:
        if run := self.runs[team]:
            run.kill_program()

    @event(when=lambda self: any(self.runs), team=BOTH)
    def kill_the_host(self, team: int) -> None:
        if run := self.runs[team]:
            run.kill_host()

    @event()
    def the_longest_call_passes(self) -> None:
        self.world.now += 1

    @event(outcome=st.sampled_from(["lost before", "lost after", "late"]))
    def the_next_create_stage_is_disturbed(self, outcome: str) -> None:
        self.world.creates.append(outcome)

    @event(outcome=st.sampled_from(["lost before", "lost after"]))
    def the_next_removal_is_disturbed(self, outcome: str) -> None:
        self.world.removals.append(outcome)

    @event(when=lambda self: self.world.late)
    def a_late_call_takes_effect(self) -> None:
        self.world.excused.add(self.world.make(self.world.late.pop(0)))

    @event(when=lambda self: self.world.stages, data=st.data())
    def someone_joins_or_leaves(self, data: st.DataObject) -> None:
        stage = self.world.stages[data.draw(st.sampled_from(sorted(self.world.stages)))]
        stage.live = not stage.live

    @event(team=BOTH, urn=URN)
    def state_delete_or_retain_on_delete(self, team: int, urn: str) -> None:
        backend = self.world.backends[team]
        ambiguous = urn in {owner for _, owner in backend.leaving}  # the CLI refuses: a URN that the state holds twice
        if not self._locked(team) and urn in backend.state and not ambiguous:
            self.world.retained.add(self.world.backends[team].state.pop(urn))

    @event(team=BOTH)
    def rename_by_alias_and_declare_the_old_name_anew(self, team: int) -> None:
        backend = self.world.backends[team]
        if not self._locked(team) and "lobby" in backend.state and "foyer" not in backend.state:
            backend.state["foyer"] = backend.state.pop("lobby")
            self.declared[team] = sorted({*self.declared[team], "foyer"})

    @event(team=BOTH)
    def pending_creates_are_cleared(self, team: int) -> None:
        if not self._locked(team):
            self._earlier_engines_have_ended(team)
            self.world.clear_pending_creates(self.world.backends[team])

    @event(team=BOTH, urn=URN)
    def declare_or_undeclare(self, team: int, urn: str) -> None:
        if not self._locked(team):
            self.declared[team] = sorted({urn} ^ set(self.declared[team]))
            self.world.given_up |= {urn} - self.world.backends[team].state.keys()

    def teardown(self) -> None:
        """Everything calms down, each team runs `up` until it succeeds, and what is declared is what there is."""
        if self.world.disaster:
            return
        for run in self._running():
            finish(self.world, run)
        self.world.creates.clear()
        self.world.removals.clear()
        self.world.now += 1
        for stage in self.world.stages.values():
            stage.live = False
        for team in (0, 1):
            self.runs[team] = None
            self._calm_up(team)
        if orphans := self.world.orphans():
            raise self.world.ruled_out(f"orphans: {orphans}")

    def _calm_up(self, team: int) -> None:
        for _ in range(2):
            run = self.start(team)
            assert run
            finish(self.world, run)
        held = self.world.backends[team].state
        for_humans = {
            stage.mark.creator for id_, stage in self.world.stages.items() if stage.mark and id_ in self.world.told
        }
        missing = [
            urn for urn in self.declared[team] if held.get(urn) not in self.world.stages and urn not in for_humans
        ]
        if missing and not (run.failed and self.world.excused):
            raise self.world.ruled_out(f"lost: {missing}")

    def start(self, team: int, special: dict[str, dict[str, object]] | None = None) -> Run | None:
        if self._locked(team):
            return None
        self._earlier_engines_have_ended(team)
        declarations = [Declaration(urn, **(special or {}).get(urn, {})) for urn in self.declared[team]]  # type: ignore[arg-type]
        run = self.runs[team] = Run(self.world, self.world.backends[team], self.switches, declarations)
        if run.over:
            run.start_deletions()
        return run

    def _earlier_engines_have_ended(self, team: int) -> None:
        """An engine that is ending accepts connections, but not until its team's next command."""
        for earlier in self.abandoned:
            if earlier.backend is self.world.backends[team]:
                earlier.host.engine_alive = False

    def _locked(self, team: int) -> bool:
        run = self.runs[team]
        return bool(run and not run.over and run.alive)

    def _running(self) -> list[Run]:
        return [run for run in [*self.runs, *self.abandoned] if run and not run.over]


def finish(world: World, run: Run) -> None:
    """Steps all tasks to their end; whoever only waits is given time."""
    rounds = 0
    while not run.over:
        for urn in list(run.tasks):
            if urn in run.tasks:
                run.step(urn)
        rounds += 1
        if rounds > 20:
            world.now += 1
        assert rounds < 200, "a run that does not end"
