"""What policies make of a resource's inputs after check() is what counts: on the service, in the state, and after."""

import pulumi
import pytest

import pulumi_ivs_realtime as ivs

STAGE = "pulumi-python:dynamic/ivs-realtime:Stage"
TOKEN = "pulumi-python:dynamic/ivs-realtime:ParticipantToken"
TAG = "pulumi-python:dynamic/ivs-realtime:Tag"


def room(**arguments):
    """A program with one stage that has these arguments."""

    def program():
        stage = ivs.Stage("lobby", **{"region": "eu-west-1", **arguments})
        pulumi.export("tags", stage.tags_all)

    return program


def tagged(change):
    """A remediation of the tags of stages."""
    return lambda type_, inputs: {**inputs, "tags": change(inputs.get("tags", {}))} if type_ == STAGE else inputs


def on_the_service(service):
    (stage,) = [stage for region in service.state()["regions"] for stage in region["stages"]]
    return stage


CHANGES = {
    "adds": (lambda tags: {**tags, "team": "live"}, {"for": "all", "team": "live", "cost": "7"}),
    "changes": (lambda tags: {**tags, "for": "staff"}, {"for": "staff", "cost": "7"}),
    "removes": (lambda tags: {}, {"cost": "7"}),
    "overrides a default": (lambda tags: {**tags, "cost": "8"}, {"for": "all", "cost": "8"}),
    "adds a number": (lambda tags: {**tags, "floor": 3.0}, {"for": "all", "cost": "7", "floor": "3"}),
}


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("name", "when"),
    [
        pytest.param(name, when, marks=[pytest.mark.full] * (when == "later" and name != "changes"))
        for name in CHANGES
        for when in ("at first", "later")
    ],
)
def test_a_policy_that_works_on_tags_reaches_the_service_and_the_next_up_is_calm(
    stack, ivs_realtime_service, remediate, name, when
):
    change, written = CHANGES[name]
    stack.program = room(tags={"for": "all"})
    stack.config["aws:defaultTags"] = '{"tags":{"cost":"7"}}'
    if when == "later":
        stack.up()
    remediate(tagged(change))

    assert stack.up().outputs == {"tags": written}
    assert on_the_service(ivs_realtime_service)["tags"] == written
    ivs_realtime_service.reset_calls()
    assert stack.up().unchanged
    assert ivs_realtime_service.calls() == []
    assert stack.refresh().unchanged
    assert stack.up().unchanged


def test_without_the_policy_the_tags_are_those_of_the_program_again(stack, ivs_realtime_service, remediate):
    stack.program = room(tags={"for": "all"})
    remediate(tagged(lambda tags: {**tags, "team": "live"}))
    stack.up()
    remediate(None)

    assert stack.up().updated == {"lobby"}
    assert on_the_service(ivs_realtime_service)["tags"] == {"for": "all"}
    assert stack.up().unchanged


def test_what_the_program_changes_goes_through_the_policy(stack, ivs_realtime_service, remediate):
    remediate(tagged(lambda tags: {**tags, "team": "live"}))
    for value in ("all", "staff"):
        stack.program = room(tags={"for": value})
        stack.up()

        assert on_the_service(ivs_realtime_service)["tags"] == {"for": value, "team": "live"}
        assert stack.up().unchanged


def test_drift_is_found_and_mended_under_a_policy(stack, ivs_realtime_service, remediate, monkeypatch):
    import boto3

    stack.program = room(tags={"for": "all"})
    remediate(tagged(lambda tags: {**tags, "team": "live"}))
    stack.up()
    stage = on_the_service(ivs_realtime_service)
    boto3.client("ivs-realtime", region_name="eu-west-1").untag_resource(resourceArn=stage["arn"], tagKeys=["team"])

    assert stack.refresh().updated == {"lobby"}
    assert stack.up().updated == {"lobby"}
    assert on_the_service(ivs_realtime_service)["tags"] == {"for": "all", "team": "live"}


def test_a_change_of_tags_all_alone_has_no_effect(stack, ivs_realtime_service, remediate):
    stack.program = room(tags={"for": "all"})
    remediate(lambda type_, inputs: {**inputs, "tagsAll": {"x": "y"}} if type_ == STAGE else inputs)
    stack.up()

    assert on_the_service(ivs_realtime_service)["tags"] == {"for": "all"}
    assert stack.up().unchanged


def test_a_name_that_a_policy_takes_away_goes_back_to_the_automatic_one(stack, ivs_realtime_service, remediate):
    stack.program = room(name="lobby")
    remediate(lambda type_, inputs: {key: value for key, value in inputs.items() if key != "name" or type_ != STAGE})
    stack.up()

    assert on_the_service(ivs_realtime_service)["name"].startswith("lobby-")
    assert stack.up().unchanged


@pytest.mark.parametrize(
    ("remediation", "sentence"),
    [
        (tagged(lambda tags: {f"k{n}": "" for n in range(51)}), "tags must have at most 50 entries, not 51"),
        (tagged(lambda tags: {"aws:x": ""}), 'tags["aws:x"] key begins with "aws:"'),
        (lambda type_, inputs: {**inputs, "name": "two words"} if type_ == STAGE else inputs, "name must consist of"),
        (
            lambda type_, inputs: {k: v for k, v in inputs.items() if k != "region" or type_ != STAGE},
            "region is not set",
        ),
    ],
)
def test_what_a_policy_spoils_is_refused_before_any_call(stack, ivs_realtime_service, remediate, remediation, sentence):
    stack.program = room(tags={"for": "all"})
    remediate(remediation)

    errors = stack.up(fails=True).errors

    assert any(error.startswith('creating stage "lobby": ') and sentence in error for error in errors), errors
    assert ivs_realtime_service.calls() == []


def test_a_policy_changes_what_a_tag_sets(stack, ivs_realtime_service, remediate):
    def program():
        stage = ivs.Stage("lobby", region="eu-west-1", opts=pulumi.ResourceOptions(ignore_changes=["tags"]))
        ivs.Tag("floor", resource_arn=stage.arn, key="floor", value="2")

    stack.program = program
    remediate(lambda type_, inputs: {**inputs, "value": 3.0} if type_ == TAG else inputs)
    stack.up()

    assert on_the_service(ivs_realtime_service)["tags"] == {"floor": "3"}
    assert stack.up().unchanged


def test_a_token_that_a_policy_changed_is_left_to_expire_when_it_is_renewed(stack, ivs_realtime_service, remediate):
    """It is as the policy wants it: nobody who uses it may be thrown out."""

    def program():
        stage = ivs.Stage("lobby", region="eu-west-1")
        ivs.ParticipantToken("host", stage_arn=stage.arn, duration=60)

    stack.program = program
    remediate(lambda type_, inputs: {**inputs, "attributes": {"by": "policy"}} if type_ == TOKEN else inputs)
    stack.up()
    assert stack.up().unchanged
    stack.advance(50 * 60)
    ivs_realtime_service.advance(50 * 60)

    assert stack.up().replaced == {"host"}
    tokens = ivs_realtime_service.calls("CreateParticipantToken")
    assert [call["request"]["attributes"] for call in tokens] == [{"by": "policy"}] * 2
    assert ivs_realtime_service.calls("DisconnectParticipant") == []
