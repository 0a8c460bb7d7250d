"""The last lines of a test run: what ran on which engine, and which recordings are stale or missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pytest

from scenarios.comparison import recording
from scenarios.scenario import Scenario

ENGINE = "engine of "  # the property, with a suite's name behind it, by which a test says on which engine it ran


def write(terminalreporter: pytest.TerminalReporter, suite: str, scenarios: Mapping[str, Scenario]) -> None:
    """One line about a suite, where any of its scenarios ran; for the hook `pytest_terminal_summary`."""
    if ran := ran_by_engine(terminalreporter, suite):
        engines = ", ".join(f"{count} on the {name}" for name, count in sorted(ran.items()))
        terminalreporter.write_line(f"Scenarios of {suite}: {engines}; {recordings_line(scenarios)}")


def ran_by_engine(terminalreporter: pytest.TerminalReporter, suite: str) -> Counter[str]:
    """How many scenarios of the suite ran on each engine."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    calls = [report for report in reports if report.when == "call"]
    return Counter(value for report in calls for key, value in report.user_properties if key == ENGINE + suite)


def recordings_line(scenarios: Mapping[str, Scenario]) -> str:
    """How many recordings are up to date, stale and missing, and the names of those that are not."""
    kept = {name: recording.load(scenario) for name, scenario in scenarios.items()}
    missing = [name for name, found in kept.items() if found is None]
    stale = [name for name, found in kept.items() if found and not found.is_of(scenarios[name])]
    named = "".join(
        f"\n  {word}: {', '.join(names)}" for word, names in (("stale", stale), ("missing", missing)) if names
    )
    return f"{len(kept)} scenarios, {len(stale)} recordings stale, {len(missing)} missing{named}"
