"""Unfinished stages: those that still bear a mark, how old it is, and what to do about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.marks import LONGEST_CALL, Mark, mark_of


class Orphan(NamedTuple):
    """A stage whose create() has not finished, or never will.

    Attributes:
        stage: as ListStages returns it.
        mark: who began it, and when.
        age: seconds since then.
        advice: what to do, in one sentence.
    """

    stage: Mapping[str, Any]
    mark: Mark
    age: float
    advice: str


def orphans(stages: Iterable[Mapping[str, Any]], now: float) -> list[Orphan]:
    """The stages that bear a mark, the oldest first; `now` in seconds since 1970."""
    marked = [(stage, mark) for stage in stages if (mark := mark_of(stage.get("tags", {})))]
    creators = [mark.creator for _, mark in marked]
    found = [
        Orphan(stage, mark, mark.age(now), _advice(stage, mark.age(now), creators.count(mark.creator)))
        for stage, mark in marked
    ]
    return sorted(found, key=lambda orphan: -orphan.age)


def _advice(stage: Mapping[str, Any], age: float, siblings: int) -> str:
    if age < LONGEST_CALL:
        return f"may be in the making; look again in {LONGEST_CALL - age:.0f} s"
    if stage.get("activeSessionId"):
        return f'is live: adopt it with adopt="{stage["arn"]}", or wait until its session has ended'
    if siblings > 1:
        return f"is one of {siblings} of the same declaration, which stop its `up`: {_delete(stage['arn'])}"
    return (
        "run `up` of the stack that began it, which finishes it; if no program declares it any more, "
        f"{_delete(stage['arn'])}"
    )


def _delete(arn: str) -> str:
    place = parsed(arn)
    return f"delete it: aws ivs-realtime delete-stage --region {place.region if place else '…'} --arn {arn}"
