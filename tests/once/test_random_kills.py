"""Random kills during an `up` of thirty stages: no orphan outside the windows, no duplicate, no stage lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from conftest import FIGURES
from once.stack import Stack
from pulumi_ivs_realtime.rules.marks import MARK_KEY

STAGES = 30
KILLS = {"offline": 200, "cli": 20}
# The local service has no quotas here: the run is to be short, and full of calls side by side.
QUOTAS = ",".join(
    f'"{operation}":500' for operation in ("CreateStage", "UntagResource", "TagResource", "ListStages", "GetStage")
)


@pytest.mark.full
@pytest.mark.timeout(3000)
def test_random_kills(stack: Stack, engine: str, record_property: Callable[[str, object], None]) -> None:
    chance = random.Random(4)  # reproducible as far as processes are
    stack.declare(f'[ivs.Stage(f"room-{{number}}") for number in range({STAGES})]\n')
    stack.configure({"ivs-realtime:quotas": "{" + QUOTAS + "}"})
    whole = _duration(stack)
    stack.run("destroy")
    kills = left = 0
    while kills < KILLS[engine]:
        for _ in range(3):
            kills += _killed(stack, chance, whole)
            stack.let_marks_age()
        stack.up()
        left += _checked(stack)
        stack.run("destroy")
        for orphan in stack.stages():
            stack.aws.delete_stage(arn=orphan["arn"])
    record_property(FIGURES, f"{kills} random kills ({engine}): {left} stages in the windows, none lost or doubled")


def _duration(stack: Stack) -> float:
    began = time.monotonic()
    stack.up()
    return time.monotonic() - began


def _killed(stack: Stack, chance: random.Random, whole: float) -> int:
    process = stack.start("up")
    time.sleep(chance.uniform(0.2, 1.0) * whole)
    if process.poll() is not None:
        process.communicate()
        return 0
    stack.kill_engine(process) if chance.random() < 0.5 else stack.kill_host(process)
    stack.wait_for_hosts()
    return 1


def _checked(stack: Stack) -> int:
    """How many stages the windows left behind: finished ones that no state holds, at most those in flight at a kill."""
    found = {stage["arn"]: stage for stage in stack.stages()}
    held = stack.held()
    assert len(held) == STAGES
    assert set(held) <= found.keys(), "a stage was lost"
    assert [arn for arn, stage in found.items() if MARK_KEY in stage["tags"]] == []
    left = found.keys() - set(held)
    # The host works on four stages at a time; each of three kills may have met each of them in the window.
    assert len(left) <= 3 * 4
    return len(left)
