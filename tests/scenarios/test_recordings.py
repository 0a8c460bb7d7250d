"""Every scenario shows on each engine what the real CLI showed when it was recorded."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import recording
from scenarios.differences import differences
from scenarios.engines import Engine, InTurn, cli, offline
from scenarios.observation import observations
from scenarios.project import Project
from scenarios.report import ENGINE
from scenarios.scenario import Scenario
from scenarios.suite import SCENARIOS

Recorded = Callable[[str, object], None]


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_offline_engine_shows_what_was_recorded(
    scenario: Scenario, tmp_path: Path, record_property: Recorded
) -> None:
    hold(offline(), scenario, tmp_path, record_property)


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_cli_shows_what_was_recorded(scenario: Scenario, tmp_path: Path, record_property: Recorded) -> None:
    engine = cli()
    if engine is None:
        pytest.skip("pulumi is not on PATH")
    hold(engine, scenario, tmp_path, record_property)


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.parametrize(("number", "scenario"), list(enumerate(SCENARIOS.values())), ids=SCENARIOS)
def test_a_stack_goes_on_on_the_other_engine(
    number: int, scenario: Scenario, tmp_path: Path, record_property: Recorded
) -> None:
    real = cli()
    if real is None:
        pytest.skip("pulumi is not on PATH")
    engines: list[Engine] = [offline(), real] if number % 2 else [real, offline()]
    hold(InTurn(engines), scenario, tmp_path, record_property)


def hold(engine: Engine, scenario: Scenario, tmp_path: Path, record_property: Recorded) -> None:
    """Run the scenario and compare; without an up-to-date recording there is nothing to compare with."""
    kept = recording.load(scenario)
    if kept is None or not kept.is_of(scenario):
        pytest.skip("its recording is missing or stale")
    record_property(ENGINE, engine.name)
    seen = list(observations(engine, scenario, Project(tmp_path / "scenario")))
    found = differences(kept.steps, seen)
    again = f"If that is meant: PYTHONPATH=tests .venv/bin/python -m scenarios.record {scenario.name}"
    assert not found, "\n\n".join((f"{scenario.name}: {scenario.why}", *found, again))
