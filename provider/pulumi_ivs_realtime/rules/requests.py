"""The part of inputs that a request of the API carries: the properties that the request's shape has, too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from pulumi_ivs_realtime.model import shape
from pulumi_ivs_realtime.rules.inputs.base import Inputs, properties, wire_name
from pulumi_ivs_realtime.rules.texts import with_texts

_I = TypeVar("_I", bound=Inputs)


def request_of(shape_name: str, inputs: Inputs) -> dict[str, Any]:
    """The set properties that the shape has, in the API's spelling, which is the engine's."""
    return {
        wire_name(each): value
        for each in _shared(shape_name, inputs)
        if (value := getattr(inputs, each.name)) is not None
    }


def with_request_texts(shape_name: str, inputs: _I) -> _I:
    """The inputs with the text of each number and boolean that stands where the shape has a string."""
    texts = with_texts(shape_name, request_of(shape_name, inputs))
    return replace(inputs, **{each.name: texts.get(wire_name(each)) for each in _shared(shape_name, inputs)})


def _shared(shape_name: str, inputs: Inputs) -> list[Any]:
    members = shape(shape_name)["members"]
    return [each for each in properties(type(inputs)) if wire_name(each) in members]
