"""Tags: what is declared, what comes by default, what is left alone, and the fewest changes between two states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY

Tags = dict[str, str]

SYSTEM_PREFIX = "aws:"
MOST_TAGS = 50


class IgnoredTags(NamedTuple):
    """`aws:ignoreTags`: keys that this package never writes, removes or shows."""

    keys: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    def holds(self, key: str) -> bool:
        """Whether `key` is left alone; AWS's own keys and our mark always are."""
        return key in self.keys or key.startswith((*self.prefixes, SYSTEM_PREFIX)) or key == MARK_KEY

    def leave(self, tags: Mapping[str, Any]) -> dict[str, Any]:
        """`tags` without those left alone."""
        return {key: value for key, value in tags.items() if not self.holds(key)}


class TagChanges(NamedTuple):
    """The calls between two states: keys to UntagResource, then tags to TagResource."""

    to_remove: list[str]
    to_set: Tags


def merged_tags(declared: Mapping[str, Any], defaults: Mapping[str, str], ignored: IgnoredTags) -> dict[str, Any]:
    """`tagsAll`: defaults overlaid by what is declared (a declared "" wins too), minus the ignored ones."""
    return ignored.leave({**defaults, **declared})


def declared_tags(
    actual: Mapping[str, str], declared: Mapping[str, Any], defaults: Mapping[str, str], ignored: IgnoredTags
) -> Tags:
    """`tags` as a refresh finds them: what is there, but for defaults that the resource does not declare itself."""
    return {
        key: value for key, value in ignored.leave(actual).items() if key in declared or defaults.get(key) != value
    } | {key: value for key, value in declared.items() if ignored.holds(key)}


def reconcile_tags(old: Mapping[str, str], new: Mapping[str, str], ignored: IgnoredTags) -> TagChanges:
    """The fewest changes that lead from `old` to `new`."""
    own, wanted = ignored.leave(old), ignored.leave(new)
    return TagChanges(
        to_remove=sorted(own.keys() - wanted.keys()),
        to_set={key: value for key, value in wanted.items() if own.get(key) != value},
    )


def tag_failures(declared: Mapping[str, Any], everything: Mapping[str, Any]) -> Iterator[Failure]:
    """What AWS refuses beyond the model's shapes: reserved keys, and more than 50 with the defaults."""
    for key in declared:
        if key.lower().startswith(SYSTEM_PREFIX):
            yield Failure(f'tags["{key}"]', f'key begins with "{SYSTEM_PREFIX}", which AWS reserves for itself')
        if key == MARK_KEY:
            yield Failure(f'tags["{key}"]', "is the mark of unfinished stages and cannot be declared")
    if len(declared) <= MOST_TAGS < len(everything):
        yield Failure(
            "tags", f"are {len(everything)} including the stack's default tags; a resource may have at most {MOST_TAGS}"
        )
