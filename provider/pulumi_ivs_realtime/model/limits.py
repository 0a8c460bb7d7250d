"""Checks values against the shapes of the service's model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pulumi_ivs_realtime.model import patterns
from pulumi_ivs_realtime.model.shapes import Shape, shape


class Failure(NamedTuple):
    """One broken limit: the property's path (`thumbnailConfiguration.storage[0]`) and what holds instead."""

    path: str
    reason: str


Known = Callable[[object], bool]


def failures(rules: str | Shape, value: object, *, path: str = "", known: Known = lambda _: True) -> Iterator[Failure]:
    """Every limit of the shape that `value` breaks.

    Args:
        rules: a shape of the model by its name, such as `CreateStageRequest`, or one that the model does not have.
        value: plain data in the API's spelling (camelCase).
        path: where the value stands, for the failures' paths.
        known: False for values that are not known yet (in a preview); they and all inside are skipped.
    """
    if known(value):
        whole = shape(rules) if isinstance(rules, str) else rules
        yield from _CHECKS[whole["type"]](whole, value, path, known)


def _structure(rules: Shape, value: object, path: str, known: Known) -> Iterator[Failure]:
    if not isinstance(value, Mapping):
        yield Failure(path, f"must be an object, not {_kind(value)}")
        return
    members = rules.get("members", {})
    for name in rules.get("required", ()):
        if value.get(name) is None:
            yield Failure(_join(path, name), "is required")
    for name, inner in value.items():
        if name in members and inner is not None:
            yield from failures(members[name]["shape"], inner, path=_join(path, name), known=known)


def _map(rules: Shape, value: object, path: str, known: Known) -> Iterator[Failure]:
    if not isinstance(value, Mapping):
        yield Failure(path, f"must be an object, not {_kind(value)}")
        return
    yield from _size(rules, len(value), path, "entries")
    for key, inner in value.items():
        yield from _reworded(failures(rules["key"]["shape"], key, path=f"{path}[{_quoted(key)}]", known=known), "key ")
        yield from failures(rules["value"]["shape"], inner, path=f"{path}[{_quoted(key)}]", known=known)


def _list(rules: Shape, value: object, path: str, known: Known) -> Iterator[Failure]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        yield Failure(path, f"must be a list, not {_kind(value)}")
        return
    yield from _size(rules, len(value), path, "items")
    for index, inner in enumerate(value):
        yield from failures(rules["member"]["shape"], inner, path=f"{path}[{index}]", known=known)


def _string(rules: Shape, value: object, path: str, _known: Known) -> Iterator[Failure]:
    if not isinstance(value, str):
        yield Failure(path, f"must be a string, not {_kind(value)}")
        return
    if "enum" in rules and value not in rules["enum"]:
        yield Failure(path, f"must be one of {', '.join(rules['enum'])}, not {_quoted(value)}")
    yield from _size(rules, len(value), path, "characters")
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        yield Failure(path, _expected(rules["pattern"], value))


def _expected(pattern: str, value: str) -> str:
    if whole := patterns.form(pattern):
        return f"must be {whole}, not {_quoted(value)}"
    if allowed := patterns.characters(pattern):
        return f"must consist of {allowed}, not {_quoted(value)}"
    return f"must match {pattern}, which {_quoted(value)} does not"


_UNITS = ("Minutes", "Seconds")  # the shapes' names end in them


def _integer(rules: Shape, value: object, path: str, _known: Known) -> Iterator[Failure]:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (isinstance(value, float) and not value.is_integer())
    ):
        unit = next((f" of {unit.lower()}" for unit in _UNITS if rules["name"].endswith(unit)), "")
        given = value if isinstance(value, float) else _kind(value)
        yield Failure(path, f"must be a whole number{unit}, not {given}")
        return
    yield from _range(rules, value, path)


def _float(rules: Shape, value: object, path: str, _known: Known) -> Iterator[Failure]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield Failure(path, f"must be a number, not {_kind(value)}")
        return
    yield from _range(rules, value, path)


def _boolean(_rules: Shape, value: object, path: str, _known: Known) -> Iterator[Failure]:
    if not isinstance(value, bool):
        yield Failure(path, f"must be true or false, not {_kind(value)}")


def _anything(_rules: Shape, _value: object, _path: str, _known: Known) -> Iterator[Failure]:
    return iter(())


_CHECKS: dict[str, Callable[[Shape, object, str, Known], Iterator[Failure]]] = {
    "structure": _structure,
    "map": _map,
    "list": _list,
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "double": _float,
    "boolean": _boolean,
    "timestamp": _anything,
}


def _size(rules: Shape, size: int, path: str, unit: str) -> Iterator[Failure]:
    if "max" in rules and size > rules["max"]:
        yield Failure(path, f"must have at most {_counted(rules['max'], unit)}, not {size}")
    if "min" in rules and size < rules["min"]:
        yield Failure(path, f"must have at least {_counted(rules['min'], unit)}, not {size}")


def _counted(number: int, units: str) -> str:
    one = {"entries": "entry"}.get(units, units.removesuffix("s"))
    return f"{number} {one if number == 1 else units}"


def _range(rules: Shape, value: float, path: str) -> Iterator[Failure]:
    if ("max" in rules and value > rules["max"]) or ("min" in rules and value < rules["min"]):
        lowest, highest = rules.get("min", "any"), rules.get("max", "any")
        yield Failure(path, f"must be between {lowest} and {highest}, not {value:g}")


def _reworded(found: Iterator[Failure], prefix: str) -> Iterator[Failure]:
    return (Failure(path, prefix + reason) for path, reason in found)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


_LONGEST_QUOTE = 60


def _quoted(value: object) -> str:
    text = str(value)
    return f'"{text[:_LONGEST_QUOTE]}…"' if len(text) > _LONGEST_QUOTE else f'"{text}"'


def _kind(value: Any) -> str:
    kinds = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "a list", dict: "an object"}
    return kinds.get(type(value), "nothing" if value is None else type(value).__name__)
