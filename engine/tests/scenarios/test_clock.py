"""The two ways in which a scenario moves the clock of interpreters."""

import subprocess
import sys
from datetime import datetime, timedelta, timezone

import pytest

from scenarios import clock

AHEAD = timedelta(hours=10)
SAYS_NOW = "import time; time.sleep(0.01); from datetime import *; print(datetime.now(timezone.utc).isoformat())"


def now_in(environment: dict[str, str]) -> datetime:
    """What time an interpreter says it is, after it has slept."""
    told = subprocess.run([sys.executable, "-c", SAYS_NOW], env=environment, check=True, capture_output=True, text=True)
    assert told.stderr == ""
    return datetime.fromisoformat(told.stdout.strip())


@pytest.mark.parametrize("way", [clock.moved, clock.by_libfaketime])
def test_an_interpreter_is_ahead_as_far_as_it_is_told_and_no_further(way) -> None:
    ahead = now_in(way(AHEAD)) - datetime.now(timezone.utc)

    assert abs(ahead - AHEAD) < timedelta(minutes=1)


@pytest.mark.parametrize("way", [clock.moved, clock.by_libfaketime])
def test_a_clock_that_was_not_moved_needs_nothing(way) -> None:
    assert way(timedelta()) == {}
