"""Random programs end on the offline engine as they end on the real CLI."""

import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from textwrap import indent

import pytest

from offline.programs import scenario
from scenarios.comparison.differences import differences
from scenarios.comparison.observation import Observation, observations
from scenarios.engines import Engine, cli, offline
from scenarios.project import Project
from scenarios.scenario import PREAMBLE, Program, Scenario
from seeds import SEED

SEEDS = range(SEED, SEED + int(os.environ.get("FUZZ_PROGRAMS", "300")))
_DECLARED = re.compile(r"^(\w+) = (?:Thing|ComponentResource)\(.*$", re.MULTILINE)


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


def in_turn(told: Scenario) -> Scenario:
    """The same with programs that wait for each registration before they begin the next.

    What arrives first is a matter of timing where registrations race, on the CLI itself, and with it how far the others
    get when one is refused, or which of two is the duplicate.
    """
    steps = [Program(_in_turn(step.source)) if isinstance(step, Program) else step for step in told.steps]
    return replace(told, name=f"{told.name}-in-turn", steps=tuple(steps))


def _in_turn(source: str) -> str:
    body = _DECLARED.sub(r"\g<0>\nawait \g<1>.urn.future()", source.removeprefix(PREAMBLE))
    return f"{PREAMBLE}\n\nasync def main():\n{indent(body, '    ')}\n\npulumi.run(main)\n"


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
    found = compared(engine, scenario(seed), tmp_path)
    if found:
        found = compared(engine, in_turn(scenario(seed)), tmp_path / "again")

    assert not found, f"seed {seed}\n\n" + "\n\n".join(found)


def compared(engine: Engine, told: Scenario, folder: Path) -> list[str]:
    """The differences between what the CLI and the offline engine show."""
    try:
        expected = shown(engine, told, folder / "cli")
    except subprocess.TimeoutExpired as hung:
        pytest.skip(f"the CLI hangs on this program: {' '.join(hung.cmd[1:])}")
    if any(map(broke, expected)):
        pytest.skip("the CLI breaks on this program")
    return differences(expected, shown(offline(), told, folder / "offline"))
