"""Random programs end on the offline engine as they end on the real CLI."""

import os
from pathlib import Path

import pytest

from offline.programs import scenario
from scenarios.differences import differences
from scenarios.engines import cli, offline
from scenarios.observation import observations
from scenarios.project import Project

FIRST = int(os.environ.get("FUZZ_SEED", "0"))
SEEDS = range(FIRST, FIRST + int(os.environ.get("FUZZ_PROGRAMS", "300")))


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_program_shows_the_same_on_both_engines(seed: int, tmp_path: Path) -> None:
    engine = cli()
    if engine is None:
        pytest.skip("pulumi is not on PATH")
    told = scenario(seed)

    found = differences(
        list(observations(engine, told, Project(tmp_path / "cli"))),
        list(observations(offline(), told, Project(tmp_path / "offline"))),
    )

    assert not found, f"seed {seed}\n\n" + "\n\n".join(found)
