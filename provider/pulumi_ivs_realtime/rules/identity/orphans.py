"""Unfinished resources: those that still bear a mark, how old it is, and what to do about each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import LONGEST_CALL, Mark, mark_of
from pulumi_ivs_realtime.rules.identity.states import StackState


class Orphan(NamedTuple):
    """A resource whose create() has not finished, or never will.

    Attributes:
        found: as its List operation returns it, with its tags.
        mark: who began it, and when.
        age: seconds since then.
        advice: what to do, in one sentence.
    """

    found: Mapping[str, Any]
    mark: Mark
    age: float
    advice: str


def orphans(
    everything: Iterable[Mapping[str, Any]],
    now: float,
    is_live: Callable[[Mapping[str, Any]], bool],
    state: StackState | None = None,
) -> list[Orphan]:
    """The resources that bear a mark, the oldest first.

    Args:
        everything: as their List operations return them, with their tags.
        is_live: tells of one whether somebody uses it now.
        now: seconds since 1970.
        state: of the stack in whose project the question is asked; None when it is not known.
    """
    marked = [(each, mark) for each in everything if (mark := mark_of(each.get("tags", {}))) and mark.phase != "kept"]
    begun = [mark.creator for _, mark in marked if mark.phase == "begun"]
    found = [
        Orphan(each, mark, age, _advice(each["arn"], mark, age, begun.count(mark.creator), state, is_live(each)))
        for each, mark in marked
        for age in (mark.age(now),)
    ]
    return sorted(found, key=lambda orphan: -orphan.age)


def _advice(arn: str, mark: Mark, age: float, siblings: int, state: StackState | None, live: bool) -> str:
    if state is not None and state.holds(arn):
        return "is held by this stack; its next `up` that creates one, or a refresh and an `up`, removes the mark"
    if age < LONGEST_CALL:
        return f"may be in the making; look again in {LONGEST_CALL - age:.0f} s"
    if mark.phase == "made":
        return _of_made(arn, mark, state)
    if live:
        return f'is live: adopt it with adopt="{arn}", or wait until nobody uses it any more'
    if siblings > 1:
        return f"is one of {siblings} of the same declaration, which stop its `up`: {_delete(arn)}"
    return f"run `up` of the stack that began it, which finishes it; if no program declares it any more, {_delete(arn)}"


def _of_made(arn: str, mark: Mark, state: StackState | None) -> str:
    """Never a bare deletion: a stack may hold it, whose program ended before it could remove the mark."""
    if state is None:
        return "was made, and a stack may hold it: run this command in its project, which tells held from not held"
    if state.is_pending(mark.attempt):
        return "is not held, but this stack began it: run `up`, which takes it over"
    return f'is not held by this stack; if no other holds it, adopt it with adopt="{arn}", or only then {_delete(arn)}'


def _delete(arn: str) -> str:
    place = parsed(arn)
    kind, region = (place.kind, place.region) if place else ("…", "…")
    return f"delete it: aws ivs-realtime delete-{kind} --region {region} --arn {arn}"
