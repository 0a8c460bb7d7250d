"""Every scenario of plain resources shows on each engine what the real CLI showed when it was recorded."""

from importlib.metadata import version
from pathlib import Path

import pytest

from scenarios.comparison.hold import Recorded, hold
from scenarios.engines import Engine, InTurn, cli, offline
from scenarios.scenario import Scenario
from scenarios.suite import SCENARIOS
from scenarios.tiers import in_tiers

OLD_SDK = tuple(map(int, version("pulumi").split(".")[:2])) < (3, 271)
SUITE = "plain resources"


@pytest.mark.few(14)
@in_tiers(SCENARIOS, Path(__file__).parent)
def test_the_offline_engine_shows_what_was_recorded(
    scenario: Scenario, tmp_path: Path, record_property: Recorded, request: pytest.FixtureRequest
) -> None:
    if request.node.callspec.id == "continue-on-error" and OLD_SDK:
        pytest.skip(
            "this SDK ends the program at the first failure, on the CLI as well; the recording is of a newer one"
        )
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
