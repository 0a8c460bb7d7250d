"""Every scenario of stages shows on each engine what the real CLI showed when it was recorded."""

from pathlib import Path

import pytest

from scenarios.engines import Engine, InTurn, cli, offline
from scenarios.hold import Recorded, hold
from scenarios.scenario import Scenario
from stage_scenarios.suite import SCENARIOS

SUITE = "stages"
NEAR = [
    "engine-dies-before-create-stage",
    "host-dies-before-create-stage",
    "host-dies-while-the-mark-goes",
    "engine-dies-before-delete-stage",
    "engine-dies-after-delete-stage",
    "host-dies-before-delete-stage",
    "engine-dies-while-the-replaced-is-deleted",
    "host-dies-while-a-replacement-is-made",
    "host-dies-while-the-replaced-is-deleted",
    "delete-stage-fails-after-its-effect",
    "tags-default-changed",
    "tags-default-gone",
    "tags-default-emptied",
    "tags-default-of-the-environment",
    "tags-default-empty",
    "tags-become-ignored",
    "tags-no-longer-ignored",
    "stage-target-replace",
    "stage-taint",
    "stage-deleted-from-the-state",
    "stage-in-components",
    "token-is-destroyed-after-it-expired",
    "token-is-destroyed-before-it-expired",
    "token-is-removed-late",
    "token-of-a-retained-stage",
    "token-is-renamed-by-alias",
    "look-up-by-an-output-that-finds-none",
    "look-up-in-an-apply-that-finds-none",
    "token-is-tainted",
    "token-that-expired-is-made-anew",
    "token-of-a-stage-that-is-made-anew",
    "token-in-runs-that-refresh-first",
    "service-denies-an-update",
    "service-denies-a-read",
    "service-denies-a-delete",
    "connection-breaks-before-create-stage",
    "stage-retained",
    "stage-region",
    "stage-renamed-by-alias",
    "stage-live-is-not-destroyed",
]
"""Dear ones with a near relative that `make test` runs: another moment, another way of saying it, another resource."""


def test_every_near_relative_is_a_scenario() -> None:
    assert set(NEAR) < set(SCENARIOS)


@pytest.mark.parametrize(
    "scenario",
    [pytest.param(each, id=name, marks=[pytest.mark.full] * (name in NEAR)) for name, each in SCENARIOS.items()],
)
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
