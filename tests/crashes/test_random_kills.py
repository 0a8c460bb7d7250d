"""Random kills during an `up` of thirty stages: no orphan outside the windows, no duplicate, no stage lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from conftest import FIGURES
from crashes.stack import Stack
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY
from seeds import SEED

STAGES = 30
KILLS = {"offline": 200, "cli": 20}
MOMENT = 2.0
"""Seconds; on a machine that is busy with four tasks at a time, a checkpoint takes its time."""
# The local service has no quotas here: the run is to be short, and full of calls side by side.
QUOTAS = ",".join(
    f'"{operation}":500' for operation in ("CreateStage", "UntagResource", "TagResource", "ListStages", "GetStage")
)


@pytest.mark.full
@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_random_kills(stack: Stack, engine: str, record_property: Callable[[str, object], None]) -> None:
    chance = random.Random(SEED + 4)  # reproducible as far as processes are
    stack.declare(f'[ivs.Stage(f"room-{{number}}") for number in range({STAGES})]\n')
    stack.configure({"ivs-realtime:quotas": "{" + QUOTAS + "}"})
    whole = _duration(stack)
    stack.run("destroy")
    kills: list[float] = []
    left = 0
    while len(kills) < KILLS[engine]:
        stack.service.reset_calls()
        for _ in range(3):
            kills += _killed(stack, chance, whole)
            stack.let_marks_age()
        stack.up()
        left += _checked(stack, kills)
        stack.run("destroy")
        for orphan in stack.stages():
            stack.aws.delete_stage(arn=orphan["arn"])
    record_property(
        FIGURES, f"{len(kills)} random kills ({engine}): {left} stages in the windows, none lost or doubled"
    )


def _duration(stack: Stack) -> float:
    began = time.monotonic()
    stack.up()
    return time.monotonic() - began


def _killed(stack: Stack, chance: random.Random, whole: float) -> list[float]:
    """When the run was killed; nothing when it was over before."""
    process = stack.start("up")
    time.sleep(chance.uniform(0.2, 1.0) * whole)
    if process.poll() is not None:
        process.communicate()
        return []
    killed = time.time()
    stack.kill_engine(process) if chance.random() < 0.5 else stack.kill_host(process)
    stack.wait_for_hosts()
    return [killed]


def _checked(stack: Stack, kills: list[float]) -> int:
    """How many finished stages no state holds; each lost its mark in the moment in which a run was killed."""
    found = {stage["arn"]: stage for stage in stack.stages()}
    held = stack.held()
    assert len(held) == STAGES
    assert set(held) <= found.keys(), "a stage was lost"
    assert [arn for arn, stage in found.items() if MARK_KEY in stage["tags"]] == []
    removals = {call["request"]["resourceArn"]: call["time"] for call in stack.service.calls("UntagResource")}
    left = found.keys() - set(held)
    for arn in left:
        assert min(abs(killed - removals[arn]) for killed in kills) < MOMENT
    return len(left)
