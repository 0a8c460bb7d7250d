"""The windows that remain (docs/decisions/identity.md): each is shown, so that nobody believes it closed."""

from __future__ import annotations

import json

import pytest

from once.stack import URN, Stack, until
from pulumi_ivs_realtime.rules.marks import MARK_KEY


@pytest.mark.full
def test_between_the_marks_removal_and_the_checkpoint_a_stage_becomes_nobodys(stack: Stack) -> None:
    stack.service.latency("UntagResource", after=3)
    process = stack.start("up")
    until(lambda: [stage["tags"] for stage in stack.stages()] == [{"team": "live"}])

    stack.kill_engine(process)
    stack.wait_for_hosts()
    stack.service.calm()
    stack.up()

    assert len(stack.stages()) == 2
    assert len(stack.held()) == 1


@pytest.mark.full
def test_a_call_that_takes_effect_after_the_next_look_stays_under_its_mark(stack: Stack) -> None:
    """CreateStage is under way inside the service while host and engine die and the next `up` looks."""
    stack.service.latency("CreateStage", before=6)
    process = stack.start("up")
    until(lambda: stack.service.calls("ListStages") and stack.hosts())
    stack.kill_host(process)
    stack.service.calm()

    stack.up()
    until(lambda: len(stack.stages()) == 2)

    (left,) = [stage for stage in stack.stages() if MARK_KEY in stage["tags"]]
    assert [stage["arn"] for stage in stack.stages() if stage is not left]
    assert left["arn"] not in stack.held()
    assert stack.run("up").exit_code == 0
    shown = json.loads(stack.command("stages", "--orphans", "--json"))
    assert [orphan["arn"] for orphan in shown] == [left["arn"]]


def test_a_creation_that_nobody_repeats_stays_under_its_mark_and_is_shown(stack: Stack) -> None:
    stack.service.latency("CreateStage", after=2)
    process = stack.start("up")
    until(stack.stages)
    stack.kill_engine(process)
    stack.wait_for_hosts()
    stack.service.calm()

    stack.declare('ivs.Stage("foyer")\n')
    stack.let_marks_age()
    stack.up()

    assert len(stack.stages()) == 2
    (orphan,) = json.loads(stack.command("stages", "--orphans", "--json"))
    assert orphan["arn"] not in stack.held()
    assert orphan["tags"]["team"] == "live"


@pytest.mark.full
def test_delete_before_replace_that_dies_before_the_checkpoint_needs_a_refresh(stack: Stack) -> None:
    stack.declare('ivs.Stage("lobby", opts=pulumi.ResourceOptions(delete_before_replace=True))\n')
    stack.up()
    stack.service.latency("DeleteStage", after=3)
    process = stack.start("up", "--target-replace", URN)
    until(lambda: not stack.stages())
    stack.kill_engine(process)
    stack.wait_for_hosts()
    stack.service.calm()

    stack.up("--refresh")

    assert len(stack.stages()) == 1
    assert stack.settled()
