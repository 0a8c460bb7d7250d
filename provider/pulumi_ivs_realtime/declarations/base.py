"""What a declaration is made of. Plain data: types and limits come from the service's model by the name of a shape."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.model.shapes import Shape

HIDDEN_PREFIX = "__"
"""How names begin that Pulumi shows neither in `--diff` nor in an exported resource, nor to a policy's validation.

Source: `IsInternalPropertyKey` in Pulumi's sdk/go/common/resource/properties.go, `massage` in its Python SDK.
"""


class Change(Enum):
    """What the change of an input means."""

    UPDATES = "update"
    """A difference; the resource is updated in place."""

    REPLACES = "replace"
    """A difference; another resource takes its place."""

    NONE = "none"
    """No difference: it counts in the creation only, or is hidden (docs/decisions/identity.md)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Block:
    """A nested object.

    Attributes:
        name: its class in Python; `<name>Args` and `<name>ArgsDict` are its forms as an argument.
        shape: its shape in the model.
        about: one sentence.
        members: its properties.
    """

    name: str
    shape: str
    about: str
    members: tuple[Property, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Property:
    """One property of a resource or a block.

    Attributes:
        name: as Python spells it; the engine and the API spell it in camelCase.
        about: what it is, as a sentence that begins in lower case and ends without a full stop.
        shape: in the service's model. Default: that of the same member of the request that creates the resource, or
            of the block's shape.
        rules: the shape itself, where the model has none: `{"name": "Minutes", "type": "integer"}`.
        block: the nested object that it is, if it is one.
        change: what its change means.
        required: whether a program must give it.
        default: the argument's default value.
        default_words: the default in words, where the value alone does not say it.
        limit: what holds beyond the model, in words.
        unit: "minutes", "seconds" …, where the name does not say it.
        seen_by_participants: whether everybody in the stage can see it.
        secret: whether it is one, whoever passes it.
        hidden: whether no program sees it.
        unset: what the service is told when the argument is taken out of the program.
        listed: whether it is a list of blocks.
        follows: the inputs, in the engine's spelling, whose change changes an output.
        stored: the type of the value in the inputs, where it is not the shape's.
        output: what it is as an output, where that is not `about`; None for an input that is not an output.
        always: whether the output always has a value.
    """

    name: str
    about: str = ""
    shape: str = ""
    rules: Shape | None = None
    block: Block | None = None
    change: Change = Change.UPDATES
    required: bool = False
    default: object = None
    default_words: str = ""
    limit: str = ""
    unit: str = ""
    seen_by_participants: bool = False
    secret: bool = False
    hidden: bool = False
    unset: object = None
    listed: bool = False
    follows: tuple[str, ...] = ()
    stored: str = ""
    output: str | None = ""
    always: bool = False

    @cached_property
    def wire_name(self) -> str:
        """The name as the engine and the API spell it: `stageArn` of `stage_arn`, `__createUrn` of a hidden one."""
        return f"{HIDDEN_PREFIX}{self._camel}" if self.hidden else self._camel

    @property
    def former_wire_name(self) -> str:
        """The name in states of versions that did not hide it."""
        return self._camel

    @property
    def _camel(self) -> str:
        return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), self.name)


@dataclass(frozen=True, kw_only=True, eq=False)
class Resource:
    """One resource.

    Attributes:
        name: its class in Python.
        noun: what messages call it.
        about: the class's docstring: its first line, then the rest.
        kind: what the service calls it, where it has an ARN of its own.
        operations: those of the service that it wraps, as far as its kind does not name them. A role needs leave for
            each.
        request: the shape of the request that creates it, from which the properties' shapes come, where it has no kind;
            "" where none fits.
        arguments: what a program may pass, in the order of the signature.
        derived: inputs that check() or this package adds.
        computed: outputs that are not inputs.
        behaviour: the class in `resources/behaviour/` from which the resource derives, as `module.Class`.
        title: what the constructor does, as its docstring's first line.
        raises: what the constructor raises and when.
        instead_of_get: what to do where a program calls `get`, which dynamic resources cannot have.
    """

    name: str
    noun: str
    about: str
    kind: Kind | None = None
    operations: tuple[str, ...] = ()
    request: str = ""
    arguments: tuple[Property, ...]
    derived: tuple[Property, ...] = ()
    computed: tuple[Property, ...]
    behaviour: str
    title: str
    raises: str
    instead_of_get: str

    @property
    def of_kind(self) -> Kind:
        """The kind of a resource that has one.

        Raises:
            TypeError: it has none.
        """
        if self.kind is None:
            raise TypeError(f"{self.name} has no ARN of its own")
        return self.kind

    @property
    def all_operations(self) -> tuple[str, ...]:
        """The operations of the service that it wraps."""
        return self.kind.operations if self.kind else self.operations

    @property
    def creation(self) -> str:
        """The shape of the request that creates it; "" where none fits."""
        return self.kind.request if self.kind else self.request

    @cached_property
    def inputs(self) -> tuple[Property, ...]:
        """All inputs as they are stored: those that all resources have come last."""
        return (*self.arguments, *self.derived, *OF_ALL)

    @cached_property
    def replacing(self) -> frozenset[str]:
        """The inputs, in the engine's spelling, whose change takes another resource."""
        return frozenset(each.wire_name for each in self.inputs if each.change is Change.REPLACES)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Inputs and outputs, in the engine's spelling, that no program sees."""
        return frozenset(each.wire_name for each in (*self.inputs, *self.computed) if each.hidden)

    @cached_property
    def secret(self) -> tuple[str, ...]:
        """The outputs, in the engine's spelling, that are secrets, whoever passes what; as declared."""
        return tuple(each.wire_name for each in self.computed if each.secret)

    @cached_property
    def outputs_alone(self) -> tuple[str, ...]:
        """The outputs, in the engine's spelling, that no argument gives, hidden ones as well; `arn` is the `id`."""
        found = (each for each in (*self.derived, *self.computed) if each.output is not None)
        return tuple(each.wire_name for each in found if each.name != "arn")


