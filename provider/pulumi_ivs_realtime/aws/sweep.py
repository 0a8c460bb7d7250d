"""Listing all resources of a kind once for many that are read together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

_SINGLE_READS = 5


class Sweep:
    """The last listing of one kind in one region, shared between threads."""

    def __init__(self, listing: Callable[[], Iterable[dict[str, Any]]]) -> None:
        self._listing = listing
        self._lock = threading.Lock()
        self._found: dict[str, dict[str, Any]] = {}
        self._began = float("-inf")
        self._reads = 0

    def all(self, *, since: float = float("-inf")) -> dict[str, dict[str, Any]]:
        """What the listing shows, by ARN.

        Args:
            since: a `time.monotonic()`; a listing that began before it is not good enough.
        """
        with self._lock:
            if self._began < since or self._began == float("-inf"):
                began = time.monotonic()
                self._found = {each["arn"]: each for each in self._listing()}
                self._began = began
            return self._found

    def is_one_of_the_first(self) -> bool:
        """Whether so few were read that asking for each is cheaper than listing all."""
        with self._lock:
            self._reads += 1
            return self._reads <= _SINGLE_READS
