"""What follows from a resource's declaration alone: its checks, the texts of numbers, the request that creates it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pulumi_ivs_realtime.declarations import Property
from pulumi_ivs_realtime.declarations.shapes import shape_of
from pulumi_ivs_realtime.model import Failure, failures, shape
from pulumi_ivs_realtime.rules.inputs import Inputs, is_known
from pulumi_ivs_realtime.rules.spelling import misspelt, to_api
from pulumi_ivs_realtime.rules.tags import tag_failures
from pulumi_ivs_realtime.rules.texts import with_texts

_I = TypeVar("_I", bound=Inputs)

_FORMATTED = "Calling __str__ on an Output[T]"
FORMATTED = (
    'holds an Output formatted as text, such as f"{stage.arn}"; use pulumi.Output.concat, pulumi.Output.format or apply'
)
"""What is wrong with a text in which a program has formatted an Output."""

_PLAIN = "String"
"""The shape of what is not text of the user's, such as a region: a number there is a mistake."""


def declared_failures(inputs: Inputs) -> Iterator[Failure]:
    """Every limit of the model that the arguments break, by property path, as far as values are known."""
    for each in inputs.declaration.arguments:
        value = getattr(inputs, each.name)
        if value is None:
            yield from _missing(each)
            continue
        if formatted := [*formatted_outputs(value, each.wire_name)]:
            yield from formatted
            continue
        yield from failures(shape_of(inputs.declaration, each), value, path=each.wire_name, known=is_known)
        if each.block:
            yield from misspelt(each.block.shape, value, each.wire_name)
    tags, everything = getattr(inputs, "tags", None), getattr(inputs, "tags_all", None)
    if isinstance(tags, Mapping):
        yield from tag_failures(tags, everything if isinstance(everything, Mapping) else {})


def with_declared_texts(inputs: _I) -> _I:
    """The inputs with the text of each number and boolean that stands where the model has a string."""
    texts = {
        each.name: with_texts(shape_of(inputs.declaration, each)["name"], value)
        for each in inputs.declaration.arguments
        if each.shape != _PLAIN and not each.rules and (value := getattr(inputs, each.name)) is not None
    }
    return replace(inputs, **texts)


def create_request(inputs: Inputs) -> dict[str, Any]:
    """The set arguments that the request of the creation has, in the API's spelling."""
    resource = inputs.declaration
    members = shape(resource.creation)["members"]
    return {
        each.wire_name: to_api(members[each.wire_name]["shape"], value)
        for each in resource.arguments
        if each.wire_name in members and (value := getattr(inputs, each.name)) is not None
    }


def formatted_outputs(value: object, path: str) -> Iterator[Failure]:
    """The texts in which a program has formatted an Output, of which Python then makes a long warning."""
    if isinstance(value, str) and _FORMATTED in value:
        yield Failure(path, FORMATTED)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if _FORMATTED in str(key):
                yield Failure(path, f"has a key that {FORMATTED}")
            yield from formatted_outputs(inner, f'{path}["{key}"]')
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from formatted_outputs(inner, f"{path}[{index}]")


def _missing(declared: Property) -> Iterator[Failure]:
    if declared.required:
        yield Failure(declared.wire_name, "is required")
    elif declared.name == "region":
        yield Failure("region", "is not set; pass region=, set aws:region, or AWS_REGION in the environment")