def _hidden_input(name: str, about: str) -> Property:
    return Property(name=name, about=about, shape="String", change=Change.NONE, hidden=True, output=None)


CREATE_URN = _hidden_input("create_urn", "the URN under which the program declares the resource")
ORGANIZATION = _hidden_input("organization", "the one that the stack belongs to")
OF_ALL = (CREATE_URN, ORGANIZATION)
"""Hidden inputs of every resource."""

SECRET_INPUTS = _hidden_input(
    "secret_inputs", "the inputs that are secrets, by their names; check() takes it out again"
)
"""What a program adds to the inputs of every resource and no state holds."""

TAGS = Property(
    name="tags",
    about="the tags",
    limit="at most 50 with the stack's default tags; numbers and booleans are taken as their text",
    output="the declared tags",
)
TAGS_ALL = Property(
    name="tags_all",
    about="the tags and the default tags; not known while one of them is not",
    shape="Tags",
    stored="dict[str, str]",
    output="the declared tags over the stack's default tags, without the ignored ones",
    always=True,
)
ATTEMPT = _hidden_input("attempt", "the run of the program that created the resource")
AUTO_NAME = _hidden_input("auto_name", "the name where the program gives none")
CREATE_ATTEMPT = Property(
    name="create_attempt",
    about="`attempt` as an output, under a name of its own: of an input that the outputs lack, the SDK tells the "
    "program what the program passed",
    shape="String",
    hidden=True,
    always=True,
)


def region_of(noun: str) -> Property:
    """The argument `region` of a resource that is in one."""
    return Property(
        name="region",
        about=f"where the {noun} lies",
        shape="String",
        change=Change.REPLACES,
        default_words="`aws:region`, else the environment's",
        output=f"the region in which the {noun} lies",
        always=True,
    )


def adopt_of(noun: str) -> Property:
    """The argument `adopt` of a resource that has an ARN."""
    return Property(
        name="adopt",
        about=f"ARN of an existing {noun} to manage from now on; counts only when the resource is first created",
        shape="String",
        change=Change.NONE,
        output=None,
    )


def arn_of(noun: str) -> Property:
    """The output `arn`, which is also the `id`."""
    return Property(
        name="arn",
        about=f"the {noun}'s ARN, which is also its `id`; known as long as it exists",
        shape="String",
        always=True,
    )


def fixed_name_of(noun: str) -> Property:
    """The argument `name` of a resource that cannot be renamed."""
    return Property(
        name="name",
        about="the name on the service, which need not be unique",
        change=Change.REPLACES,
        default_words="`<resource_name>-<7 hex>`, kept for life",
        output=f"the {noun}'s name on the service, declared or automatic",
        always=True,
    )


def fixed(
    kind: Kind,
    about: str,
    arguments: tuple[Property, ...],
    *,
    own: tuple[Property, ...] = (),
    guard: Property | None = None,
) -> Resource:
    """A resource that cannot be renamed, with what all of those have.

    Args:
        kind: what the service calls it.
        about: the class's docstring: its first line, then the rest.
        arguments: those that are its own; the required ones come first.
        own: outputs that are its own.
        guard: the argument that lets it go while it is in use, where it can be.
    """
    look_up = kind.arn_kind.replace("-", "_")
    return Resource(
        name=kind.name,
        noun=kind.noun,
        about=about,
        kind=kind,
        arguments=(
            *arguments,
            fixed_name_of(kind.noun),
            TAGS,
            region_of(kind.noun),
            *([guard] if guard else []),
            adopt_of(kind.noun),
        ),
        derived=(TAGS_ALL, AUTO_NAME, ATTEMPT),
        computed=(arn_of(kind.noun), *own, CREATE_ATTEMPT),
        behaviour="managed.Managed",
        title=f"Declares {kind.a_noun}.",
        raises="an option cannot work, such as an AWS provider, or one ARN is adopted twice",
        instead_of_get=f'manage an existing one with adopt="arn:…", or look it up with ivs.get_{look_up}(arn="arn:…")',
    )
