"""The module of a resource's class in `resources/`: nested blocks, arguments, outputs."""

from __future__ import annotations

from generator.texts import docstring, entry, heading, paragraph, snake
from generator.types import argument_type, enumerations, output_type
from generator.words import argument_words
from pulumi_ivs_realtime.declarations import Block, Property, Resource
from pulumi_ivs_realtime.declarations.shapes import blocks, shape_of

_LONGEST_LINE = 120 - len('    """"""')


def module(resource: Resource) -> str:
    """The source of `resources/<resource>.py`."""
    module_name, behaviour = resource.behaviour.split(".")
    constant = snake(resource.name).upper()
    arguments = blocks(resource.arguments)
    outputs_alone = [block for block in blocks(resource.computed) if block not in arguments]
    parts = [
        heading(f"The resource {resource.name}.", snake(resource.name)),
        "from __future__ import annotations\n",
        "from collections.abc import Mapping, Sequence",
        "from dataclasses import dataclass",
        "from typing import ClassVar, Literal, TypeAlias\n",
        "import pulumi",
        "from pulumi import Input",
        "from typing_extensions import NotRequired, TypedDict\n",
        f"from pulumi_ivs_realtime.declarations import {constant}",
        f"from pulumi_ivs_realtime.lifecycle.{snake(resource.name)} import {resource.name}Provider",
        f"from pulumi_ivs_realtime.resources.behaviour.{module_name} import {behaviour}\n",
        *(_enumeration(name, values) for name, values in enumerations(resource).items()),
        *(part for block in arguments for part in (_args(block), _typed_dict(block))),
        *(_output(block, "as far as it is declared") for block in arguments),
        *(_output(block) for block in outputs_alone),
        _class(resource, behaviour, constant),
    ]
    return "\n".join(parts)


def _enumeration(name: str, values: list[str]) -> str:
    return f"{name}: TypeAlias = Literal[{', '.join(repr(value) for value in values)}]\n"


def _args(block: Block) -> str:
    fields = [f"    {_field(block, each)}" for each in _required_first(block.members)]
    return "\n".join(
        [
            "\n@dataclass(kw_only=True)",
            f"class {block.name}Args:",
            docstring(f"{block.about[:-1]} (API: {block.shape}).", [_attributes(block)], 4),
            "",
            *fields,
        ]
    )


def _typed_dict(block: Block) -> str:
    fields = []
    for each in block.members:
        kind = argument_type(shape_of(block, each), each.block)
        fields.append(f"    {each.name}: {kind if each.required else f'NotRequired[{kind} | None]'}")
        fields.append(_described(_capitalised(argument_words(block, each))))
    return "\n".join(
        [f"\nclass {block.name}ArgsDict(TypedDict):", f'    """`{block.name}Args` as a dict."""', "", *fields]
    )


def _described(words: str) -> str:
    """The docstring of a key: one line, or the first sentence and then the rest."""
    if len(words) < _LONGEST_LINE:
        return docstring(words, [], 4)
    first, rest = words.split(". ", 1)
    return docstring(f"{first}.", [paragraph(rest, 4)], 4)


def _output(block: Block, how: str = "") -> str:
    fields = []
    for each in _required_first(block.members):
        kind = output_type(shape_of(block, each), each.block)
        given = f'"{each.wire_name}"' if each.required else f'"{each.wire_name}", default=None'
        fields.append(f"    {each.name}: {kind}{'' if each.required else ' | None'} = pulumi.property({given})")
    about = f"{block.about[:-1]}, {how}." if how else block.about
    return "\n".join(
        [
            "\n@pulumi.output_type",
            f"class {block.name}(dict):  # type: ignore[type-arg]  # what the SDK asks of output types",
            docstring(about, [], 4),
            "",
            *fields,
        ]
    )


def _class(resource: Resource, behaviour: str, constant: str) -> str:
    first, *rest = resource.about.split("\n\n")
    source = f"Source: {', '.join(resource.all_operations)}."
    given = ", ".join(f'"{each.wire_name}": {each.name}' for each in resource.arguments)
    outputs = [*resource.arguments, *resource.derived, *resource.computed]
    return "\n".join(
        [
            f'\nclass {resource.name}({behaviour}, module="ivs-realtime", name="{resource.name}"):',
            docstring(first, [paragraph(part, 4) for part in (*rest, source)], 4),
            "",
            f"    _declaration = {constant}",
            f"    _lifecycle = {resource.name}Provider",
            "",
            "    def __init__(",
            "        self,",
            "        resource_name: str,",
            "        *,",
            *(f"        {_parameter(resource, each)}," for each in resource.arguments),
            "        opts: pulumi.ResourceOptions | None = None,",
            "    ) -> None:",
            _constructor_docs(resource),
            f"        super().__init__(resource_name, {{{given}}}, opts)",
            *(_property(resource, each) for each in outputs if each.output is not None and not each.hidden),
        ]
    )


def _constructor_docs(resource: Resource) -> str:
    arguments = [
        entry("resource_name", "Pulumi's logical name.", 12),
        *(entry(each.name, argument_words(resource, each), 12) for each in resource.arguments),
        entry("opts", "Pulumi's resource options; `provider=` is refused.", 12),
    ]
    raises = entry("InvalidInputs", f"{resource.raises}.", 12)
    return docstring(resource.title, ["\n".join(["        Args:", *arguments]), f"        Raises:\n{raises}"], 8)


def _property(resource: Resource, declared: Property) -> str:
    kind = output_type(shape_of(resource, declared), declared.block, listed=declared.listed)
    if not (declared.always or declared.required):
        kind += " | None"
    words = declared.output or declared.about
    if declared.secret:
        words += ", a secret"
    getter = f'(name="{declared.wire_name}")' if declared.wire_name != declared.name else ""
    lines = ["", "    @property"]
    body = f'pulumi.get(self, "{declared.wire_name}")'
    if declared.name == "arn":
        body = "self.id"  # which stays known while the resource is updated
    else:
        lines.append(f"    @pulumi.getter{getter}")
    return "\n".join(
        [
            *lines,
            f"    def {declared.name}(self) -> pulumi.Output[{kind}]:",
            docstring(f"{_capitalised(words)}.", [], 8),
            f"        return {body}",
        ]
    )


def _parameter(resource: Resource, declared: Property) -> str:
    kind = argument_type(shape_of(resource, declared), declared.block)
    if declared.required:
        return f"{declared.name}: {kind}"
    if declared.default is not None:
        return f"{declared.name}: {kind} = {declared.default!r}"
    return f"{declared.name}: {kind} | None = None"


def _field(block: Block, declared: Property) -> str:
    kind = argument_type(shape_of(block, declared), declared.block)
    return f"{declared.name}: {kind}" if declared.required else f"{declared.name}: {kind} | None = None"


def _attributes(block: Block) -> str:
    return "\n".join(["    Attributes:", *(entry(each.name, argument_words(block, each), 8) for each in block.members)])


def _required_first(members: tuple[Property, ...]) -> list[Property]:
    return sorted(members, key=lambda each: not each.required)


def _capitalised(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
