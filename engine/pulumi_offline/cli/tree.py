"""Property bags as trees, laid out as `pulumi up` lays them out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from pulumi_offline.resource.property_values import SIGNATURE
from pulumi_offline.resource.wire import UNKNOWN_STRING

_ADDED, _REMOVED, _CHANGED, _SAME = "+ ", "- ", "~ ", "  "
_COLORS = {_ADDED: "green", _REMOVED: "red", _CHANGED: "yellow"}
_INDENT = 4


def bag(values: Mapping[str, Any]) -> Iterator[str]:
    """One bag, a line a property and more for nested ones, without signs."""
    yield from _members(values, _SAME, 2)


def difference(old: Mapping[str, Any], new: Mapping[str, Any], *, keep: bool = False) -> Iterator[str]:
    """Two bags beside each other: `+` added, `-` removed, `~` changed; with `keep` what is the same, too."""
    yield from _differing(old, new, 2, keep=keep)


def shown(names: Iterable[str]) -> list[str]:
    """The names of properties in order, without internal ones, which the CLI shows nowhere either: `__provider`."""
    return sorted(name for name in names if not name.startswith("__"))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], indent: int, *, keep: bool) -> Iterator[str]:
    keys = shown(old.keys() | new.keys())
    width = _width(keys if old and new else old.keys() | new.keys())
    for key in keys:
        label = f"{key:{width}}"
        if key not in old:
            yield from _value(label, new[key], _ADDED, indent)
        elif key not in new:
            yield from _value(label, old[key], _REMOVED, indent)
        elif old[key] != new[key]:
            yield from _change(label, old[key], new[key], indent)
        elif keep:
            yield from _value(label, new[key], _SAME, indent)


def _change(label: str, old: Any, new: Any, indent: int) -> Iterator[str]:
    if _is_bag(old) and _is_bag(new):
        yield _line(_CHANGED, indent, f"{label}: {{")
        yield from _differing(old, new, indent + _INDENT, keep=True)
        yield _line(_SAME, indent, "}")
    else:
        yield _line(_CHANGED, indent, f"{label}: {_inline(old)} => {_inline(new)}")


def _value(label: str, value: Any, sign: str, indent: int) -> Iterator[str]:
    if _is_bag(value) and value:
        yield _line(sign, indent, f"{label}: {{")
        yield from _members(value, sign, indent + _INDENT)
        yield _line(_SAME, indent, "}")
    elif isinstance(value, list) and value:
        yield _line(sign, indent, f"{label}: [")
        for index, item in enumerate(value):
            yield from _value(f"[{index}]", item, sign, indent + _INDENT)
        yield _line(_SAME, indent, "]")
    else:
        yield _line(sign, indent, f"{label}: {_inline(value)}")


def _members(values: Mapping[str, Any], sign: str, indent: int) -> Iterator[str]:
    width = _width(values)
    for key in shown(values):
        yield from _value(f"{key:{width}}", values[key], sign, indent)


def _width(names: Iterable[str]) -> int:
    """Of the longest name; the CLI lays out a bag alone by its internal names, too, though it does not show them."""
    return max(map(len, names), default=0)


def _line(sign: str, indent: int, text: str) -> str:
    line = " " * indent + sign + text
    return click.style(line, fg=_COLORS[sign]) if sign in _COLORS else line


def _is_bag(value: Any) -> bool:
    return isinstance(value, dict) and SIGNATURE not in value


def _inline(value: Any) -> str:
    shown = json.dumps(_bare(value), ensure_ascii=False)
    return shown.replace('"[secret]"', "[secret]").replace('"[unknown]"', "[unknown]")


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        if SIGNATURE in value:
            return json.loads(value["plaintext"]) if "plaintext" in value else "[secret]"
        return {key: _bare(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return "[unknown]" if value == UNKNOWN_STRING else value
