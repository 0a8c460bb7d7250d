"""The service's wall clock, which tests may move."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from email.utils import formatdate


class Clock:
    """Wall-clock time plus whatever it was moved by; every answer bears it in its header Date."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def advance(self, seconds: float) -> None:
        """Moves the clock forward, so that tokens and sessions age; a negative number moves it back."""
        self._ahead += seconds

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead


def iso8601(seconds: float) -> str:
    """A moment as the service writes it, in UTC with milliseconds: `2026-01-31T12:00:00.000Z`."""
    moment = datetime.fromtimestamp(seconds, tz=timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def http_date(seconds: float) -> bytes:
    """A moment as HTTP's header Date has it: `Sat, 31 Jan 2026 12:00:00 GMT`."""
    return formatdate(int(seconds), usegmt=True).encode()
