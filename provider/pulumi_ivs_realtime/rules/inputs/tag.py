"""The inputs of a Tag."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulumi_ivs_realtime.rules.inputs.base import REPLACES, UPDATES, Inputs
from pulumi_ivs_realtime.rules.inputs.values import Value


@dataclass(frozen=True, kw_only=True, repr=False)
class TagInputs(Inputs):
    """One tag on a resource that something else manages.

    Attributes:
        resource_arn: the resource that bears the tag.
        key: the tag's key.
        value: the tag's value.
    """

    resource_arn: Value[str] = field(default=None, metadata=REPLACES)
    key: Value[str] = field(default=None, metadata=REPLACES)
    value: Value[str] = field(default=None, metadata=UPDATES)
