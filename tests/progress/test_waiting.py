"""What waits long for a quota says how far it is, in lines that do not flood."""

import asyncio
from types import SimpleNamespace

import pulumi
import pytest

from clients import REGION
from pulumi_ivs_realtime.lifecycle import frame
from pulumi_ivs_realtime.lifecycle.memory import MEMORY
from pulumi_ivs_realtime.lifecycle.own_state import Reading
from pulumi_ivs_realtime.resources.behaviour import recorded
from pulumi_ivs_realtime.rules import progress
from pulumi_ivs_realtime.rules.identity.states import StackState
from pulumi_ivs_realtime.rules.settings import Settings
from steps import Declaration, declared

DELETES = 3
"""Calls a second; the first two do not wait."""


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Speaks at once, and never again."""
    monkeypatch.setattr(progress, "_FIRST", 0.0)
    monkeypatch.setattr(progress, "_NEXT", 1000.0)
    monkeypatch.setattr(frame, "_waits", progress.Progress())


@pytest.fixture
def slow(configured):
    """A provider whose deletions wait for their pace."""
    return configured(quotas={"DeleteStage": DELETES})


def made(provider, aws, count):
    """Stages that a state of this stack may hold."""
    found = []
    for number in range(count):
        each = Declaration(provider, f"room-{number}")
        each.id = aws.create_stage()["stage"]["arn"]
        each.outs = each.inputs = {**declared(each.resource_name), "region": REGION, "forceDestroy": True}
        found.append(each)
    return found


def recorded_as(held):
    return StackState(
        {
            "resources": [
                {"urn": each.inputs["__createUrn"], "id": each.id, "inputs": each.inputs, "custom": True}
                for each in held
            ]
        }
    )


def test_deletions_that_wait_say_how_many_the_state_still_holds(slow, aws, capsys, monkeypatch):
    held = made(slow, aws, 4)
    monkeypatch.setattr(MEMORY.own_state, "read", lambda *_, **__: Reading(recorded_as(held)))

    for each in held:
        each.destroy()

    assert capsys.readouterr().err.splitlines() == [
        "info: DeleteStage waits for AWS's quota of calls a second (2.9 now): 2 done; at most 2 left, about 1 s"
    ]


def test_where_the_state_cannot_be_read_it_says_what_is_done(slow, aws, capsys):
    for each in made(slow, aws, 3):
        each.destroy()

    assert capsys.readouterr().err.splitlines() == [
        "info: DeleteStage waits for AWS's quota of calls a second (2.9 now): 2 done"
    ]


def test_what_a_program_waits_for_is_said_by_the_program_alone(configured, capsys):
    provider = configured(createMark="false")

    for number in range(7):
        Declaration(provider, f"room-{number}").up(__attempt="0123456789abcdef")

    assert capsys.readouterr().err == ""


def test_a_program_says_how_many_are_left_once_it_has_made_something(monkeypatch):
    said = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    now = iter((0.0, 10.0, 20.0))
    monkeypatch.setattr(recorded, "time", SimpleNamespace(monotonic=lambda: next(now)))
    new = recorded.Made("arn", "creator", "attempt")

    async def run():
        marks = recorded.Marks(Settings())
        marks._open = {f"attempt {number}": None for number in range(30)}
        marks._tell_progress(None)
        marks._tell_progress(new)

    asyncio.run(run())

    assert said == ["AWS's quotas of calls a second set the pace: 2 of 32 resources are done; about 5 min left"]
