"""Random programs end on the offline engine as they end on the real CLI."""

import os
from pathlib import Path

import pytest

from offline.programs import scenario
from scenarios.differences import differences
from scenarios.engines import Engine, cli, offline
from scenarios.observation import Observation, observations
from scenarios.project import Project
from scenarios.scenario import Scenario

FIRST = int(os.environ.get("FUZZ_SEED", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("FUZZ_PROGRAMS", "300")))


def shown(engine: Engine, told: Scenario, folder: Path) -> list[Observation]:
    """What an engine showed; of a preview without the order, which only the state it does not write would tell."""
    found = list(observations(engine, told, Project(folder)))
    for observation in found:
        if observation["command"].startswith("preview"):
            observation.get("operations", []).sort(key=lambda operation: f"{operation['urn']} {operation['op']}")
    return found


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_program_shows_the_same_on_both_engines(seed: int, tmp_path: Path) -> None:
    engine = cli()
    if engine is None:
        pytest.skip("pulumi is not on PATH")
    told = scenario(seed)

    found = differences(shown(engine, told, tmp_path / "cli"), shown(offline(), told, tmp_path / "offline"))

    assert not found, f"seed {seed}\n\n" + "\n\n".join(found)
