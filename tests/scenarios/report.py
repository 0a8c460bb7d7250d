"""The last lines of a test run: what ran on which engine, and which recordings are stale or missing."""

from __future__ import annotations

from collections import Counter

import pytest

from scenarios import recording
from scenarios.suite import SCENARIOS

ENGINE = "engine"  # the property by which a test says on which engine a scenario ran


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """pytest's hook, for `tests/conftest.py` to import."""
    ran = ran_by_engine(terminalreporter)
    if ran:
        engines = ", ".join(f"{count} on the {name}" for name, count in sorted(ran.items()))
        terminalreporter.write_line(f"Scenarios: {engines}; {recordings_line()}")


def ran_by_engine(terminalreporter: pytest.TerminalReporter) -> Counter[str]:
    """How many scenarios ran on each engine."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    calls = [report for report in reports if report.when == "call"]
    return Counter(value for report in calls for key, value in report.user_properties if key == ENGINE)


def recordings_line() -> str:
    """How many recordings are up to date, stale and missing, and the names of those that are not."""
    kept = {name: recording.load(scenario) for name, scenario in SCENARIOS.items()}
    missing = [name for name, found in kept.items() if found is None]
    stale = [name for name, found in kept.items() if found and not found.is_of(SCENARIOS[name])]
    named = "".join(
        f"\n  {word}: {', '.join(names)}" for word, names in (("stale", stale), ("missing", missing)) if names
    )
    return f"{len(kept)} scenarios, {len(stale)} recordings stale, {len(missing)} missing{named}"
