"""Properties that no program sees: how they are spelt, and how earlier versions spelt them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.declarations import (
    ATTEMPT,
    AUTO_NAME,
    CREATE_ATTEMPT,
    CREATE_URN,
    ORGANIZATION,
    SECRET_INPUTS,
)

_HIDDEN = (CREATE_URN, ORGANIZATION, AUTO_NAME, ATTEMPT, CREATE_ATTEMPT, SECRET_INPUTS)
_FORMERLY = {each.former_wire_name: each.wire_name for each in _HIDDEN}

HIDDEN = frozenset(_FORMERLY.values())
"""All of them, in the engine's spelling."""


def as_now_spelt(props: Mapping[str, Any]) -> dict[str, Any]:
    """A bag of properties from a state, a preview or an engine, with each hidden one under the name of today.

    Every bag that an earlier version wrote has the URN under its old name; by that it is told from the bags of other
    packages, which may well have an `organization`. What stands there under both names keeps the value of today's.
    """
    if CREATE_URN.former_wire_name not in props:
        return dict(props)
    renamed = {_FORMERLY[name]: value for name, value in props.items() if name in _FORMERLY}
    return renamed | {name: value for name, value in props.items() if name not in _FORMERLY}
