"""What a step changes, property by property and tag by tag, read from the inputs before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pulumi_ivs_realtime.impact.reading.inputs import managed_inputs, token_inputs
from pulumi_ivs_realtime.impact.reading.kinds import TOKEN, kind_of, visible
from pulumi_ivs_realtime.impact.reading.preview import State, Step
from pulumi_ivs_realtime.impact.reading.values import SECRET, UNKNOWN_TEXT, is_hidden, known
from pulumi_ivs_realtime.rules.kinds import tokens
from pulumi_ivs_realtime.rules.kinds.every import MANAGED

Props = dict[str, Any]


class Difference(NamedTuple):
    """One property or tag; None stands for absent, on either side."""

    path: str
    before: Any
    after: Any


_TAGS = ("tags", "tagsAll")
_ONCE = ("adopt",)
"""Counts only in a create."""

_CALM = frozenset({"same", "refresh"})
"""Operations in which nothing changes that the engine would not show."""


def property_differences(step: Step) -> tuple[Difference, ...]:
    """The declared properties in which old and new differ, nested ones by path; tags are not among them."""
    old, new = visible(step.old.inputs), visible(step.new.inputs)
    changed = _changed(step, old, new)
    found = (each for key in changed for each in _flat(key, old.get(key), new.get(key)))
    return tuple(sorted(found, key=lambda each: each.path))


def tag_differences(step: Step) -> tuple[Difference, ...]:
    """The tags that AWS will hold differently; for resources that have tags."""
    if kind_of(step) not in MANAGED:
        return ()
    old, new = tags_before(step.old), _tags_after(step)
    changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
    return tuple(Difference(key, old.get(key), new.get(key)) for key in changed)


def names_of_changed(step: Step) -> tuple[str, ...]:
    """The names alone of what changes in a resource of another package."""
    if step.differs or step.reasons:
        return tuple(sorted({*step.differs, *step.reasons}))
    old, new = visible(step.old.inputs), visible(step.new.inputs)
    return tuple(sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key)))


def _changed(step: Step, old: Props, new: Props) -> list[str]:
    if not step.old.inputs or not step.new.inputs:
        return [key for key in old.keys() | new.keys() if key not in _TAGS]
    kind = kind_of(step)
    if kind in MANAGED:
        before, after = managed_inputs(kind, old), managed_inputs(kind, new)
        keys = MANAGED[kind].changed_properties(step.old.id, before, after)
    elif kind == TOKEN:
        keys = tokens.changed_properties(token_inputs(old), token_inputs(new))
    else:
        keys = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
    return [key for key in keys if key not in _TAGS and key not in _ONCE]


def _flat(path: str, before: Any, after: Any) -> Iterator[Difference]:
    sides = [side for side in (before, after) if side is not None]
    if not all(isinstance(side, Mapping) for side in sides) or not sides:
        yield Difference(path, before, after)
        return
    old, new = _mapping(before), _mapping(after)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield from _flat(f"{path}.{key}", old.get(key), new.get(key))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def tags_before(state: State) -> Props:
    """The tags that AWS holds now, as far as they are told: {} where all of them are a secret."""
    return dict(_mapping(state.inputs.get("tagsAll")) or _mapping(state.outputs.get("tagsAll")))


def _tags_after(step: Step) -> Props:
    """Without `tagsAll` (a preview that does not know some value) defaults are taken to stay as they are."""
    everything, former = step.new.inputs.get("tagsAll"), step.old.inputs.get("tagsAll")
    if isinstance(everything, Mapping):
        return dict(everything)
    declared, before = step.new.inputs.get("tags"), step.old.inputs.get("tags")
    kept = {key: value for key, value in tags_before(step.old).items() if key not in _mapping(before)}
    if everything is None and declared is None:
        return {}
    if is_hidden(everything) and everything == former and step.op in _CALM:
        return tags_before(step.old)
    if not isinstance(declared, Mapping):
        return {**tags_before(step.old), "…": SECRET if SECRET in (everything, declared) else UNKNOWN_TEXT}
    return kept | {key: value if known(value) else UNKNOWN_TEXT for key, value in declared.items()}
