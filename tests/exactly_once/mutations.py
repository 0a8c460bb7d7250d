"""A pytest plugin, `-p exactly_once.mutations`: takes the rule MUTATION of identity.md out of the provider.

Programs and hosts of whole stacks get it by processes/sitecustomize.py.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

import pytest

from pulumi_ivs_realtime.aws import session
from pulumi_ivs_realtime.errors import IvsRealTimeError
from pulumi_ivs_realtime.lifecycle import creation, host, managed
from pulumi_ivs_realtime.lifecycle.creation import Creation
from pulumi_ivs_realtime.lifecycle.memory import Memory
from pulumi_ivs_realtime.lifecycle.own_state import Reading
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.resources.behaviour import recorded
from pulumi_ivs_realtime.resources.behaviour.recorded import Marks
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, Mark
from pulumi_ivs_realtime.rules.identity.states import StackState
from pulumi_ivs_realtime.rules.tags import TagChanges


def _nothing(*_: Any) -> None:
    return None


def _resending_config(connection: Any, attempts: int = 5) -> Any:
    return _config(connection, attempts=5)


def _removed_once(self: Creation, arn: str) -> None:
    self._client.change_tags(arn, TagChanges([MARK_KEY], {}))


def _set_or_fail(self: Creation, arn: str) -> None:
    self._client.change_tags(arn, TagChanges([], creation._last(self._tags)))


def _silently(act: Any) -> None:
    with contextlib.suppress(Exception):
        act()


def _adopted_with_mark(self: Creation, found: Any) -> Any:
    return self._brought_to(found, self._tags)


async def _left_marked(self: Marks, found: Any) -> None:
    for made in found:
        del self._made[made.arn]


def _removed_or_denied(client: Any, arn: str, *_: Any) -> bool:
    client.change_tags(arn, TagChanges([MARK_KEY], {}))
    return True


def _whose_stack_is_not_known(self: Marks) -> None:
    self._stack = "organization/project/stack"
    with contextlib.suppress(IvsRealTimeError):
        _give_back(self)


class _HoldsAll(StackState):
    def holds(self, arn: str) -> bool:
        return True


_config = session._config
_give_back = Marks._give_back

MUTATIONS: dict[str, tuple[Any, str, Any]] = {
    "lost replies are not looked for": (Creation, "_lost", _nothing),
    "the SDK sends again": (session, "_config", _resending_config),
    "nothing is taken over": (Creation, "_unfinished", _nothing),
    "young marks count as old": (Mark, "age", lambda *_: 1e9),
    "live stages are taken over": (Creation, "_refuse_live", _nothing),
    "one of two is chosen": (creation, "_only", lambda candidates, _: candidates[0]),
    "a sweep is trusted": (Creation, "_seen", lambda self, arn, _: self._client.get(self._kind, arn)),
    "an old mark counts as ours": (Creation, "_before_last_act", lambda *_: creation.require_engine()),
    "the mark stays": (Creation, "_remove_mark", _nothing),
    "the mark is not retired": (Creation, "_retire_mark", _nothing),
    "silence counts as retired": (creation, "_insist", _silently),
    "no witness is needed": (StackState, "began", lambda *_: True),
    "what is held is claimed": (StackState, "holds", lambda *_: False),
    "forced replacements are not looked for": (StageProvider, "_refuse_live_predecessor", _nothing),
    "a program need not be there to remove the mark": (Creation, "_program_removes_mark", True),
    "the program leaves its marks": (Marks, "_remove_from", _left_marked),
    "the program asks for no proof": (recorded, "exported", lambda _: Reading(_HoldsAll({}))),
    "the program gives nothing back": (Marks, "_give_back", _nothing),
    "the program asks for another stack": (Marks, "_give_back", _whose_stack_is_not_known),
    "no mark is kept": (recorded, "remove_mark", _removed_or_denied),
    "marks of earlier runs stay": (managed, "remove_held_marks", _nothing),
    "all have one creator": (creation, "creator", lambda *_: "0" * 32),
    "the engine is not asked for": (creation, "require_engine", _nothing),
    "what was created is deleted": (Memory, "make", _nothing),
    "what is declared is deleted": (StageProvider, "_note_declared", _nothing),
    "live stages are deleted": (StageProvider, "refuse_live", _nothing),
    "replacements are not noted": (StageProvider, "_note_replaced", _nothing),
    "the removal is not repeated": (Creation, "_remove_mark", _removed_once),
    "the fiftieth tag fails the creation": (Creation, "_set_last", _set_or_fail),
    "adoption leaves the mark": (Creation, "adopted", _adopted_with_mark),
    "a host whose pipe has gone lives on": (host, "_say", lambda sentence: print(sentence, file=sys.stderr)),
}


def pytest_configure(config: pytest.Config) -> None:
    """pytest's hook: patches before any test is collected."""
    mutate()


def mutate() -> None:
    """Takes the rule out of this process."""
    if name := os.environ.get("MUTATION"):
        target, attribute, value = MUTATIONS[name]
        setattr(target, attribute, value)
