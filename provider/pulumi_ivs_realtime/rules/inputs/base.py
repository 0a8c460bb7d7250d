"""What the inputs of all resources share: the way from property bags and back, and what a change means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from pulumi_ivs_realtime.declarations import Change, Resource
from pulumi_ivs_realtime.rules.hidden import as_now_spelt
from pulumi_ivs_realtime.rules.inputs.values import Tell, Value, from_engine, is_known, to_engine
from pulumi_ivs_realtime.rules.names import quoted_name, resource_name
from pulumi_ivs_realtime.rules.secrets import CONFIDENTIAL

_I = TypeVar("_I", bound="Inputs")
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, repr=False)
class Inputs:
    """Inputs of one resource, as its program declares them, check() completes them, or the state holds them.

    The fields of a subclass are generated from its declaration. Until the resource's failures have been asked for,
    a value may be of another type than its field's, because a program may pass anything; where there are none, each
    value fits.

    Attributes:
        declaration: what the resource is declared as.
        create_urn: the URN under which the program declares the resource.
        organization: the one that the stack belongs to.
        secret: the names, in the engine's spelling, of the inputs that are secrets. Only the program tells, and only
            check(): elsewhere it is empty, which does not mean that none is.
        others: whatever else the engine or the state holds; it goes back as it is.
    """

    declaration: ClassVar[Resource]

    create_urn: Value[str] = None
    organization: Value[str] = None
    secret: frozenset[str] = field(default=frozenset(), compare=False)
    others: Mapping[str, object] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.resource_name!r})"  # without values: any of them may be a secret

    @classmethod
    def from_props(cls: type[_I], props: Mapping[str, Any], is_unknown: Tell) -> _I:
        """The inputs in a property bag of the engine, of a state or of a preview.

        Args:
            props: in the engine's spelling, of this version or an earlier one. A null is as good as nothing.
            is_unknown: says what stands there for values that are not known yet.
        """
        props = as_now_spelt(props)
        values = {name: from_engine(value, is_unknown) for name, value in props.items() if name != CONFIDENTIAL}
        own = {each.name: values.pop(each.wire_name, None) for each in cls.declaration.inputs}
        return cls(**own, secret=frozenset(props.get(CONFIDENTIAL) or ()), others=values)

    def to_props(self, *, others: bool = True) -> dict[str, Any]:
        """The property bag; what is not set is left out.

        Args:
            others: whether what belongs to no property is in it.
        """
        own = {each.wire_name: getattr(self, each.name) for each in self.declaration.inputs}
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


@dataclass(frozen=True, kw_only=True, repr=False)
class ManagedInputs(Inputs):
    """Inputs that all resources with an ARN of their own have.

    No program passes `tags_all`, `auto_name` and `attempt` (docs/decisions/identity.md).

    Attributes:
        name: the name on the service.
        tags: the declared tags.
        tags_all: those and the default tags; not known while one of them is not.
        region: where the resource lies.
        adopt: ARN of an existing one to manage from now on; counts only in the creation.
        auto_name: the name where the program gives none.
        attempt: the run of the program that created the resource.
    """

    name: Value[str] = None
    tags: Value[Mapping[str, Value[str]]] = None
    tags_all: Value[dict[str, str]] = None
    region: Value[str] = None
    adopt: Value[str] = None
    auto_name: Value[str] = None
    attempt: Value[str] = None


def changed(old: _I, new: _I) -> list[str]:
    """The properties, in the engine's spelling, whose difference counts; unknown values differ from all."""
    compared = (each for each in old.declaration.inputs if each.change is not Change.NONE)
    return [each.wire_name for each in compared if getattr(old, each.name) != getattr(new, each.name)]


def required(value: Value[_T], name: str) -> _T:
    """The value of a property that must be known.

    Raises:
        KeyError: it is not set, or not known yet.
    """
    if not is_known(value):
        raise KeyError(name)
    return value
