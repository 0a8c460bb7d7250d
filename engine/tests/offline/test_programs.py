"""Random programs settle: what was applied stays as it is, and nothing is left in the end."""

from pathlib import Path

import pytest

from offline.programs import scenario
from scenarios.comparison.observation import observations
from scenarios.engines import offline
from scenarios.project import Project
from scenarios.scenario import Scenario, up
from seeds import SEED

SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.full) for seed in range(3, 120))]


@pytest.mark.few(1)
@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_program_settles(seed: int, tmp_path: Path) -> None:
    told = scenario(SEED + seed)
    settled = Scenario(told.name, (*told.steps[:-1], up(), up()))

    *_, last, again = observations(offline(), settled, Project(tmp_path / "scenario"))

    if last["exit_code"] == 0:  # a random program may ask for what is refused, such as replacing what is protected
        assert set(again["changes"]) <= {"same"}
    assert again["state"]["dependencies_first"]
