"""Numbers and booleans in the place of text, as pulumi-terraform-bridge takes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pulumi_ivs_realtime.model import shape

MOST_EXACT = 2**53
"""Pulumi carries every number as a 64-bit float, in which larger whole numbers lose digits."""


def as_text(value: Any) -> Any:
    """The text of a number or a boolean: 4711 is "4711", 1.50 is "1.5", True is "true"; anything else stays.

    A float so large that digits may have been lost stays as well, for its text may be another number's.
    Source: pulumi-terraform-bridge, `MakeTerraformInput`.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and abs(value) < MOST_EXACT:
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return value


def with_texts(shape_name: str, value: Any) -> Any:
    """`value` with the text of each number and boolean that stands where the shape of the model has a string."""
    rules = shape(shape_name)
    if rules["type"] == "string":
        return as_text(value)
    if rules["type"] == "map" and isinstance(value, Mapping):
        return {key: with_texts(rules["value"]["shape"], inner) for key, inner in value.items()}
    if rules["type"] == "list" and isinstance(value, list):
        return [with_texts(rules["member"]["shape"], inner) for inner in value]
    if rules["type"] == "structure" and isinstance(value, Mapping):
        members = rules["members"]
        return {
            key: with_texts(members[key]["shape"], inner) if key in members else inner for key, inner in value.items()
        }
    return value
