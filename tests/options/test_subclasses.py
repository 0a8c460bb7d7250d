"""Subclasses of the declared resources: they are what their class is, and what they were before."""

import contextlib

import pulumi
import pytest
from pulumi.dynamic import Resource

import pulumi_ivs_realtime as ivs
from pulumi_ivs_realtime.resources.behaviour.declared import UNNAMED, Declared
from show import changed

TYPE = "pulumi-python:dynamic/ivs-realtime:"


class Room(ivs.Stage):
    """As programs have them: with a habit of its own."""

    def __init__(self, resource_name, **arguments):
        super().__init__(resource_name, **{"tags": {"kind": "room"}, **arguments})


class Suite(Room):
    pass


class Host(ivs.ParticipantToken):
    pass


class Cost(ivs.Tag):
    pass


class Named(ivs.Stage, module="acme", name="Room"):
    pass


@contextlib.contextmanager
def as_before():
    """Subclasses get their type as Pulumi gives it, as an earlier version of this package let it."""
    with pytest.MonkeyPatch.context() as patches:
        for cls in (Room, Suite, Host, Cost):
            patches.setattr(cls, "_resource_type_name", "dynamic:Resource")
            patches.setattr(cls, "_was_unnamed", False)
        yield


def everything(**arguments):
    room = Room("lobby", **arguments)
    Host("host", stage_arn=room.arn)
    Cost("cost", resource_arn=room.arn, key="cost", value="7", opts=pulumi.ResourceOptions(parent=room))


def types(show):
    return {each["urn"].rpartition("::")[2]: each["type"] for each in show.stack.state["deployment"]["resources"]}


def test_a_subclass_keeps_its_classs_type(show):
    show.up(everything)

    found = types(show)

    assert found["lobby"] == TYPE + "Stage"
    assert found["host"] == TYPE + "ParticipantToken"
    assert found["cost"] == TYPE + "Tag"


def test_a_subclass_of_a_subclass_keeps_it_too(show):
    show.up(lambda: Suite("lobby"))

    assert types(show)["lobby"] == TYPE + "Stage"


def test_a_type_named_on_purpose_is_kept(show):
    show.up(lambda: Named("lobby"))

    assert types(show)["lobby"] == "pulumi-python:dynamic/acme:Room"
    assert show.stack.resource("lobby")["inputs"]["__createUrn"] == show.stack.resource("lobby")["urn"]


def test_the_hidden_urn_is_the_subclasss_own(show):
    show.up(lambda: Room("lobby"))

    found = show.stack.resource("lobby")

    assert found["inputs"]["__createUrn"] == found["urn"]


@pytest.mark.parametrize(("first", "then"), [(ivs.Stage, Room), (Room, ivs.Stage), (Room, Suite)])
def test_a_class_made_of_a_stage_replaces_nothing(show, first, then):
    show.up(lambda: first("lobby", name="x", tags={}))
    show.calls()

    outcome = show.up(lambda: then("lobby", name="x", tags={}))

    assert changed(outcome) == {}
    assert show.calls() == {}


def test_what_an_earlier_version_made_of_subclasses_is_kept(show):
    with as_before():
        show.up(everything)
        before = types(show)
        arn = show.stack.resource("lobby")["id"]
    show.calls()

    outcome = show.up(everything)

    assert {before[name] for name in ("lobby", "host", "cost")} == {UNNAMED}
    assert types(show)["lobby"] == TYPE + "Stage"
    assert show.stack.resource("lobby")["id"] == arn
    assert "replace" not in changed(outcome).values()
    assert {"CreateStage", "DeleteStage", "DisconnectParticipant", "UntagResource"}.isdisjoint(show.calls())
    assert changed(show.up(everything)) == {}


def test_a_subclass_renamed_by_an_alias_while_it_gets_its_type_is_kept(show):
    with as_before():
        show.up(lambda: Room("lobby", name="x"))
    show.calls()

    outcome = show.up(lambda: Room("foyer", name="x", opts=pulumi.ResourceOptions(aliases=[pulumi.Alias("lobby")])))

    assert changed(outcome) == {}
    assert show.calls() == {}


def test_every_declared_class_is_made_of_the_one_base():
    assert all(issubclass(cls, Declared) for cls in (ivs.Stage, ivs.ParticipantToken, ivs.Tag))
    assert not any(cls.__bases__ == (Resource,) for cls in (ivs.Stage, ivs.ParticipantToken, ivs.Tag))
