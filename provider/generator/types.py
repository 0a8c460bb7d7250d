"""The Python types of declared properties, from their shapes in the service's model."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_ivs_realtime.declarations import Block, Property, Resource
from pulumi_ivs_realtime.declarations.shapes import blocks, shape_of
from pulumi_ivs_realtime.model import shape
from pulumi_ivs_realtime.model.shapes import Shape

_SCALARS = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "boolean": "bool",
}


def argument_type(rules: Shape, block: Block | None) -> str:
    """The type of an argument: `Input[Sequence[Input[str]]]`."""
    if block:
        return f"Input[{block.name}Args | {block.name}ArgsDict]"
    return f"Input[{_argument(rules)}]"


def output_type(rules: Shape, block: Block | None, *, listed: bool = False) -> str:
    """The type of an output: `Sequence[str]`."""
    if block:
        return f"Sequence[{block.name}]" if listed else block.name
    if rules["type"] == "map":
        return f"Mapping[str, {output_type(shape(rules['value']['shape']), None)}]"
    if rules["type"] == "list":
        return f"Sequence[{output_type(shape(rules['member']['shape']), None)}]"
    return _SCALARS[rules["type"]]


def stored_type(rules: Shape, block: Block | None) -> str:
    """The type of a stored input: numbers come as floats, and what is in objects may not be known yet."""
    if block or rules["type"] == "structure":
        return "Mapping[str, Any]"
    if rules["type"] == "map":
        return f"Mapping[str, Value[{stored_type(shape(rules['value']['shape']), None)}]]"
    if rules["type"] == "list":
        return f"list[{stored_type(shape(rules['member']['shape']), None)}]"
    return {"int": "float"}.get(_SCALARS[rules["type"]], _SCALARS[rules["type"]])


def enumerations(resource: Resource) -> dict[str, list[str]]:
    """The enumerations among the arguments, by the names of their shapes."""
    found: dict[str, list[str]] = {}
    for owner, declared in _everything(resource):
        rules = shape_of(owner, declared)
        if rules["type"] == "list":
            rules = shape(rules["member"]["shape"])
        if "enum" in rules:
            found[rules["name"]] = rules["enum"]
    return found


def _everything(resource: Resource) -> Iterator[tuple[Resource | Block, Property]]:
    yield from ((resource, each) for each in resource.arguments)
    yield from ((block, each) for block in blocks(resource.arguments) for each in block.members)


def _argument(rules: Shape) -> str:
    if "enum" in rules:
        return str(rules["name"])
    if rules["type"] == "map":
        return f"Mapping[str, Input[{_argument(shape(rules['value']['shape']))}]]"
    if rules["type"] == "list":
        return f"Sequence[Input[{_argument(shape(rules['member']['shape']))}]]"
    return _SCALARS[rules["type"]]
