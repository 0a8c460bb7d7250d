"""The detailed difference of two sets of inputs: which paths differ, tags by key."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2 as proto

_KINDS = {
    ("add", False): proto.PropertyDiff.ADD,
    ("add", True): proto.PropertyDiff.ADD_REPLACE,
    ("delete", False): proto.PropertyDiff.DELETE,
    ("delete", True): proto.PropertyDiff.DELETE_REPLACE,
    ("update", False): proto.PropertyDiff.UPDATE,
    ("update", True): proto.PropertyDiff.UPDATE_REPLACE,
}


def detailed(
    changed: Collection[str], replaces: Collection[str], olds: Mapping[str, Any], news: Mapping[str, Any]
) -> dict[str, proto.PropertyDiff]:
    """The difference of each changed property by path, such as `tags["team"]`.

    Args:
        changed: the properties that count.
        replaces: those that take another resource.
        olds: the old inputs.
        news: the new ones.
    """
    found = ((name, each) for name in changed for each in _paths(name, olds.get(name), news.get(name)))
    return {
        path: proto.PropertyDiff(kind=_KINDS[how, name in replaces], inputDiff=name in olds or name in news)
        for name, (path, how) in found
    }


def _paths(path: str, before: Any, after: Any) -> Iterator[tuple[str, str]]:
    if before is None and after is None:
        yield path, "update"  # an output that the passing of time changes
    elif before is None or after is None:
        yield path, "add" if before is None else "delete"
    elif isinstance(before, Mapping) and isinstance(after, Mapping) and before != after:
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                yield from _paths(f"{path}[{json.dumps(key)}]", before.get(key), after.get(key))
    else:
        yield path, "update"
