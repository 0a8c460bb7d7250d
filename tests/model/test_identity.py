"""The rules of docs/decisions/identity.md over interleavings of engines, hosts, the service and crashes."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from model.engine import Declaration, Run
from model.lifecycle import Rules
from model.world import Disaster, World

URNS = ("lobby", "main")
BOTH = st.integers(0, 1)
URN = st.sampled_from(URNS)


class Life(RuleBasedStateMachine):
    """Two teams with equal names in one account; each has at most one run at a time, as its backend's lock holds.

    Runs that were killed live on as hosts until they end by themselves.
    """

    switches = Rules()

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.programs: list[list[str]] = [list(URNS), []]
        self.runs: list[Run | None] = [None, None]
        self.abandoned: list[Run] = []

    @initialize(second=st.sampled_from([[], ["lobby"], list(URNS)]))
    def programs_are_written(self, second: list[str]) -> None:
        self.programs[1] = second

    @rule(team=BOTH, urn=URN, how=st.sampled_from(["", "", "", "planned", "forced"]), delete_first=st.booleans())
    def up(self, team: int, urn: str, how: str, delete_first: bool) -> None:
        self._start(team, {urn: {"replace": how, "delete_first": delete_first}} if how else {})

    @rule(team=BOTH, urn=URN)
    def up_with_a_tainted_adopted_stage(self, team: int, urn: str) -> None:
        held = self.world.backends[team].state.get(urn)
        if held is not None:
            self._start(team, {urn: {"adopt": held, "replace": "forced"}})

    @rule(team=BOTH, data=st.data())
    def up_with_adoption(self, team: int, data: st.DataObject) -> None:
        urns = [urn for urn in self.programs[team] if urn not in self.world.backends[team].state]
        retained = sorted(self.world.retained & self.world.stages.keys())
        if urns and retained:
            self._start(team, {data.draw(st.sampled_from(urns)): {"adopt": data.draw(st.sampled_from(retained))}})

    @precondition(lambda self: any(self._running()))
    @rule(data=st.data(), steps=st.integers(1, 8))
    def tasks_go_on(self, data: st.DataObject, steps: int) -> None:
        for _ in range(steps):
            ready = [(run, urn) for run in self._running() for urn in run.tasks]
            if not ready:
                break
            run, urn = data.draw(st.sampled_from(ready)) if len(ready) > 1 else ready[0]
            run.step(urn)

    @precondition(lambda self: any(self.runs))
    @rule(team=BOTH)
    def the_run_goes_to_its_end(self, team: int) -> None:
        if run := self.runs[team]:
            _finish(self.world, run)

    @precondition(lambda self: any(self.runs))
    @rule(team=BOTH)
    def kill_the_engine(self, team: int) -> None:
        if (run := self.runs[team]) and run.alive:
            run.kill_engine()
            self.abandoned.append(run)
            self.runs[team] = None

    @precondition(lambda self: any(self.runs))
    @rule(team=BOTH)
    def kill_the_host(self, team: int) -> None:
        if run := self.runs[team]:
            run.kill_host()

    @rule()
    def the_longest_call_passes(self) -> None:
        self.world.now += 1

    @rule(outcome=st.sampled_from(["lost before", "lost after", "late"]))
    def the_next_create_stage_is_disturbed(self, outcome: str) -> None:
        self.world.creates.append(outcome)

    @rule(outcome=st.sampled_from(["lost before", "lost after"]))
    def the_next_removal_is_disturbed(self, outcome: str) -> None:
        self.world.removals.append(outcome)

    @precondition(lambda self: self.world.late)
    @rule()
    def a_late_call_takes_effect(self) -> None:
        self.world.excused.add(self.world.make(self.world.late.pop(0)))

    @precondition(lambda self: self.world.stages)
    @rule(data=st.data())
    def someone_joins_or_leaves(self, data: st.DataObject) -> None:
        stage = self.world.stages[data.draw(st.sampled_from(sorted(self.world.stages)))]
        stage.live = not stage.live

    @rule(team=BOTH, urn=URN)
    def state_delete_or_retain_on_delete(self, team: int, urn: str) -> None:
        if not self._locked(team) and urn in self.world.backends[team].state:
            self.world.retained.add(self.world.backends[team].state.pop(urn))

    @rule(team=BOTH)
    def rename_by_alias_and_declare_the_old_name_anew(self, team: int) -> None:
        backend = self.world.backends[team]
        if not self._locked(team) and "lobby" in backend.state and "foyer" not in backend.state:
            backend.state["foyer"] = backend.state.pop("lobby")
            self.programs[team] = sorted({*self.programs[team], "foyer"})

    @rule(team=BOTH, urn=URN)
    def declare_or_undeclare(self, team: int, urn: str) -> None:
        if not self._locked(team):
            self.programs[team] = sorted({urn} ^ set(self.programs[team]))

    def teardown(self) -> None:
        """Everything calms down, each team runs `up` until it succeeds, and what is declared is what there is."""
        for run in self._running():
            _finish(self.world, run)
        self.world.creates.clear()
        self.world.removals.clear()
        self.world.now += 1
        for stage in self.world.stages.values():
            stage.live = False
        for team in (0, 1):
            self.runs[team] = None
            self._calm_up(team)
        if orphans := self.world.orphans():
            raise Disaster(f"orphans: {orphans}")

    def _calm_up(self, team: int) -> None:
        for _ in range(2):
            run = self._start(team, {})
            assert run
            _finish(self.world, run)
        held = self.world.backends[team].state
        missing = [urn for urn in self.programs[team] if held.get(urn) not in self.world.stages]
        if missing and not (run.failed and self.world.excused):
            raise Disaster(f"lost: {missing}")

    def _start(self, team: int, special: dict[str, dict[str, object]]) -> Run | None:
        if self._locked(team):
            return None
        declarations = [Declaration(urn, **special.get(urn, {})) for urn in self.programs[team]]  # type: ignore[arg-type]
        run = self.runs[team] = Run(self.world, self.world.backends[team], self.switches, declarations)
        if run.over:
            run.start_deletions()
        return run

    def _locked(self, team: int) -> bool:
        run = self.runs[team]
        return bool(run and not run.over and run.alive)

    def _running(self) -> list[Run]:
        return [run for run in [*self.runs, *self.abandoned] if run and not run.over]


def _finish(world: World, run: Run) -> None:
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


def live_with(rules: Rules, *, examples: int) -> None:
    machine = type("LifeWithRules", (Life,), {"switches": rules})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_rules_together_hold():
    live_with(Rules(), examples=300)


@pytest.mark.full
def test_the_rules_together_hold_for_long():
    live_with(Rules(), examples=20000)


@pytest.mark.parametrize("name", [field.name for field in fields(Rules)])
def test_without_a_rule(name):
    with pytest.raises(Disaster) as found:
        live_with(replace(Rules(), **{name: False}), examples=3000)
    print(name, found.value)
