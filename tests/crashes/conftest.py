"""Stacks on each engine, in the account of one local service."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crashes.stack import Stack
from ivs_realtime_local import LocalService
from stage_scenarios.crashes import connected_to, until

CLI = pytest.param(
    "cli",
    marks=[pytest.mark.cli, pytest.mark.skipif(not shutil.which("pulumi"), reason="the pulumi CLI is not on PATH")],
)


@pytest.fixture
def service(ivs_realtime_process: LocalService, request: pytest.FixtureRequest) -> LocalService:
    """The service as new: nothing that an earlier test started still speaks with it."""
    until(lambda: not connected_to(ivs_realtime_process))
    service: LocalService = request.getfixturevalue("ivs_realtime_service")
    return service


@pytest.fixture(params=["offline", CLI])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def new_stack(engine: str, tmp_path: Path, service: LocalService) -> Iterator[Callable[[], Stack]]:
    """Makes stacks with equal names, each in a backend of its own."""
    made: list[Stack] = []

    def make() -> Stack:
        made.append(Stack(engine, tmp_path / f"team{len(made)}", service))
        return made[-1]

    yield make
    for pid in [pid for stack in made for pid in stack.left_behind]:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def stack(new_stack: Callable[[], Stack]) -> Stack:
    return new_stack()
