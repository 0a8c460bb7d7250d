"""One local service for a module, and a project behind each engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.cli import NO_CLI, CommandLine
from ivs_realtime_local import LocalService

ENGINES = [
    pytest.param(True, id="offline"),
    pytest.param(False, id="cli", marks=[pytest.mark.full, pytest.mark.cli, NO_CLI, pytest.mark.timeout(600)]),
]


@pytest.fixture(scope="module")
def service(ivs_realtime_process: LocalService) -> LocalService:
    ivs_realtime_process.reset()
    return ivs_realtime_process


@pytest.fixture(params=ENGINES)
def engine(tmp_path: Path, service: LocalService, request: pytest.FixtureRequest) -> CommandLine:
    service.reset()
    found = CommandLine(tmp_path, service, offline=request.param)
    found.begin()
    return found
