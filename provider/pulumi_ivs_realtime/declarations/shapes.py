"""Which shape of the service's model a declared property has."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from pulumi_ivs_realtime.declarations.base import Block, Property, Resource
from pulumi_ivs_realtime.model import shape
from pulumi_ivs_realtime.model.shapes import Shape


@functools.cache
def shape_of(owner: Resource | Block, declared: Property) -> Shape:
    """The shape of a resource's or a block's property.

    Raises:
        KeyError: the property names none, and neither the resource's request nor the block's shape has such a member.
    """
    if declared.rules:
        return declared.rules
    if declared.block:
        return shape(declared.block.shape)
    if declared.shape:
        return shape(declared.shape)
    whole = owner.creation if isinstance(owner, Resource) else owner.shape
    return shape(shape(whole)["members"][declared.wire_name]["shape"])


def blocks(properties: Iterable[Property]) -> list[Block]:
    """The nested objects among the properties, inner ones first."""
    found: list[Block] = []
    for each in properties:
        if each.block:
            found += [*blocks(each.block.members), each.block]
    return found
