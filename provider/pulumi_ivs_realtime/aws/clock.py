"""The service's clock, as its answers tell it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

_RESOLUTION = 1.0
"""Seconds that the header Date leaves out."""


def _local() -> float:
    return datetime.now(timezone.utc).timestamp()


class ServiceClock:
    """What time it is for the service; safe to share between threads.

    Two machines that date by it agree, whatever their own clocks say. A reply that was long on its way would date it
    too early, so each answer may only move it forward; it goes back only where an answer shows that it was ahead.
    """

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic, local: Callable[[], float] = _local) -> None:
        """`monotonic`: what passes between two answers; `local`: what is believed before the first one."""
        self._monotonic, self._local = monotonic, local
        self._lock = threading.Lock()
        self._ahead: float | None = None  # of the monotonic clock

    def heard(self, date: str | None, *, sent: float) -> None:
        """Told of an answer that has just come.

        Args:
            date: its header Date; nothing is learnt without one.
            sent: the monotonic time before its request was sent.
        """
        said = _seconds(date)
        if said is None:
            return
        least, most = said - self._monotonic(), said + _RESOLUTION - sent
        with self._lock:
            if self._ahead is None or self._ahead < least or self._ahead > most:
                self._ahead = least

    def now(self) -> float:
        """Seconds since 1970: at most one second and the fastest reply behind the service, never ahead of it.

        Before the first answer it is this machine's clock.
        """
        with self._lock:
            return self._local() if self._ahead is None else self._monotonic() + self._ahead


def _seconds(date: str | None) -> float | None:
    try:
        return parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        return None
