"""Property paths, such as `tags.team`, `ports[0]` or `["a.b"].c`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pulumi_offline.resource.property_values import Props, Secret, Value

Path = tuple[str | int, ...]

_PART = re.compile(r'\.?(?P<name>[^.\[\]"]+)|\[(?P<index>\d+)\]|\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|\[(?P<star>\*)\]')
_MISSING = object()


def parse(text: str) -> Path | None:
    """The path that a text spells, None when it spells none."""
    path: list[str | int] = []
    position = 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None:
            return None
        if match["index"] is not None:
            path.append(int(match["index"]))
        else:
            quoted = match["quoted"]
            path.append(match["name"] or match["star"] or quoted.replace('\\"', '"'))
        position = match.end()
    return tuple(path)


def spell(path: Iterable[str | int]) -> str:
    """The text of a path."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif re.fullmatch(r"[A-Za-z0-9_]+", part):
            text += f".{part}" if text else part
        else:
            escaped = part.replace('"', '\\"')
            text += f'["{escaped}"]'
    return text


def covers(path: Path, other: Path) -> bool:
    """Whether `other` lies at or below `path`, in which "*" stands for any part."""
    return len(other) >= len(path) and all(a in ("*", b) for a, b in zip(path, other, strict=False))


def reset(path: Path, old: Props, new: Props) -> tuple[Props, bool]:
    """`new` with what lies at `path` as it is in `old`, and whether that could be done."""
    result, done = _reset(path, old, new)
    return (result, True) if done else (new, False)


def _reset(path: Path, old: Value, new: Value) -> tuple[Value, bool]:
    if isinstance(new, Secret):
        inner, done = _reset(path, old.value if isinstance(old, Secret) else old, new.value)
        return Secret(inner), done
    if isinstance(old, Secret):
        old = old.value
    part, rest = path[0], path[1:]
    if part == "*":
        return _reset_all(rest, old, new)
    if isinstance(part, str):
        return _reset_key(part, rest, old, new)
    if not isinstance(old, list) or not isinstance(new, list) or part >= len(old) or part >= len(new):
        return new, False
    item, done = (old[part], True) if not rest else _reset(rest, old[part], new[part])
    return [*new[:part], item, *new[part + 1 :]], done


def _reset_key(key: str, rest: Path, old: Value, new: Value) -> tuple[Value, bool]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return new, False
    if not rest:
        kept = {name: value for name, value in new.items() if name != key}
        return (kept | {key: old[key]} if key in old else kept), True
    if key not in old or key not in new:
        return new, key not in old and key not in new
    item, done = _reset(rest, old[key], new[key])
    return {**new, key: item}, done


def _reset_all(rest: Path, old: Value, new: Value) -> tuple[Value, bool]:
    if isinstance(old, dict) and isinstance(new, dict):
        if not rest:
            return dict(old), True
        pairs = {key: _reset(rest, old[key], value) if key in old else (value, False) for key, value in new.items()}
        return {key: value for key, (value, _) in pairs.items()}, all(done for _, done in pairs.values())
    if isinstance(old, list) and isinstance(new, list):
        if not rest:
            return list(old), len(old) == len(new)
        items = [_reset(rest, a, b) for a, b in zip(old, new, strict=False)]
        return [value for value, _ in items], len(old) == len(new) and all(done for _, done in items)
    return new, False
