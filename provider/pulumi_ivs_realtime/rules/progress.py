"""When a run that takes long says how far it is, and what it says."""

from __future__ import annotations

import threading

_FIRST = 10.0
_NEXT = 30.0
_FORGOTTEN = 5.0


class Progress:
    """The times at which to speak: ten seconds after something began, then every thirty; safe to share between threads.

    What does nothing for five seconds begins again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen = self._due = float("-inf")

    def is_due(self, now: float) -> bool:
        """Told that it still goes on; whether to speak now.

        Args:
            now: a `time.monotonic()`.
        """
        with self._lock:
            if now - self._seen > _FORGOTTEN:
                self._due = now + _FIRST
            self._seen = now
            if now < self._due:
                return False
            self._due = now + _NEXT
            return True


def waiting(operation: str, rate: float, done: int, left: int | None) -> str:
    """What is said while calls wait for their quota.

    Args:
        operation: as the service names it.
        rate: calls a second that are made now.
        done: calls that were made so far.
        left: resources that may still need one, at most; None where that is not known.
    """
    rest = "" if left is None else f"; at most {left} left, about {duration(left / rate)}"
    return f"{operation} waits for AWS's quota of calls a second ({rate:.2g} now): {done} done{rest}"


def registering(done: int, left: int, seconds: float) -> str:
    """What is said while a program waits for the resources that it declares.

    Args:
        done: that the engine has dealt with, at least one.
        left: that it has still to deal with.
        seconds: since the first of them was declared.
    """
    rest = duration(left * seconds / done)
    return f"AWS's quotas of calls a second set the pace: {done} of {done + left} resources are done; about {rest} left"


def duration(seconds: float) -> str:
    """A length of time for people: "45 s", "3 min"."""
    return f"{seconds:.0f} s" if seconds < 99 else f"{seconds / 60:.0f} min"
