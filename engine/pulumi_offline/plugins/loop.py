"""The engine's event loop: one for the process, in a thread of its own, so that runs can be started from anywhere."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


@functools.lru_cache(maxsize=1)
def engine_loop() -> asyncio.AbstractEventLoop:
    """The loop, running."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=_forever, args=(loop,), name="offline-engine", daemon=True).start()
    return loop


def _forever(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()


def submit(coroutine: Coroutine[Any, Any, T]) -> Future[T]:
    """Run a coroutine in the engine's loop."""
    return asyncio.run_coroutine_threadsafe(coroutine, engine_loop())
