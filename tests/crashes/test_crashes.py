"""Crashes that a scenario cannot tell (those that it can are in tests/stage_scenarios/suite/crashes.py)."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crashes.stack import LOBBY, REGION, URN, Stack
from crashes.stops import family
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, mark_of
from stage_scenarios.crashes import Crash, connected_to, until


@dataclass
class Outage:
    """A stack whose service is killed under a command, with a call under way that had taken effect, and comes back."""

    stack: Stack
    revive: Callable[[], LocalService]

    def strike(self, operation: str, *words: str) -> None:
        self.stack.service.hold(operation, when="after")
        process = self.stack.start(*words)
        until(self.stack.service.held)
        self.stack.service.kill()
        self.stack.service = self.revive()
        process.communicate(timeout=100)


@pytest.fixture
def outage(engine: str, tmp_path: Path) -> Iterator[Outage]:
    with contextlib.ExitStack() as services:
        first = services.enter_context(LocalService(tmp_path / "data"))
        port = int(first.url.rpartition(":")[2])

        def revive() -> LocalService:
            return services.enter_context(LocalService(tmp_path / "data", port=port))

        yield Outage(Stack(engine, tmp_path / "team", first), revive)


@pytest.mark.parametrize("operation", ["CreateStage", pytest.param("UntagResource", marks=pytest.mark.full)])
def test_the_service_is_killed_while_a_stage_is_made(outage: Outage, operation: str) -> None:
    outage.strike(operation, "up")

    outage.stack.let_marks_age()
    outage.stack.up()

    assert len(outage.stack.stages()) == 1
    assert outage.stack.settled()


@pytest.mark.full
@pytest.mark.parametrize("operation", ["CreateStage", "DeleteStage"])
def test_the_service_is_killed_while_a_stage_is_replaced(outage: Outage, operation: str) -> None:
    outage.stack.up()
    outage.strike(operation, "up", "--target-replace", URN)

    outage.stack.let_marks_age()
    outage.stack.up()

    assert len(outage.stack.stages()) == 1
    assert outage.stack.settled()


@pytest.mark.full
def test_the_service_is_killed_while_a_stage_is_deleted(outage: Outage) -> None:
    outage.stack.up()
    outage.strike("DeleteStage", "destroy")

    assert outage.stack.run("destroy").exit_code == 0
    assert (outage.stack.stages(), outage.stack.held()) == ([], [])


@pytest.mark.full
def test_up_again_while_an_abandoned_host_still_sleeps(stack: Stack) -> None:
    """The host waits for a young mark when its engine dies; the next run waits in its stead, and is the only one."""
    stack.crash(Crash("engine", "CreateStage", "after"), "up")
    second = stack.start("up")
    until(lambda: set(stack.hosts()) & set(family(second.pid)))  # the first run's program may still look as well
    time.sleep(1)  # it has looked, and waits for the mark to age
    stack.kill_engine(second)
    assert stack.sleeping()

    stack.let_marks_age()
    stack.up()

    stack.wait_for_hosts()
    assert len(stack.stages()) == 1
    assert stack.settled()


def test_what_a_dead_host_had_finished_is_given_back_and_taken_over(stack: Stack) -> None:
    """Its engine calls the creation failed and forgets it; the program asks its own stack's state, then gives back."""
    stack.service.hold("TagResource", when="after")
    process = stack.start("up")
    until(stack.service.held)
    killed = stack.hosts()
    for host in killed:
        os.kill(host, signal.SIGKILL)
    stack.service.calm()
    text, _ = process.communicate(timeout=60)
    assert process.returncode != 0, text
    until(lambda: not connected_to(stack.service))

    (left,) = stack.stages()
    mark = mark_of(left["tags"])
    assert mark is not None
    assert mark.phase == "begun"
    stack.let_marks_age()
    stack.up()

    assert stack.held() == [left["arn"]]
    assert stack.settled()


@pytest.mark.full
def test_a_destroy_right_after_a_crash_leaves_what_is_marked_and_shown(stack: Stack) -> None:
    """The state knows no ARN to delete."""
    stack.crash(Crash("engine", "CreateStage", "after"), "up")

    done = stack.run("destroy")

    assert done.exit_code == 0, done.text
    (left,) = stack.stages()
    assert MARK_KEY in left["tags"]
    (shown,) = json.loads(stack.command("stages", "--orphans", "--json"))
    assert shown["arn"] == left["arn"]


@pytest.mark.full
def test_after_clearing_pending_creations_what_was_finished_is_left_alone_and_named(stack: Stack) -> None:
    """The order of docs/decisions/identity.md turned round: `up` would have taken it over."""
    stack.crash(Crash("engine", "TagResource", "after"), "up")
    stack.let_marks_age()
    (left,) = stack.stages()

    cleared = stack.run("refresh", "--clear-pending-creates")
    said = stack.up()

    assert cleared.exit_code == 0, cleared.text
    assert f"{left['arn']} was made for a declaration of this name" in said
    assert len(stack.stages()) == 2
    assert left["arn"] not in stack.held()


@pytest.mark.full
def test_a_crash_that_left_nothing_is_told(stack: Stack) -> None:
    """The engine dies while its host looks for what it may take over; the host then makes nothing."""
    stack.crash(Crash("engine", "ListStages", "before"), "up")
    assert stack.stages() == []

    said = stack.up()

    assert "an earlier run began to make it and ended before its state held it" in said
    assert f"is found in {REGION}, and a new one is made" in said
    assert stack.settled()
    stack.declare(LOBBY, 'ivs.Stage("foyer")\n')
    assert "an earlier run" not in stack.up()


@pytest.mark.full
def test_empty_attributes_that_a_killed_cli_left_are_deleted_by_hand(stack: Stack, engine: str) -> None:
    """The checkpoint beside them is whole; the offline engine does not read them (docs/resources.md)."""
    stack.up()
    held = stack.held()
    (attributes,) = (stack.folder / "state" / ".pulumi" / "stacks").rglob("*.json.attrs")
    attributes.write_bytes(b"")

    done = stack.run("refresh")

    assert (done.exit_code != 0, "failed to load checkpoint: EOF" in done.text) == (engine == "cli",) * 2
    attributes.unlink(missing_ok=True)
    stack.up()
    assert stack.held() == held
    assert stack.settled()
