"""Holds an engine to what was recorded."""

from collections.abc import Callable
from pathlib import Path

from scenarios.comparison import recording
from scenarios.comparison.differences import differences
from scenarios.comparison.observation import observations
from scenarios.comparison.report import ENGINE
from scenarios.engines import Engine
from scenarios.project import Project
from scenarios.scenario import Scenario

Recorded = Callable[[str, object], None]


def hold(engine: Engine, scenario: Scenario, tmp_path: Path, record_property: Recorded, suite: str) -> None:
    """Run the scenario and compare; a recording that is missing or stale fails."""
    again = f"make record SCENARIO={scenario.name}"
    kept = recording.load(scenario)
    assert kept is not None, f"it has no recording; make one on the pulumi CLI: {again}"
    assert kept.is_of(scenario), f"its recording is stale; make it anew on the pulumi CLI: {again}"
    record_property(ENGINE + suite, engine.name)
    seen = list(observations(engine, scenario, Project(tmp_path / "scenario")))
    found = differences(kept.steps, seen)
    assert not found, "\n\n".join((f"{scenario.name}: {scenario.why}", *found, f"If that is meant: {again}"))
