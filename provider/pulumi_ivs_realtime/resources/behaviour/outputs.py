"""Outputs: which of them a value holds, and which have come already."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import pulumi
from pulumi.runtime.settings import SETTINGS

T = TypeVar("T")


def outputs_in(value: Any, path: str = "value") -> Iterator[str]:
    """The paths of the outputs that a value, which stands at `path`, is or holds."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from outputs_in(inner, f'{path}["{key}"]')
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from outputs_in(inner, f"{path}[{index}]")
    elif isinstance(value, pulumi.Output) or inspect.isawaitable(value):
        yield path


def wait_for_one(resource: pulumi.Resource) -> None:
    """Lets the end of the program wait for one output of a resource instead of each: they all come at once.

    The SDK looks through all that are still to come whenever one comes: with a thousand stages that is a third of the
    program's time. A failed registration ends the program without them. Where an SDK keeps them otherwise, nothing
    happens.
    """
    waited_for, lock = getattr(SETTINGS, "outputs", None), getattr(SETTINGS, "lock", None)
    if not isinstance(waited_for, set) or lock is None:
        return
    own = [value for name, value in vars(resource).items() if name != "urn" and isinstance(value, pulumi.Output)]
    with lock:
        waited_for.difference_update(getattr(each, "_data", None) for each in own)


def settled(value: T) -> asyncio.Future[T]:
    """A future that has come already."""
    # As the SDK makes its own: under mocks a program runs at import, with a loop that is set but does not run yet.
    future: asyncio.Future[T] = asyncio.Future()
    future.set_result(value)
    return future
