"""Every transition between any two states of one tag: declared, by default, ignored, computed, empty, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import pulumi
import pytest

from clients import client
from hosts import configured, forget
from ivs_realtime_local import LocalService
from steps import Declaration, checked, declared

ABSENT, EMPTY, COMPUTED = "no tags", "{}", "computed"


class State(NamedTuple):
    """What is declared of the tag "a", the stack's default for it, and whether the stack ignores it."""

    declared: str
    default: str | None
    ignored: bool

    def __str__(self) -> str:
        """As a part of a test's name."""
        default = "" if self.default is None else f" by default {self.default!r}"
        declared = self.declared if self.declared in {ABSENT, EMPTY, COMPUTED} else repr(self.declared)
        return declared + default + " ignored" * self.ignored

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


FEWER = {State(*each) for each in product((ABSENT, EMPTY, "1", COMPUTED), (None, "1"), (False, True))}
"""Without the empty text, which is a value like any other."""


def walk(states: list[State]) -> list[tuple[State, State]]:
    """Every step from one state to another, and to itself, once; each but the first begins where the last ended."""
    path = [state for i, one in enumerate(states) for state in (one, *(x for b in states[i + 1 :] for x in (one, b)))]
    return list(zip(path, [*path[1:], states[0]], strict=True))


def steps() -> list[Any]:
    """All steps, those between FEWER first and in one walk, so that `make test` has the least to prepare."""
    few = walk([state for state in STATES if state in FEWER])
    rest = [step for step in walk(STATES) if not set(step) <= FEWER]
    return [*few, *(pytest.param(*step, marks=pytest.mark.full) for step in rest)]


def calls_between(old: State, new: State) -> list[str]:
    """The calls that the step needs."""
    if old.managed is not None and new.wanted is None and not new.ignored:
        return ["UntagResource"]
    return ["TagResource"] if new.managed not in (None, old.managed) else []


def after(there: str | None, old: State, new: State) -> str | None:
    """What the stage bears then: a tag that was ignored and is declared nowhere is somebody else's."""
    left_alone = new.ignored or (new.wanted is None and old.managed is None)
    return there if left_alone else new.wanted


class Lobby:
    """A stage that goes from state to state, from one test to the next."""

    def __init__(self, service: LocalService) -> None:
        self.service = service
        self.stage = Declaration(configured())
        self.state: State | None = None

    def configure(self, state: State) -> None:
        self.stage.provider = configured(**state.config)

    def up(self, state: State) -> tuple[str, list[str]]:
        """What is done and called on the way to this state."""
        self.service.reset_calls()
        self.state = None  # until it is reached
        done = self.stage.up(name="lobby", **state.props)
        self.state = state
        return done, [call["operation"] for call in self.service.calls()]

    def bring(self, state: State) -> None:
        """Go there, where it is not."""
        if self.state != state:
            self.configure(state)
            self.up(state)

    def shown(self, state: State) -> bool:
        """Whether a preview of this state shows a change."""
        stage = self.stage
        inputs = checked(stage.provider, declared(name="lobby", **state.previewed), stage.inputs)
        return bool(stage.provider.diff(stage.id, stage.outs, inputs).changes)

    @property
    def tag(self) -> str | None:
        """The value that the stage has now."""
        tags = client(self.service.url).get_stage(arn=self.stage.id)["stage"]["tags"]
        assert set(tags) <= {"a"}
        return tags.get("a")


@pytest.fixture(scope="module")
def lobby(ivs_realtime_process: LocalService) -> Iterator[Lobby]:
    ivs_realtime_process.reset()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in ivs_realtime_process.environment().items():
            patched.setenv(name, value)
        forget(connections=True)
        yield Lobby(ivs_realtime_process)
        forget(connections=True)


def test_the_walk_takes_every_step() -> None:
    assert len(set(walk(STATES))) == len(walk(STATES)) == len(STATES) ** 2
    assert len(steps()) == len(STATES) ** 2


@pytest.mark.parametrize(("old", "new"), steps(), ids=str)
def test_a_transition_takes_one_up_and_the_fewest_calls(lobby: Lobby, old: State, new: State) -> None:
    lobby.bring(old)
    there = lobby.tag
    lobby.configure(new)
    shown = lobby.shown(new)

    done, calls = lobby.up(new)

    assert calls == calls_between(old, new)
    assert shown == (done == "update") or new.declared == COMPUTED
    assert lobby.tag == after(there, old, new)
    assert lobby.up(new) == ("same", [])
