"""Outputs: which of them a value holds, and which have come already."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import pulumi

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


def settled(value: T) -> asyncio.Future[T]:
    """A future that has come already."""
    # As the SDK makes its own: under mocks a program runs at import, with a loop that is set but does not run yet.
    future: asyncio.Future[T] = asyncio.Future()
    future.set_result(value)
    return future
