"""Until when an operation of a resource may begin a request that changes something: what `custom_timeouts` allows."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextvars import ContextVar

from pulumi_ivs_realtime.errors import TimedOut
from pulumi_ivs_realtime.model.kinds import KINDS

_DEADLINE: ContextVar[tuple[float, float]] = ContextVar("_DEADLINE")
"""The moment by the monotonic clock, and the seconds that there were."""

# What ends an operation that has begun, such as the mark's removal, is never withheld: nothing is left half done.
_FIRST = frozenset(
    {"CreateParticipantToken", "DisconnectParticipant"}
    | {operation for kind in KINDS.values() for operation in (kind.create, kind.update, kind.delete)}
)


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Limits the operation of this thread.

    Args:
        seconds: as the engine's protocol tells it; 0 for no limit.
    """
    if not seconds:
        yield
        return
    before = _DEADLINE.set((time.monotonic() + seconds, seconds))
    try:
        yield
    finally:
        _DEADLINE.reset(before)


def seconds_left(operation: str) -> float:
    """Seconds in which a call of `operation` may begin; without an end where none is set, or it only ends something."""
    deadline, _ = _DEADLINE.get((float("inf"), 0.0))
    return deadline - time.monotonic() if operation in _FIRST else float("inf")


def timed_out(operation: str) -> TimedOut:
    """The error of a call that could not begin in time."""
    _, seconds = _DEADLINE.get()
    return TimedOut(
        f"{operation} could not be sent within {seconds:g} seconds, the resource's custom timeout, and was not; raise "
        "custom_timeouts, or run fewer operations at once (--parallel): calls wait for the quota of their operation."
    )
