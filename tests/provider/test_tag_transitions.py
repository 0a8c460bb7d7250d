"""Every transition between any two states of one tag: declared, by default, ignored, computed, empty, or not at all."""

from __future__ import annotations

from itertools import pairwise, product
from typing import NamedTuple

import pulumi
import pytest

from provider.steps import Declaration, checked, declared

ABSENT, EMPTY, COMPUTED = "no tags", "{}", "computed"


class State(NamedTuple):
    """What is declared of the tag "a", the stack's default for it, and whether the stack ignores it."""

    declared: str
    default: str | None
    ignored: bool

    @property
    def props(self) -> dict[str, dict[str, str]]:
        if self.declared == ABSENT:
            return {}
        return {"tags": {} if self.declared == EMPTY else {"a": "1" if self.declared == COMPUTED else self.declared}}

    @property
    def wanted(self) -> str | None:
        """The value that the stage should have; None for none."""
        return self.props.get("tags", {}).get("a", self.default)

    @property
    def managed(self) -> str | None:
        """The value that the package is to see to."""
        return None if self.ignored else self.wanted

    @property
    def config(self) -> dict[str, dict[str, object]]:
        defaults = {} if self.default is None else {"a": self.default}
        return {"defaultTags": {"tags": defaults}, "ignoreTags": {"keys": ["a"] if self.ignored else []}}

    @property
    def previewed(self) -> dict[str, object]:
        """The properties as a preview has them."""
        return {"tags": {"a": pulumi.output.Unknown()}} if self.declared == COMPUTED else self.props


STATES = [State(*each) for each in product((ABSENT, EMPTY, "", "1", COMPUTED), (None, "", "1"), (False, True))]


FEWER = [State(*each) for each in product((ABSENT, EMPTY, "1", COMPUTED), (None, "1"), (False, True))]
"""Without the empty text, which is a value like any other."""


def walk(states: list[State]) -> list[State]:
    """A walk that takes every step from one state to another, and to itself, once."""
    return [state for i, one in enumerate(states) for state in (one, *(x for b in states[i + 1 :] for x in (one, b)))]


def calls_between(old: State, new: State) -> list[str]:
    """The calls that the step needs."""
    if old.managed is not None and new.wanted is None and not new.ignored:
        return ["UntagResource"]
    return ["TagResource"] if new.managed not in (None, old.managed) else []


def after(there: str | None, old: State, new: State) -> str | None:
    """What the stage bears then: a tag that was ignored and is declared nowhere is somebody else's."""
    left_alone = new.ignored or (new.wanted is None and old.managed is None)
    return there if left_alone else new.wanted


def test_a_walk_takes_every_step():
    assert len(set(pairwise(walk(STATES) + STATES[:1]))) == len(STATES) ** 2


@pytest.mark.parametrize("states", [FEWER, pytest.param(STATES, marks=pytest.mark.full)], ids=["fewer", "all"])
def test_every_transition_takes_one_up_and_the_fewest_calls(states, configured, service, aws, record_property):
    lobby, there = Declaration(configured(**states[0].config)), None
    lobby.up(name="lobby", **states[0].props)
    steps = walk(states) + states[:1]

    for old, new in pairwise(steps):
        lobby.provider = configured(**new.config)
        previewed = checked(lobby.provider, declared(name="lobby", **new.previewed), lobby.inputs)
        shown = lobby.provider.diff(lobby.id, lobby.outs, previewed).changes
        service.reset_calls()

        done = lobby.up(name="lobby", **new.props)

        assert [call["operation"] for call in service.calls()] == calls_between(old, new), (old, new)
        assert shown == (done == "update") or new.declared == COMPUTED, (old, new)
        there = after(there, old, new)
        assert aws.get_stage(arn=lobby.id)["stage"]["tags"] == ({} if there is None else {"a": there}), (old, new)
        service.reset_calls()
        assert lobby.up(name="lobby", **new.props) == "same", (old, new)
        assert service.calls() == []
    record_property("figures", f"Transitions between {len(states)} states of a tag: {len(steps) - 1}")
