"""The provider plugin stopped in the middle of twelve creations: nothing is unseen, doubled, or keeps its mark."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import FIGURES
from crashes.stack import Stack
from crashes.stops import StoppedPlugin
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY
from seeds import SEED
from stage_scenarios.crashes import Crash, until

STOPS = ("kill the engine", "kill the host", "kill all", "Ctrl-C twice")
TIMES = 24

pytestmark = [
    pytest.mark.full,
    pytest.mark.cli,
    pytest.mark.skipif(not shutil.which("pulumi"), reason="the pulumi CLI is not on PATH"),
]


@pytest.fixture
def hosted(tmp_path: Path, service: LocalService) -> Stack:
    return Stack("cli", tmp_path / "team", service)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_random_stops_of_the_plugin(hosted: Stack, record_property: Callable[[str, object], None]) -> None:
    chance = random.Random(SEED + 21)
    stopped = StoppedPlugin(hosted, chance)
    losses, left = [], 0
    for number in range(TIMES):
        found = stopped.stop("up", how := STOPS[number % len(STOPS)], wait=False)
        left += found.left
        print(f"{number} {how}: {found.unseen} {found.doubled} {found.marked} {found.left}", flush=True)
        if found:
            losses.append((number, how, found))
    unseen = sum(len(found.unseen) for *_, found in losses)
    doubled = sum(len(found.doubled) for *_, found in losses)
    record_property(
        FIGURES,
        f"{TIMES} stops of the plugin during 12 creations: {unseen} finished without a mark in no state, {doubled} "
        f"second stages, {left} left under a mark",
    )
    assert not losses, losses


TO_PLUGIN = (
    'ivs.Stage("lobby", name="lobby")\n',
    'here = ivs.Provider("here")\nivs.Stage("lobby", name="lobby", opts=pulumi.ResourceOptions(provider=here))\n',
)
BACK = (
    TO_PLUGIN[1],
    'former = pulumi.Alias(type_="ivs-realtime:index:Stage")\n'
    'ivs.Stage("lobby", name="lobby", opts=pulumi.ResourceOptions(aliases=[former]))\n',
)


WINDOW = ("TagResource", "host")
"""The host alone dies after its last act; see below."""

CRASHES = {
    f"{name}, {who} at {operation}": (way, operation, who)
    for name, way in (("to the plugin", TO_PLUGIN), ("back", BACK))
    for operation in ("CreateStage", "TagResource")
    for who in ("engine", "host")
    if (operation, who) != WINDOW
}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("way", "operation", "who"), CRASHES.values(), ids=CRASHES)
def test_a_crash_right_before_the_other_host_takes_over(
    hosted: Stack, way: tuple[str, str], operation: str, who: str
) -> None:
    """The pending creation of the one host bears witness for the other."""
    said = crashed_and_gone_over(hosted, way, operation, who)

    (stage,) = hosted.stages()
    assert hosted.held() == [stage["arn"]]
    assert MARK_KEY not in stage["tags"]
    assert "took over" in said


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "way", [TO_PLUGIN, BACK, (BACK[0], BACK[0])], ids=["to the plugin", "back", "the plugin again"]
)
def test_a_host_killed_alone_after_its_last_act_leaves_nothing_unseen(hosted: Stack, way: tuple[str, str]) -> None:
    """The window that remains: the engine forgets the creation. A program may have the time to give it back."""
    said = crashed_and_gone_over(hosted, way, "TagResource", "host")

    (held,) = hosted.held()
    left = [stage for stage in hosted.stages() if stage["arn"] != held]
    assert all(MARK_KEY in stage["tags"] for stage in left)
    assert left or "took over" in said
    assert all(f"{stage['arn']} was made for a declaration of this name" in said for stage in left)


def crashed_and_gone_over(stack: Stack, way: tuple[str, str], operation: str, who: str) -> str:
    """What the next `up` says, with the other program."""
    stack.declare(way[0])
    if who == "engine":
        stack.crash(Crash(who, operation, "after"), "up")
    else:
        _host_dies(stack, operation)
    stack.let_marks_age()
    stack.declare(way[1])
    return stack.up()


def _host_dies(stack: Stack, operation: str) -> None:
    """During this call; calls of the program that come after it are not held."""
    stack.service.hold(operation, when="after")
    process = stack.start("up")
    until(stack.service.held)
    hosts = stack.hosts()
    for pid in hosts:
        os.kill(pid, signal.SIGKILL)
    stack.service.calm()
    process.communicate(timeout=120)
