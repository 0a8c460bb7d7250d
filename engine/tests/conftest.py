"""What the test run reports of the engine at its end."""

from __future__ import annotations

import pytest

from scenarios.comparison import report
from scenarios.suite import SCENARIOS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """pytest's hook."""
    report.write(terminalreporter, "plain resources", SCENARIOS)
