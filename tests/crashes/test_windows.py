"""Two windows that remain (docs/decisions/identity.md) and how they look; the others are scenarios of their own."""

from __future__ import annotations

import json
import os
import signal

import pytest

from crashes.stack import Stack
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY
from stage_scenarios.crashes import Crash, until


@pytest.mark.full
def test_a_call_that_takes_effect_after_the_next_look_stays_under_its_mark(stack: Stack) -> None:
    """CreateStage is under way inside the service while the host dies and the next `up` looks."""
    stack.service.hold("CreateStage", when="before")
    first = stack.start("up")
    until(stack.service.held)
    for host in stack.hosts():
        os.kill(host, signal.SIGKILL)
    first.communicate()
    second = stack.start("up")
    until(lambda: len(stack.service.held()) == 2)

    stack.service.calm()

    text, _ = second.communicate()
    assert second.returncode == 0, text
    until(lambda: len(stack.stages()) == 2)
    (left,) = [stage for stage in stack.stages() if MARK_KEY in stage["tags"]]
    assert left["arn"] not in stack.held()
    assert stack.run("up").exit_code == 0
    shown = json.loads(stack.command("stages", "--orphans", "--json"))
    assert [orphan["arn"] for orphan in shown] == [left["arn"]]


@pytest.mark.full
def test_a_creation_that_nobody_repeats_stays_under_its_mark_and_is_shown(stack: Stack) -> None:
    stack.crash(Crash("engine", "CreateStage", "after"), "up")

    stack.declare('ivs.Stage("foyer")\n')
    stack.let_marks_age()
    stack.up()

    assert len(stack.stages()) == 2
    (orphan,) = json.loads(stack.command("stages", "--orphans", "--json"))
    assert orphan["arn"] not in stack.held()
    assert orphan["tags"]["team"] == "live"
