"""Nested blocks of arguments on their way to the wire."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.rules.spelling import as_python


def to_wire(block: Any) -> Any:
    """A nested block (typed Args or a plain dict, in either spelling) with camelCase keys; outputs are followed."""
    if isinstance(block, pulumi.Output):
        return block.apply(to_wire)
    if dataclasses.is_dataclass(block) and not isinstance(block, type):
        return to_wire({field.name: getattr(block, field.name) for field in dataclasses.fields(block)})
    if isinstance(block, Mapping):
        return _spelt({key: to_wire(value) for key, value in block.items() if value is not None})
    if isinstance(block, list | tuple):
        return [to_wire(item) for item in block]
    return block


def _spelt(block: dict[Any, Any]) -> dict[str, Any]:
    spelt: dict[str, Any] = {}
    for key, value in block.items():
        if (name := _camel(str(key))) in spelt:
            raise InvalidInputs(f"{as_python(name)} is given twice, also as {name}; keep one of them.")
        spelt[name] = value
    return spelt


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)
