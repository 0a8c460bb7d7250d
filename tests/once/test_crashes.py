"""Whatever dies at whatever point: the next `up` ends with exactly the declared stages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from once.stack import Stack, until
from pulumi_ivs_realtime.local import LocalService
from pulumi_ivs_realtime.rules.marks import MARK_KEY

HELD = 3.0
"""Seconds for which a call is held, so that something can die meanwhile."""


def marked(stack: Stack) -> list[bool]:
    return [MARK_KEY in stage["tags"] for stage in stack.stages()]


def hold(stack: Stack, point: str) -> None:
    operation, when = point.split()
    stack.service.latency(operation, **{when: HELD})


def reached(stack: Stack, point: str) -> None:
    """Returns while the call that is held stands at the point."""
    seen = {
        "CreateStage before": lambda: stack.service.calls("ListStages") and stack.hosts(),
        "CreateStage after": lambda: marked(stack) == [True],
        "UntagResource before": lambda: stack.service.calls("CreateStage"),
        "UntagResource after": lambda: marked(stack) == [False],
    }[point]
    until(seen)


ONE_IN_MAKE_TEST = [
    "CreateStage before",
    pytest.param("CreateStage after", marks=pytest.mark.full),
    pytest.param("UntagResource before", marks=pytest.mark.full),
]


@pytest.mark.parametrize("point", ONE_IN_MAKE_TEST[:2])
def test_the_engine_is_killed_while_a_stage_is_made(stack: Stack, point: str) -> None:
    """The host outlives it, leaves the mark, and ends by itself; the next `up` takes the stage over."""
    hold(stack, point)
    process = stack.start("up")
    reached(stack, point)

    stack.kill_engine(process)
    stack.wait_for_hosts()

    until(lambda: marked(stack) == [True])
    stack.service.calm()
    stack.let_marks_age()
    (begun,) = [stage["arn"] for stage in stack.stages()]
    assert f"took over {begun}" in stack.up()
    assert stack.held() == [begun]
    assert stack.settled()


@pytest.mark.full
@pytest.mark.parametrize("point", ONE_IN_MAKE_TEST)
def test_the_host_is_killed_while_a_stage_is_made(stack: Stack, point: str) -> None:
    """A call that the service has begun takes effect all the same."""
    hold(stack, point)
    process = stack.start("up")
    reached(stack, point)

    assert stack.kill_host(process)
    until(lambda: len(stack.stages()) == 1)
    if point == "UntagResource before":
        until(lambda: stack.service.calls("UntagResource"))

    stack.service.calm()
    stack.let_marks_age()
    before = len(stack.stages())
    stack.up()
    # The removal that was under way took effect, and nobody was there to record it: the first window.
    expected = before + 1 if point == "UntagResource before" else before
    assert len(stack.stages()) == expected
    assert stack.settled() == (expected == before)


@pytest.mark.parametrize("operation", ["CreateStage", pytest.param("UntagResource", marks=pytest.mark.full)])
def test_the_service_is_killed_and_comes_back(engine: str, tmp_path: Path, operation: str) -> None:
    """With a call under way that had taken effect: its reply is lost for good."""
    with LocalService(tmp_path / "data") as service:
        port = int(service.url.rpartition(":")[2])
        stack = Stack(engine, tmp_path / "team", service)
        hold(stack, f"{operation} after")
        process = stack.start("up")
        reached(stack, f"{operation} after")
        service.kill()
        with LocalService(tmp_path / "data", port=port) as service:
            stack.service = service
            text, _ = process.communicate(timeout=100)
            if process.returncode != 0:
                stack.let_marks_age()
                stack.up()
            assert len(stack.stages()) == 1, text
            assert stack.settled(), text


@pytest.mark.full
@pytest.mark.parametrize("who", ["engine", "host"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_is_killed_while_a_stage_is_deleted(stack: Stack, who: str, when: str) -> None:
    stack.up()
    hold(stack, f"DeleteStage {when}")
    process = stack.start("destroy")
    until(lambda: stack.service.calls("GetStage") if when == "before" else not stack.stages())

    stack.kill_engine(process) if who == "engine" else stack.kill_host(process)
    stack.wait_for_hosts()
    until(lambda: not stack.stages())

    stack.service.calm()
    done = stack.run("destroy")
    assert done.exit_code == 0, done.text
    assert stack.held() == []


@pytest.mark.full
@pytest.mark.parametrize("point", ["CreateStage after", "DeleteStage before"])
def test_a_run_is_killed_while_a_stage_is_replaced(stack: Stack, point: str) -> None:
    """By another region; the old stage goes only when the new one has been recorded."""
    stack.up()
    stack.declare('ivs.Stage("lobby", region="us-west-2")\n')
    hold(stack, point)
    process = stack.start("up")
    elsewhere = stack.client("us-west-2")
    if point == "CreateStage after":
        until(lambda: elsewhere.list_stages()["stages"])
    else:
        until(lambda: stack.service.calls("GetStage") and not marks(elsewhere) and stack.service.calls("UntagResource"))

    stack.kill_engine(process)
    stack.wait_for_hosts()
    stack.service.calm()
    stack.let_marks_age(elsewhere)
    stack.up()

    assert stack.stages() == []
    (moved,) = elsewhere.list_stages()["stages"]
    assert (stack.held(), moved["tags"]) == ([moved["arn"]], {})


def marks(client: Any) -> list[str]:
    return [stage["arn"] for stage in client.list_stages()["stages"] if MARK_KEY in stage["tags"]]


def test_up_again_while_an_abandoned_host_still_sleeps(stack: Stack) -> None:
    """The host waits for a young mark when its engine dies; the next run waits in its stead, and is the only one."""
    hold(stack, "CreateStage after")
    first = stack.start("up")
    reached(stack, "CreateStage after")
    stack.kill_engine(first)
    stack.service.calm()
    stack.wait_for_hosts()
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
