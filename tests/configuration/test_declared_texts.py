"""Numbers and booleans that a program declares where the API has text, on their whole way to the service and back."""

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from pulumi_ivs_realtime.rules.secrets import blinded, secret_texts

TAGS = {"CostCenter": 4711, "public": True, "ratio": 0.5, "owner": "video"}
TEXTS = {"CostCenter": "4711", "public": "true", "ratio": "0.5", "owner": "video"}


def rooms():
    stage = ivs.Stage("lobby", name=7, tags=TAGS, region="eu-west-1")
    ivs.Tag("floor", resource_arn=stage.arn, key="floor", value=3)
    ivs.ParticipantToken("host", stage_arn=stage.arn, user_id=42, attributes={"seat": 12, "vip": False})
    pulumi.export("tags", stage.tags)
    pulumi.export("name", stage.name)


def test_they_reach_the_service_as_text_and_the_next_up_is_calm(stack, ivs_realtime_service):
    stack.program = rooms

    assert stack.up().outputs == {"tags": TEXTS, "name": "7"}
    (made,) = [call["request"] for call in ivs_realtime_service.calls("CreateStage")]
    assert made["name"] == "7"
    assert made["tags"].items() >= TEXTS.items()
    (token,) = [call["request"] for call in ivs_realtime_service.calls("CreateParticipantToken")]
    assert (token["userId"], token["attributes"]) == ("42", {"seat": "12", "vip": "false"})
    assert [call["request"]["tags"] for call in ivs_realtime_service.calls("TagResource")][-1] == {"floor": "3"}
    assert stack.preview().unchanged
    assert stack.up().unchanged


def test_the_text_instead_of_the_number_changes_nothing(stack, ivs_realtime_service):
    stack.program = lambda: ivs.Stage("lobby", tags={"CostCenter": 4711})
    stack.up()
    stack.program = lambda: ivs.Stage("lobby", tags={"CostCenter": "4711"})

    assert stack.preview().unchanged


def test_default_tags_that_the_cli_stored_as_numbers_reach_the_service(stack, ivs_realtime_service):
    stack.program = lambda: ivs.Stage("lobby")
    stack.config["aws:defaultTags"] = '{"tags":{"CostCenter":4711}}'
    stack.up()

    assert stack.resource("lobby")["outputs"]["tagsAll"] == {"CostCenter": "4711"}
    assert stack.up().unchanged


@pytest.mark.parametrize("number", [2**53, 12345678901234567890, float("inf")])
def test_a_number_that_pulumi_rounds_is_refused_by_its_property(stack, ivs_realtime_service, number):
    stack.program = lambda: ivs.Stage("lobby", tags={"id": number})

    assert any('tags["id"] must be a string, not a number' in error for error in stack.up(fails=True).errors)


@pytest.mark.parametrize("value", [["a"], {"a": "b"}])
def test_what_is_neither_text_nor_number_is_refused(stack, ivs_realtime_service, value):
    stack.program = lambda: ivs.Stage("lobby", tags={"id": value})

    assert any('tags["id"] must be a string, not ' in error for error in stack.up(fails=True).errors)


def test_a_secret_number_is_hidden_in_the_spelling_of_its_text():
    texts = secret_texts({"tags": {"pin": 123456789.0}}, ["tags"])

    assert blinded("pin 123456789 and 1.23457e+08", texts) == "pin [secret] and [secret]"
