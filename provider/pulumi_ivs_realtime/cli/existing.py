"""What a program declares for an existing resource, so that adopting it changes nothing."""

from __future__ import annotations

from typing import Any

from pulumi_ivs_realtime.aws.client import Found
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.rules.kinds.every import MANAGED
from pulumi_ivs_realtime.rules.spelling import as_python, with_python_keys
from pulumi_ivs_realtime.rules.tags import SYSTEM_PREFIX

One = tuple[Kind, Found]
"""A kind, and one of it as its Get operation returns it."""

_BLOCKS = frozenset(each.wire_name for rules in MANAGED.values() for each in rules.declaration.arguments if each.block)


def declared(kind: Kind, region: str, found: Found) -> dict[str, Any]:
    """The inputs, in the engine's spelling: what is empty or false is not declared, but for the name."""
    tags = {key: value for key, value in found.get("tags", {}).items() if not key.startswith(SYSTEM_PREFIX)}
    return {
        **MANAGED[kind.name].told(found),
        **({"tags": dict(sorted(tags.items()))} if tags else {}),
        "region": region,
    }


def arguments(kind: Kind, region: str, found: Found, *, adopting: bool) -> dict[str, Any]:
    """The same as arguments of a program.

    Args:
        adopting: whether `adopt=` is one of them.
    """
    given = declared(kind, region, found).items()
    spelt = {as_python(name): with_python_keys(value) if name in _BLOCKS else value for name, value in given}
    return {**spelt, **({"adopt": found["arn"]} if adopting else {})}
