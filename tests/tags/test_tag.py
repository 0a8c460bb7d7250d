"""One tag on a resource that something else manages."""

import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from pulumi_ivs_realtime.lifecycle.memory import MEMORY
from pulumi_ivs_realtime.lifecycle.tag import TagProvider
from steps import declared


@pytest.fixture
def provider(service, new_process):
    made = TagProvider()
    made.configure(ConfigureRequest(Config({}, "rooms")))
    return made


@pytest.fixture
def stage(aws, service):
    arn = aws.create_stage(name="lobby", tags={"owner": "someone else"})["stage"]["arn"]
    service.reset_calls()
    return arn


def props(stage, **other):
    return declared("cost", resourceArn=stage, key="cost", value="7") | other


def tags(aws, stage):
    return aws.get_stage(arn=stage)["stage"]["tags"]


def test_a_tag_is_set_changed_and_removed_and_no_other_is_touched(provider, aws, stage):
    made = provider.create(props(stage))
    assert tags(aws, stage) == {"owner": "someone else", "cost": "7"}

    assert provider.diff(made.id, made.outs, props(stage, value="8")).replaces == []
    provider.update(made.id, made.outs, props(stage, value="8"))
    assert tags(aws, stage)["cost"] == "8"

    MEMORY.forget()  # a later run
    provider.delete(made.id, made.outs)
    assert tags(aws, stage) == {"owner": "someone else"}


def test_each_step_is_one_call(provider, service, stage):
    made = provider.create(props(stage))
    provider.read(made.id, made.outs)
    MEMORY.forget()
    provider.delete(made.id, made.outs)

    assert [call["operation"] for call in service.calls()] == ["TagResource", "ListTagsForResource", "UntagResource"]


def test_another_key_or_resource_replaces(provider, stage):
    made = provider.create(props(stage))

    assert provider.diff(made.id, made.outs, props(stage, key="price")).replaces == ["key"]
    assert provider.diff(made.id, made.outs, props(stage + "x")).replaces == ["resourceArn"]


def test_a_tainted_tag_survives_its_own_replacement(provider, aws, stage):
    made = provider.create(props(stage))

    provider.create(props(stage))
    provider.delete(made.id, made.outs)

    assert tags(aws, stage)["cost"] == "7"


def test_a_tag_or_resource_that_has_gone_is_dropped_by_refresh(provider, aws, stage):
    made = provider.create(props(stage))
    aws.untag_resource(resourceArn=stage, tagKeys=["cost"])
    assert provider.read(made.id, made.outs).id == ""

    aws.delete_stage(arn=stage)
    assert provider.read(made.id, made.outs).id == ""
    MEMORY.forget()
    provider.delete(made.id, made.outs)


def test_a_value_changed_behind_our_back_is_found(provider, aws, stage):
    made = provider.create(props(stage))
    aws.tag_resource(resourceArn=stage, tags={"cost": "9"})

    found = provider.read(made.id, made.outs)

    assert found.outs["value"] == found.inputs["value"] == "9"
    assert provider.diff(made.id, found.outs, props(stage)).changes


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"key": "aws:x"}, 'key begins with "aws:", which AWS reserves for itself'),
        ({"key": ""}, "key must have at least 1 character, not 0"),
        ({"value": "v" * 257}, "value must have at most 256 characters, not 257"),
        ({"key": "pulumi:creating"}, "key is the mark of unfinished stages and cannot be declared"),
    ],
)
def test_bad_input_is_refused_without_a_call(provider, service, stage, wrong, sentence):
    assert [failure.reason for failure in provider.check({}, props(stage, **wrong)).failures] == [sentence]
    assert service.calls() == []


def test_a_second_declaration_of_one_tag_is_refused_and_names_the_first(provider, service, stage):
    assert not provider.check({}, props(stage)).failures
    assert not provider.check(props(stage), props(stage, value="8")).failures  # the same one, as in a replacement
    assert not provider.check({}, props(stage, __createUrn="urn::other", key="other")).failures

    refused = provider.check({}, props(stage, __createUrn="urn::price"))

    sentence = f'key "cost" is set by "cost" on {stage} already; keep one of them'
    assert [failure.reason for failure in refused.failures] == [sentence]
    assert service.calls() == []
