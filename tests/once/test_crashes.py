"""Crashes that a scenario cannot tell (those that it can are in tests/scenarios/suite/crashes.py)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from once.stack import Stack
from pulumi_ivs_realtime.local import LocalService
from scenarios.crashes import Crash, until


@pytest.mark.parametrize("operation", ["CreateStage", pytest.param("UntagResource", marks=pytest.mark.full)])
def test_the_service_is_killed_and_comes_back(engine: str, tmp_path: Path, operation: str) -> None:
    """With a call under way that had taken effect: its reply is lost for good."""
    with LocalService(tmp_path / "data") as service:
        port = int(service.url.rpartition(":")[2])
        stack = Stack(engine, tmp_path / "team", service)
        service.hold(operation, when="after")
        process = stack.start("up")
        until(service.held)
        service.kill()
        with LocalService(tmp_path / "data", port=port) as service:
            stack.service = service
            text, _ = process.communicate(timeout=100)
            if process.returncode != 0:
                stack.let_marks_age()
                stack.up()
            assert len(stack.stages()) == 1, text
            assert stack.settled(), text


def test_up_again_while_an_abandoned_host_still_sleeps(stack: Stack) -> None:
    """The host waits for a young mark when its engine dies; the next run waits in its stead, and is the only one."""
    stack.crash(Crash("engine", "CreateStage", "after"), "up")
    second = stack.start("up")
    until(stack.hosts)
    time.sleep(1)  # it has looked, and waits for the mark to age
    stack.kill_engine(second)
    assert stack.sleeping()

    stack.let_marks_age()
    stack.up()

    stack.wait_for_hosts()
    assert len(stack.stages()) == 1
    assert stack.settled()
