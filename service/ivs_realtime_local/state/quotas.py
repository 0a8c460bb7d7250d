"""Quotas: calls a second, and how many of each an account may have in a region."""

from __future__ import annotations

import time
from collections.abc import Callable

from ivs_realtime_local.errors import ApiError, quota_exceeded
from ivs_realtime_local.model import COUNT_QUOTAS, calls_per_second
from ivs_realtime_local.state.caller import Caller


class Bucket:
    """A token bucket that holds one second of its rate. [INFER] AWS does not publish the burst."""

    def __init__(self, now: float) -> None:
        self._level: float | None = None
        self._at = now

    def take(self, rate: float, now: float) -> bool:
        """Takes one call out; False when the bucket is empty.

        Args:
            rate: calls a second.
            now: monotonic time in seconds.
        """
        full = max(rate, 1.0)
        filled = full if self._level is None else min(full, self._level + (now - self._at) * rate)
        self._at = now
        self._level = filled - 1 if filled >= 1 else filled
        return filled >= 1


class Quotas:
    """The documented quotas, each kind off until switched on.

    Attributes:
        calls: whether calls a second are limited.
        counts: whether the numbers of resources are limited.
        time_factor: how much faster than the wall clock the buckets fill; 10 makes 5 calls a second 50.
        rates: calls a second by operation, where they are to differ from the documented ones.
    """

    def __init__(self, *, enabled: bool = False, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.calls = enabled
        self.counts = enabled
        self.time_factor = 1.0
        self.rates: dict[str, float] = {}
        self._monotonic = monotonic
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def admit(self, caller: Caller, operation: str) -> None:
        """Counts a call; raises ApiError TooManyRequestsException when there were too many."""
        if not self.calls:
            return
        now = self._monotonic()
        bucket = self._buckets.setdefault((caller.scope, operation), Bucket(now))
        rate = self.rates.get(operation, calls_per_second(operation))
        if not bucket.take(rate * self.time_factor, now):
            raise ApiError(
                "TooManyRequestsException", f"Rate exceeded: {operation} may be called {rate:g} times a second"
            )

    def check_count(self, what: str, present: int, adding: int = 1) -> None:
        """Raises ApiError ServiceQuotaExceededException when `adding` more would be too many."""
        if self.counts and present + adding > COUNT_QUOTAS[what]:
            raise quota_exceeded(f"The quota of {COUNT_QUOTAS[what]} {what} in this account and region is used up")

    def refill(self) -> None:
        """Fills all buckets."""
        self._buckets.clear()
