"""What the whole test run reports at its end."""

from __future__ import annotations

import pytest

from scenarios import report
from stage_scenarios.suite import SCENARIOS

FIGURES = "figures"
"""The property by which a test hands over a line of figures that it measured."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """pytest's hook: figures, and last of all the engines and recordings."""
    for passed in terminalreporter.stats.get("passed", []):
        for name, line in passed.user_properties:
            if name == FIGURES and passed.when == "call":
                terminalreporter.write_line(line)
    report.write(terminalreporter, "stages", SCENARIOS)
