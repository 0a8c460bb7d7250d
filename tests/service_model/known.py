"""What is known of the service's model, kept as data; `python -m service_model.known` learns the installed botocore's.

Run that when every difference is dealt with, never to make a test pass.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pulumi_ivs_realtime.model import operations, shapes

Json = dict[str, Any]

KNOWN = Path(__file__).with_name("known.json")
LIMITS = ("type", "required", "min", "max", "pattern", "enum", "member", "key", "value", "box", "sensitive")
"""Of a shape, beside its members."""
WIRE = ("http", "input", "output", "errors")
"""Of an operation."""


def installed() -> Json:
    """The model as the installed botocore has it, without its prose."""
    return {
        "botocore": version("botocore"),
        "operations": {name: _only(found, WIRE) for name, found in sorted(operations().items())},
        "shapes": {name: _shape(found) for name, found in sorted(shapes().items())},
    }


def _shape(found: Json) -> Json:
    members = {name: member["shape"] for name, member in found.get("members", {}).items()}
    return _only(found, LIMITS) | ({"members": members} if members else {})


def _only(found: Json, keys: tuple[str, ...]) -> Json:
    return {key: _without_prose(found[key]) for key in keys if key in found}


def _without_prose(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_prose(inner) for key, inner in value.items() if key != "documentation"}
    return [_without_prose(inner) for inner in value] if isinstance(value, list) else value


def learnt() -> Json:
    """The model as it was when somebody last looked at all of it."""
    found: Json = json.loads(KNOWN.read_text())
    return found


def differences(known: Json, now: Json) -> Iterator[str]:
    """A sentence for each operation, member and limit that is new, gone or another."""
    that = f"botocore {now['botocore']}"
    for name in sorted(now["operations"].keys() - known["operations"].keys()):
        yield (
            f"{that} has a new operation, {name}: serve it in service/ivs_realtime_local/resources/routes.py and use "
            "it, or name it in NOT_IMPLEMENTED and in docs/resources.md"
        )
    for name in sorted(known["operations"].keys() - now["operations"].keys()):
        yield f"{that} no longer has the operation {name}"
    for name in sorted(now["operations"].keys() & known["operations"].keys()):
        yield from _changes(f"{that}: the operation {name}", known["operations"][name], now["operations"][name])
    for name in sorted(now["shapes"].keys() - known["shapes"].keys()):
        yield f"{that} has a new shape, {name}"
    for name in sorted(known["shapes"].keys() - now["shapes"].keys()):
        yield f"{that} no longer has the shape {name}"
    for name in sorted(now["shapes"].keys() & known["shapes"].keys()):
        yield from _shape_changes(f"{that}: {name}", known["shapes"][name], now["shapes"][name])


def _shape_changes(where: str, before: Json, after: Json) -> Iterator[str]:
    old, new = before.get("members", {}), after.get("members", {})
    for name in sorted(new.keys() - old.keys()):
        yield f"{where} has a new member, {name} ({new[name]}): declare it, and let the local service answer it"
    for name in sorted(old.keys() - new.keys()):
        yield f"{where} no longer has the member {name}"
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            yield f"{where}.{name} was {old[name]} and is {new[name]}"
    limits = {key: value for key, value in before.items() if key != "members"}
    yield from _changes(where, limits, {key: value for key, value in after.items() if key != "members"})


def _changes(where: str, before: Json, after: Json) -> Iterator[str]:
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old != new and isinstance(old, list) and isinstance(new, list):
            added, gone = [each for each in new if each not in old], [each for each in old if each not in new]
            if added or gone:  # their order says nothing
                yield f"{where} has another {key}: added {added}, gone {gone}"
        elif old != new:
            yield f"{where} has another {key}: it was {old} and is {new}"


def _written(model: Json) -> str:
    """JSON with a line for each operation and each shape, so that a change shows as one."""
    parts = [f'"botocore": {json.dumps(model["botocore"])}']
    for kind in ("operations", "shapes"):
        lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(found)}" for name, found in model[kind].items())
        parts.append(f'"{kind}": {{\n{lines}\n}}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    KNOWN.write_text(_written(installed()))
