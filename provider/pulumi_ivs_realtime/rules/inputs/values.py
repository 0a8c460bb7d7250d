"""Values that may not be known yet: a preview lacks what other resources have yet to compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeGuard, TypeVar, Union

T = TypeVar("T")


@dataclass(frozen=True)
class Unknown:
    """A value that is not known yet.

    Two of them are equal only where the engine's values are; a host's never are.

    Attributes:
        raw: what the engine handed over in the value's place; it goes back to the engine as it is.
    """

    raw: object = field(repr=False)

    def __str__(self) -> str:
        return str(self.raw)


Value: TypeAlias = Union[T, Unknown, None]  # noqa: UP007  # an alias with a parameter needs Union in Python 3.10
"""A property: its value, a value that is not known yet, or None where it is not set."""

Tell = Callable[[object], bool]
"""Says whether the engine put this in the place of a value that is not known yet."""


def is_known(value: Value[T]) -> TypeGuard[T]:
    """Whether a property is set and its value known; values inside of it may still be unknown."""
    return value is not None and not isinstance(value, Unknown)


def or_else(value: Value[T], other: T) -> T | Unknown:
    """The property, or `other` where it is not set."""
    return other if value is None else value


def from_engine(value: object, is_unknown: Tell) -> Any:
    """`value` with an `Unknown` in each place, at any depth, where the engine says that a value is not known yet."""
    if is_unknown(value):
        return Unknown(value)
    if isinstance(value, Mapping):
        return {key: from_engine(inner, is_unknown) for key, inner in value.items()}
    if isinstance(value, list):
        return [from_engine(inner, is_unknown) for inner in value]
    return value


def to_engine(value: object) -> Any:
    """The opposite of `from_engine`."""
    if isinstance(value, Unknown):
        return value.raw
    if isinstance(value, Mapping):
        return {key: to_engine(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [to_engine(inner) for inner in value]
    return value
