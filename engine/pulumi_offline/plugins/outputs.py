"""The outputs that a program has yet to see, waited for as one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

Task = asyncio.Future[Any]


class Outputs(set[Task]):
    """What the SDK keeps its unfinished outputs in (`Settings.outputs`), for programs of many resources.

    Whenever one of n outputs is there, the SDK waits for the remaining n - 1 by `asyncio.wait`, which costs n each
    time: of a program with a thousand stages that was three quarters. To whoever iterates, this set shows those that
    are done and, when none is, a single future: it is done when an output fails, or when the last one is there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._gate: Task | None = None
        self._shown: list[Task] = []

    def __iter__(self) -> Iterator[Task]:
        self._shown = [task for task in super().__iter__() if task.done()]
        if self._shown or not self:
            return iter(self._shown)
        self._gate = asyncio.get_running_loop().create_future()
        return iter([self._gate])

    def add(self, task: Task) -> None:
        """Keep one until it is done."""
        if task is not self._gate:
            super().add(task)
            task.add_done_callback(self._done)

    def clear(self) -> None:
        """Forget those that were shown, which is what the SDK then waits for."""
        for task in self._shown:
            super().discard(task)

    def discard(self, task: object) -> None:
        """Forget one."""
        super().discard(task)
        self._open(not self)

    def remove(self, task: Task) -> None:
        """Forget one; KeyError when it is not there."""
        super().remove(task)
        self._open(not self)

    def _done(self, task: Task) -> None:
        self._open(task.cancelled() or task.exception() is not None)

    def _open(self, reason: bool) -> None:
        if reason and self._gate is not None and not self._gate.done():
            self._gate.set_result(None)
