"""Readable differences between what was recorded and what was seen."""

import difflib
import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any


def differences(recorded: Sequence[Any], seen: Sequence[Any]) -> list[str]:
    """One block for each field of each step that differs; empty when nothing does."""
    found = [f"{len(recorded)} commands were recorded, {len(seen)} ran"] if len(recorded) != len(seen) else []
    for number, (was, is_) in enumerate(zip(recorded, seen, strict=False), start=1):
        found += [f"command {number}, `{was['command']}`: {line}" for line in _fields(was, is_)]
    return found


def _fields(was: dict[str, Any], is_: dict[str, Any]) -> Iterator[str]:
    was, is_ = _as_far_as_ordered(was), _as_far_as_ordered(is_)
    for name in [*was, *(name for name in is_ if name not in was)]:
        if was.get(name) != is_.get(name):
            lines = difflib.unified_diff(
                _lines(was.get(name)), _lines(is_.get(name)), "recorded", "seen", "", "", 2, ""
            )
            yield f"{name}\n" + "\n".join(list(lines)[2:])


def _as_far_as_ordered(step: dict[str, Any]) -> dict[str, Any]:
    """Without what depends on the machine.

    How often, and after a failure whether, a program looks before it is ended; and when it takes a mark off, which it
    does beside the engine's calls.
    """
    calls = step.get("service_calls")
    if not isinstance(calls, dict):
        return step
    ordered = {about: _ordered(made) for about, made in calls.items()}
    if step.get("exit_code") and ordered.get("") == ["ListStages"]:
        del ordered[""]
    return {**step, "service_calls": ordered}


def _ordered(calls: list[str]) -> list[str]:
    once = [call for before, call in pairwise(["", *calls]) if not before == call == "ListStages"]
    return sorted(once, key=lambda call: call == "UntagResource")


def _lines(value: Any) -> list[str]:
    return [] if value is None else json.dumps(value, indent=1, sort_keys=True).splitlines()
