"""Keeps each operation within its quota of calls a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from pulumi_ivs_realtime.model import calls_per_second

_SLOWER = 0.7
"""What is left of the pace when AWS throttles: at most once in `_ROUND` seconds, for calls go out together."""
_ROUND = 1.0
_RECOVERY = 0.06
"""Of the quota, in each second. Added, not multiplied: processes that share a quota come to equal shares of it."""
_SLOWEST = 0.2
_HEADROOM = 0.98
"""The service's clock and ours differ, and replies arrive unevenly."""
_SLACK = 1.0
"""Calls of a second that do not go at once: the first one may be long on its way, for it opens the connection."""


class Wait(NamedTuple):
    """A call that has to wait.

    Attributes:
        operation: as the service names it.
        rate: calls a second that are made now.
        done: calls of this operation that were let through so far.
    """

    operation: str
    rate: float
    done: int


class _Pace:
    """A token bucket of nearly a second's calls; `rate` falls on throttling and climbs back with time."""

    def __init__(self, rate: float, now: float) -> None:
        self.quota = rate * _HEADROOM
        self.rate = self.quota
        self._full = max(1.0, rate - _SLACK)
        self._tokens = self._full
        self._at = now
        self._slowed = float("-inf")
        self.taken = 0

    def take(self, now: float) -> float:
        """Seconds to wait before the next call may go out."""
        passed = self._passed(now)
        self.rate = min(self.quota, self.rate + passed * _RECOVERY * self.quota)
        self._tokens -= 1.0
        self.taken += 1
        return max(0.0, -self._tokens / self.rate)

    def give_back(self) -> None:
        """The call that was let through is not made."""
        self._tokens += 1.0
        self.taken -= 1

    def slow_down(self, now: float) -> None:
        """Told that a call was throttled."""
        self._passed(now)
        self._tokens = min(self._tokens, 0.0)
        if now - self._slowed >= _ROUND:
            self.rate = max(_SLOWEST, self.rate * _SLOWER)
            self._slowed = now

    def _passed(self, now: float) -> float:
        """Seconds since the last time; they bring tokens."""
        passed, self._at = now - self._at, now
        self._tokens = min(self._full, self._tokens + passed * self.rate)
        return passed


class Limiter:
    """One for each process and region; safe to share between threads."""

    def __init__(
        self,
        quotas: dict[str, float],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        told: Callable[[Wait], None] = lambda _: None,
    ) -> None:
        """`quotas`: calls a second by operation where they differ from the documented ones; `told`: of each wait."""
        self._quotas, self._clock, self._sleep, self._told = quotas, clock, sleep, told
        self._lock = threading.Lock()
        self._paces: dict[str, _Pace] = {}

    def wait(self, operation: str, *, most: float = float("inf")) -> bool:
        """True when a call of `operation` may go out; at once False where that is in more than `most` seconds."""
        with self._lock:
            pace = self._pace(operation)
            pause = pace.take(self._clock())
            if pause > most:
                pace.give_back()
                return False
            wait = Wait(operation, pace.rate, pace.taken - 1)
        if pause > 0:
            self._told(wait)
            self._sleep(pause)
        return True

    def slow_down(self, operation: str) -> None:
        """Told that AWS throttled a call of `operation`: someone else uses the quota, too."""
        with self._lock:
            self._pace(operation).slow_down(self._clock())

    def _pace(self, operation: str) -> _Pace:
        if operation not in self._paces:
            rate = self._quotas.get(operation) or calls_per_second(operation)
            self._paces[operation] = _Pace(rate, self._clock())
        return self._paces[operation]
