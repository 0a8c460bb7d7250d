"""Recordings: what the real CLI showed for a scenario, kept as JSON beside the suite."""

import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scenarios.comparison import normalisation
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Recording:
    """One file of `recordings/`."""

    cli: str
    sdk: str
    digest: str
    normaliser: int
    steps: list[dict[str, Any]]

    def is_of(self, scenario: Scenario) -> bool:
        """False when the scenario or the normalisation changed since: the recording is stale."""
        return self.digest == scenario.digest() and self.normaliser == normalisation.VERSION


def path_of(scenario: Scenario) -> Path:
    return scenario.recordings / f"{scenario.name}.json"


def load(scenario: Scenario) -> Recording | None:
    """The scenario's recording; None when there is none."""
    path = path_of(scenario)
    return Recording(**json.loads(path.read_text())) if path.exists() else None


def save(scenario: Scenario, cli: str, steps: list[dict[str, Any]]) -> None:
    recording = Recording(cli, version("pulumi"), scenario.digest(), normalisation.VERSION, steps)
    path_of(scenario).write_text(json.dumps(vars(recording), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
