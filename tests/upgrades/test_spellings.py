"""Each step of the engine on what a version wrote that did not hide `createUrn` and its like, by either host."""

import json
from pathlib import Path

import pytest

from plugin.protocol import in_this_process
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY
from steps import Declaration, declared

STATES = Path(__file__).with_name("states")
HIDDEN = {"createUrn", "organization", "autoName", "attempt", "createAttempt"}
DECLARED = {
    "archive": {"s3": {"bucketName": "show-recordings"}},
    "lobby": {"tags": {"for": "audience"}, "forceDestroy": False},
}


def formerly(props):
    """A bag as that version spelt it."""
    return {name.removeprefix("__") if name.removeprefix("__") in HIDDEN else name: props[name] for name in props}


@pytest.fixture
def lobby(provider):
    """A stage that an alias has renamed, in a state of that version."""
    begun = Declaration(provider, "hall")
    begun.up(tags={"for": "audience"}, __attempt="a1")
    return Declaration(provider, "lobby", begun.id, formerly(begun.inputs), formerly(begun.outs))


def test_an_unchanged_stage_is_the_same_and_keeps_its_automatic_name_and_attempt(lobby, service):
    service.reset_calls()

    assert lobby.up(tags={"for": "audience"}, __attempt="a2") == "same"

    assert lobby.inputs["name"] == lobby.inputs["__autoName"] == lobby.outs["name"]
    assert lobby.inputs["__attempt"] == "a1"
    assert lobby.inputs["__createUrn"] == declared("lobby")["__createUrn"]
    assert not HIDDEN & set(lobby.inputs)
    assert service.calls() == []


def test_an_update_writes_everything_in_the_spelling_of_today(lobby):
    arn = lobby.id

    assert lobby.up(tags={"for": "guests"}) == "update"

    assert not HIDDEN & {*lobby.inputs, *lobby.outs}
    assert (lobby.id, lobby.outs["__createAttempt"]) == (arn, "a1")


def test_a_refresh_is_no_difference_and_goes_on_with_the_names_of_today(lobby, aws):
    aws.untag_resource(resourceArn=lobby.id, tagKeys=[MARK_KEY])  # as its program did
    before = lobby.inputs

    assert lobby.refresh()

    assert not HIDDEN & {*lobby.inputs, *lobby.outs}
    assert lobby.inputs["__autoName"] == before["autoName"]
    assert lobby.up(tags={"for": "audience"}) == "same"


def test_a_live_stage_is_not_deleted(lobby, configured, service):
    service.join(lobby.id)
    lobby.provider = configured()

    with pytest.raises(Exception, match="is live"):
        lobby.destroy()


def test_every_hidden_name_of_the_states_is_known():
    """A state that this version reads has no hidden name that this version does not know."""
    resources = _resources("third") + _resources("hosted")
    bags = [each.get(part) or {} for each in resources for part in ("inputs", "outputs")]

    assert {name for bag in bags for name in bag} >= HIDDEN


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_the_plugin_finds_no_difference(name, service):
    """As the engine asks it for the resources of hosted.json."""
    stored = next(each for each in _resources("hosted") if each["urn"].endswith(f"::{name}"))
    with in_this_process() as plugin:
        plugin.configure(region="eu-central-1", defaultTags={"tags": {"team": "live"}})
        one = plugin.at(stored["type"].rpartition(":")[2], name)

        news = one.checked(DECLARED[name], stored["inputs"])
        found = one.diff(stored["id"], stored["inputs"], stored["outputs"], news)

    assert (found.changes, list(found.diffs), dict(found.detailedDiff)) == (1, [], {})
    assert news["name"] == news["__autoName"] == stored["inputs"]["name"]
    assert not HIDDEN & set(news)
    assert service.calls() == []


def _resources(state):
    resources = json.loads((STATES / f"{state}.json").read_text())["deployment"]["resources"]
    return [each for each in resources if "ivs-realtime:" in each["type"] and "providers" not in each["type"]]
