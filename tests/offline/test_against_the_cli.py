"""Random programs end on the offline engine as they end on the real CLI."""

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from offline.programs import scenario
from scenarios.differences import differences
from scenarios.engines import Engine, cli, offline
from scenarios.observation import Observation, observations
from scenarios.project import Project
from scenarios.scenario import Scenario
from seeds import SEED

SEEDS = range(SEED, SEED + int(os.environ.get("FUZZ_PROGRAMS", "300")))
REFUSAL = ("command", "exit_code", "diagnostics")


def shown(engine: Engine, told: Scenario, folder: Path) -> list[Observation]:
    """What an engine showed, without the orders that are a matter of timing.

    In a preview only the state that it does not write would tell which operations are related; a refresh reads two
    objects of one name (one of them to be deleted) beside each other.
    """
    found = list(observations(engine, told, Project(folder)))
    for observation in found:
        if observation["command"].startswith("preview"):
            observation.get("operations", []).sort(key=lambda operation: f"{operation['urn']} {operation['op']}")
        if "refresh" in observation["command"]:
            for calls in observation.get("calls", {}).values():
                calls.sort(key=json.dumps)
    return found


def comparable(seen: Iterable[Observation]) -> Iterator[Observation]:
    """All that is no matter of timing.

    A registration that is refused ends the program while others are under way: how far those got changes from run to
    run on the CLI itself, and with it all that follows.
    """
    for observation in seen:
        refused = "unable to replace resource" in json.dumps(observation.get("diagnostics", []))
        yield {key: observation.get(key) for key in REFUSAL} if refused else observation
        if refused and not observation["command"].startswith("preview"):
            return


def broke(observation: Observation) -> bool:
    """Whether the CLI itself broke: it wrote a state that it then finds invalid, or panicked."""
    text = json.dumps(observation)
    return "snapshot integrity failure" in text or "panic: " in text


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_program_shows_the_same_on_both_engines(seed: int, tmp_path: Path) -> None:
    engine = cli()
    if engine is None:
        pytest.skip("pulumi is not on PATH")
    told = scenario(seed)

    try:
        expected = shown(engine, told, tmp_path / "cli")
    except subprocess.TimeoutExpired as hung:
        pytest.skip(f"the CLI hangs on this program: {' '.join(hung.cmd[1:])}")
    if any(map(broke, expected)):
        pytest.skip("the CLI breaks on this program")
    actual = shown(offline(), told, tmp_path / "offline")
    found = differences([*comparable(expected)], [*comparable(actual)])

    assert not found, f"seed {seed}\n\n" + "\n\n".join(found)
