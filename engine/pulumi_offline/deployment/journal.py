"""The checkpoint during a run: what each step changes of it, written before and after every step."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence

from pulumi_offline.backend.snapshot import Operation, Snapshot
from pulumi_offline.deployment.renames import renamed
from pulumi_offline.errors import WriteFailed
from pulumi_offline.resource.state import State

Parts = Sequence[bytes]

_LONG = 0.003  # seconds that a write takes from which on the next one waits for more steps to share it

# What a same step may change without a write of its own: nothing that a later run would act upon.
_MATTERS = (
    "urn",
    "type",
    "custom",
    "custom_timeouts",
    "retain_on_delete",
    "provider",
    "parent",
    "deleted_with",
    "replace_with",
    "protect",
    "inputs",
    "outputs",
    "dependencies",
    "property_dependencies",
    "resource_hooks",
)


class Journal:
    """The resources of a run, new ones in the order in which they were done, then what is left of the old ones.

    Args:
        base: the snapshot with which the run began.
        write: writes a snapshot; called in a thread of its own, never twice at a time.
    """

    def __init__(self, base: Snapshot, write: Callable[[Parts], None], serialize: Callable[[Snapshot], Parts]) -> None:
        self.base = base
        self._write, self._serialize = write, serialize
        self._pen = threading.Lock()
        self._sealed = False
        self._news: dict[int, State] = {}
        self._done: dict[int, State] = {}
        self._pending: dict[int, Operation] = {}
        self._wanted = self._written = 0
        self._took = 0.0
        self._writing: asyncio.Task[None] | None = None
        self._elided = False
        self._failure: WriteFailed | None = None

    def snapshot(self) -> Snapshot:
        """The snapshot as it is now; creates that an earlier run left pending stay until they are cleared."""
        resources = list(self._news.values())
        resources += [state for state in self.base.resources if id(state) not in self._done]
        resources = renamed(resources)
        creating = [operation for operation in self.base.pending_operations if operation.kind == "creating"]
        return Snapshot(resources, [*self._pending.values(), *creating], self.base.metadata)

    async def begin(self, state: State, kind: str) -> None:
        """An operation on a resource begins.

        Raises:
            WriteFailed: a write failed, now or before: nothing may begin that no checkpoint would know of.
        """
        if self._failure is not None:
            raise self._failure
        self._pending[id(state)] = Operation(state, kind)
        try:
            await self.flush()
            if self._failure is not None:  # while this one waited, a write failed, and the next did not
                raise self._failure
        except WriteFailed:
            self._pending.pop(id(state), None)
            raise

    async def end(self, *, pending: State | None, done: State | None, new: State | None, write: bool = True) -> None:
        """A step is over.

        Args:
            pending: the resource of the operation that is no longer pending.
            done: the state that is no longer part of the stack.
            new: the state that now is.
            write: whether the checkpoint must be written for it.
        """
        if pending is not None:
            self._pending.pop(id(pending), None)
        if done is not None:
            self._done[id(done)] = done
            self._news.pop(id(done), None)
        if new is not None:
            self._news[id(new)] = new
        await self.flush() if write else self._elide()

    def rebase(self, resources: list[State]) -> None:
        """A refresh rebuilt the old resources."""
        self.base.resources = resources
        self._elided = True

    def seal(self) -> None:
        """The run was left: no write begins any more, and the one under way is waited for; from any thread.

        Else a step that ends later would write this run's checkpoint over that of the next one.
        """
        with self._pen:
            self._sealed = True

    def _write_unless_sealed(self, parts: Parts) -> None:
        with self._pen:
            if self._sealed:
                raise WriteFailed("the run was left before its end")
            self._write(parts)

    def _elide(self) -> None:
        self._elided = True

    async def close(self) -> None:
        """Write what was left for later."""
        if self._elided:
            await self.flush()

    async def flush(self) -> None:
        """Write the checkpoint; steps that ask for it at the same time share one write."""
        self._wanted += 1
        mine = self._wanted
        while self._written < mine:
            if self._writing is None:
                self._writing = asyncio.ensure_future(self._write_once())
            await asyncio.shield(self._writing)

    async def _write_once(self) -> None:
        try:
            if len(self._pending) > 1 and self._took > _LONG:
                await asyncio.sleep(self._took / 2)
            covered, begun = self._wanted, time.perf_counter()
            self._elided = False
            parts = self._serialize(self.snapshot())
            await asyncio.get_running_loop().run_in_executor(None, self._write_unless_sealed, parts)
            self._took = time.perf_counter() - begun
            self._written = covered
        except WriteFailed as failure:
            self._failure = failure
            self._elided = True  # close() tries again: what was done since must not be forgotten
            raise
        finally:
            self._writing = None


def matters(old: State, new: State) -> bool:
    """Whether a resource that needs no operation still changed in something that must be written at once."""
    return any(getattr(old, name) != getattr(new, name) for name in _MATTERS)
