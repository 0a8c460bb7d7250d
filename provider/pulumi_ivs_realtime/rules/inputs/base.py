"""What the inputs of all resources share: the way from property bags and back, and what a change means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, TypeVar

from pulumi_ivs_realtime.rules.inputs.values import Tell, Value, from_engine, is_known, to_engine
from pulumi_ivs_realtime.rules.names import quoted_name, resource_name
from pulumi_ivs_realtime.rules.secrets import CONFIDENTIAL

_CHANGE = "change"

UPDATES = {_CHANGE: "update"}
"""Metadata of a property whose change is a difference."""

REPLACES = {_CHANGE: "replace"}
"""Metadata of a property whose change takes another resource."""

UNCOMPARED = {_CHANGE: "none"}
"""Metadata of a property whose change is no difference, such as the hidden ones (docs/decisions/identity.md)."""

_UNLISTED: dict[str, str] = {}
_I = TypeVar("_I", bound="Inputs")
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, repr=False)
class Inputs:
    """Inputs of one resource, as its program declares them, check() completes them, or the state holds them.

    The fields of a subclass are its properties. Until the resource's failures have been asked for, a value may be of
    another type than its field's, because a program may pass anything; where there are none, each value fits.

    Attributes:
        create_urn: the URN under which the program declares the resource.
        organization: the one that the stack belongs to.
        secret: the names, in the engine's spelling, of the inputs that are secrets. Only the program tells, and only
            check(): elsewhere it is empty, which does not mean that none is.
        others: whatever else the engine or the state holds; it goes back as it is.
    """

    create_urn: Value[str] = field(default=None, metadata=UNCOMPARED)
    organization: Value[str] = field(default=None, metadata=UNCOMPARED)
    secret: frozenset[str] = field(default=frozenset(), compare=False, metadata=_UNLISTED)
    others: Mapping[str, object] = field(default_factory=dict, compare=False, metadata=_UNLISTED)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.resource_name!r})"  # without values: any of them may be a secret

    @classmethod
    def from_props(cls: type[_I], props: Mapping[str, Any], is_unknown: Tell) -> _I:
        """The inputs in a property bag of the engine, of a state or of a preview.

        Args:
            props: in the engine's spelling. A null is as good as nothing.
            is_unknown: says what stands there for values that are not known yet.
        """
        values = {name: from_engine(value, is_unknown) for name, value in props.items() if name != CONFIDENTIAL}
        own = {each.name: values.pop(wire_name(each), None) for each in properties(cls)}
        return cls(**own, secret=frozenset(props.get(CONFIDENTIAL) or ()), others=values)

    def to_props(self, *, others: bool = True) -> dict[str, Any]:
        """The property bag; what is not set is left out.

        Args:
            others: whether what belongs to no property is in it.
        """
        own = {wire_name(each): getattr(self, each.name) for each in properties(type(self))}
        whole = {**(self.others if others else {}), **{name: value for name, value in own.items() if value is not None}}
        return {name: to_engine(value) for name, value in whole.items()}

    @property
    def urn(self) -> str:
        """`create_urn` as a text, by which the process remembers the resource."""
        return str(self.create_urn)

    @property
    def resource_name(self) -> str:
        """The logical name of the resource; "?" where the inputs do not say."""
        return resource_name(str(self.create_urn or "?"))

    @property
    def quoted_name(self) -> str:
        """The logical name as sentences quote it: `"lobby"`."""
        return quoted_name(self.create_urn)


def properties(kind: type[Inputs]) -> Iterator[Field[Any]]:
    """The fields that are properties, in the order in which they are declared."""
    return (each for each in fields(kind) if _CHANGE in each.metadata)


def wire_name(each: Field[Any]) -> str:
    """The property's name in the engine's spelling: `createUrn` of `create_urn`."""
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), each.name)


def changed(old: _I, new: _I) -> list[str]:
    """The properties, in the engine's spelling, whose difference counts; unknown values differ from all."""
    compared = (each for each in properties(type(old)) if each.metadata[_CHANGE] != UNCOMPARED[_CHANGE])
    return [wire_name(each) for each in compared if getattr(old, each.name) != getattr(new, each.name)]


def replacing(kind: type[Inputs]) -> frozenset[str]:
    """The properties, in the engine's spelling, whose change takes another resource."""
    return frozenset(wire_name(each) for each in properties(kind) if each.metadata[_CHANGE] == REPLACES[_CHANGE])


def required(value: Value[_T], name: str) -> _T:
    """The value of a property that must be known.

    Raises:
        KeyError: it is not set, or not known yet.
    """
    if not is_known(value):
        raise KeyError(name)
    return value
