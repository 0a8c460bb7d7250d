"""Stops at random moments: nothing finished stays unseen, nothing is doubled, no mark stays on what the state holds."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from conftest import FIGURES
from crashes.stack import Stack
from crashes.stops import RUNS, STOPS, Stopped
from seeds import SEED

FEW = ("kill the engine",)
"""The ways to stop a run that `make test` tries; the full tier tries all."""

MANY = int(os.environ.get("STOPS", "200"))
"""Stops in the full tier; `STOPS=40` says otherwise."""

WAITING = 5
"""One in so many leaves young marks, for which the next `up` waits itself: half a minute each."""


@pytest.mark.timeout(300)
def test_a_few_random_stops(stack: Stack, engine: str, record_property: Callable[[str, object], None]) -> None:
    if engine == "cli":
        pytest.skip("the full size stops the CLI")
    _stop(stack, FEW, len(FEW), record_property, engine, waiting=0)


@pytest.mark.full
@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_many_random_stops(stack: Stack, engine: str, record_property: Callable[[str, object], None]) -> None:
    _stop(stack, STOPS, MANY, record_property, engine, waiting=WAITING)


def _stop(
    stack: Stack,
    ways: tuple[str, ...],
    times: int,
    record_property: Callable[[str, object], None],
    engine: str,
    *,
    waiting: int,
) -> None:
    chance = random.Random(SEED + 15)  # reproducible as far as processes are
    stopped = Stopped(stack, chance)
    losses, left = [], 0
    for number in range(times):
        run, how = chance.choice(RUNS), ways[number % len(ways)]
        found = stopped.stop(run, how, wait=bool(waiting) and number % waiting == 0)
        left += found.left
        if found:
            losses.append((number, run, how, found))
    record_property(FIGURES, f"{times} random stops ({engine}): {len(losses)} with losses, {left} stages under a mark")
    assert not losses
