"""The engine's own comparison of two bags, for providers that leave it to the engine."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_offline.resource.property_paths import Path, covers, parse, spell
from pulumi_offline.resource.property_values import Props, Value, equal, revealed
from pulumi_offline.resource.providers import Diff

_OPPOSITE = {"add": "delete", "delete": "add", "add-replace": "delete-replace", "delete-replace": "add-replace"}


def changes(old: Value, new: Value, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Where two values differ, and how: `add`, `delete` or `update`."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _part_changes(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            a = old[index] if index < len(old) else None
            b = new[index] if index < len(new) else None
            yield from _part_changes(a, b, (*path, index))
    elif not equal(old, new):
        yield path, "update"


def _part_changes(old: Value, new: Value, path: Path) -> Iterator[tuple[Path, str]]:
    if old is None and new is None:
        return
    if old is None:
        yield path, "add"
    elif new is None:
        yield path, "delete"
    else:
        yield from changes(old, new, path)


def input_diff(old: Props, new: Props) -> Diff:
    """The difference of two bags of inputs, as the engine states it."""
    found = list(changes(revealed(old), revealed(new)))
    if not found:
        return Diff("none")
    changed = list(dict.fromkeys(str(path[0]) for path, _ in found))
    return Diff("some", changed=changed, detailed={spell(path): (kind, True) for path, kind in found})


def inverted(diff: Diff) -> Diff:
    """The difference seen from the other side, as a refresh shows it."""
    detailed = diff.detailed
    if detailed is not None:
        detailed = {path: (_OPPOSITE.get(kind, kind), inputs) for path, (kind, inputs) in detailed.items()}
    return Diff(diff.changes, diff.replaces, diff.changed, diff.delete_before_replace, detailed)


def with_replace_on_changes(diff: Diff, patterns: list[str]) -> Diff:
    """The difference in which a change at one of the paths replaces the resource."""
    paths = [path for path in map(parse, patterns) if path is not None]
    if diff.changes != "some" or not paths:
        return diff
    forcing = [key for key in diff.changed if _is_covered(key, paths)]
    detailed = diff.detailed
    if detailed is not None:
        detailed = {
            path: (f"{kind}-replace" if _is_covered(path, paths) else kind, inputs)
            for path, (kind, inputs) in detailed.items()
        }
    replaces = list(dict.fromkeys([*diff.replaces, *forcing]))
    return Diff(diff.changes, replaces, diff.changed, diff.delete_before_replace, detailed)


def _is_covered(text: str, paths: list[Path]) -> bool:
    path = parse(text)
    return path is not None and any(covers(pattern, path) for pattern in paths)


def replaces(diff: Diff) -> bool:
    """Whether the change cannot be made in place."""
    return bool(diff.replaces) or any(kind.endswith("-replace") for kind, _ in (diff.detailed or {}).values())
