"""What all tests of the provider share, one local service and what reaches it, and what a run reports at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import hosts
from clients import client
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.lifecycle import creation
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from scenarios.comparison import report
from show import Show
from stage_scenarios.suite import SCENARIOS

FIGURES = "figures"
"""The property by which a test hands over a line of figures that it measured."""

Configured = Callable[..., StageProvider]


@pytest.fixture
def service(ivs_realtime_service: LocalService) -> LocalService:
    """The one service of this process as new, to which the environment leads; another name of the plugin's fixture."""
    return ivs_realtime_service


@pytest.fixture
def aws(service: LocalService) -> Any:
    """A boto3 client of one's own, to look and to do things behind our back."""
    return client(service.url)


@pytest.fixture
def show(tmp_path: Path, service: LocalService) -> Show:
    """A stack of whole programs, with a local service that holds nothing yet."""
    return Show(tmp_path, service)


@pytest.fixture
def new_process() -> Iterator[Callable[[], None]]:
    """Forgets what a host process knows: the engine starts a new one for every operation."""
    hosts.forget(connections=True)  # of other tests in this process, whose environment was another
    yield hosts.forget
    hosts.forget(connections=True)


@pytest.fixture
def configured(service: LocalService, new_process: Callable[[], None]) -> Configured:
    """Makes providers in new processes, with the given configuration (`aws_region="…"`, `defaultTags={…}`)."""
    return hosts.configured


@pytest.fixture
def provider(configured: Configured) -> StageProvider:
    return configured()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks for lost stages without pauses, and takes marks for old at once."""
    monkeypatch.setattr(creation, "_LOOKS", (0.0, 0.0))
    monkeypatch.setattr(creation, "_SETTLING", 0.0)
    monkeypatch.setattr(creation, "LONGEST_CALL", 0.0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """pytest's hook: figures, and last of all the engines and recordings."""
    for passed in terminalreporter.stats.get("passed", []):
        for name, line in passed.user_properties:
            if name == FIGURES and passed.when == "call":
                terminalreporter.write_line(line)
    report.write(terminalreporter, "stages", SCENARIOS)
