"""The service's wall clock, which tests may move forward."""

from __future__ import annotations

import time
from datetime import datetime, timezone


class Clock:
    """Wall-clock time plus whatever it was moved forward by."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def advance(self, seconds: float) -> None:
        """Moves the clock forward, so that tokens and sessions age."""
        self._ahead += seconds

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead


def iso8601(seconds: float) -> str:
    """A moment as the service writes it, in UTC with milliseconds: `2026-01-31T12:00:00.000Z`."""
    moment = datetime.fromtimestamp(seconds, tz=timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
