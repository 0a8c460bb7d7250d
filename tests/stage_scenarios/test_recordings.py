"""Every scenario of stages shows on each engine what the real CLI showed when it was recorded."""

from pathlib import Path

import pytest

from scenarios.comparison.hold import Recorded, hold
from scenarios.engines import Engine, InTurn, cli, offline
from scenarios.scenario import Scenario
from scenarios.tiers import in_tiers
from stage_scenarios.suite import SCENARIOS

SUITE = "stages"


@pytest.mark.few(10)
@in_tiers(SCENARIOS, Path(__file__).parent)
def test_the_offline_engine_shows_what_was_recorded(
    scenario: Scenario, tmp_path: Path, record_property: Recorded
) -> None:
    hold(offline(), scenario, tmp_path, record_property, SUITE)


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_the_cli_shows_what_was_recorded(scenario: Scenario, tmp_path: Path, record_property: Recorded) -> None:
    engine = cli()
    if engine is None:
        pytest.skip("pulumi is not on PATH")
    hold(engine, scenario, tmp_path, record_property, SUITE)


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
    hold(InTurn(engines), scenario, tmp_path, record_property, SUITE)
