"""Inputs as types: from property bags and back, what is not known yet, and what a change means."""

import pytest

from pulumi_ivs_realtime.rules.inputs import (
    ParticipantTokenInputs,
    StageInputs,
    TagInputs,
    Unknown,
    changed,
    is_known,
)
from pulumi_ivs_realtime.rules.kinds.stages import STAGES

NOT_KNOWN = object()
TAG = {"resourceArn": "arn:one", "key": "team", "value": "live", "__createUrn": "urn::owner", "__organization": "acme"}


def is_unknown(value):
    return value is NOT_KNOWN


def tag(**props):
    return TagInputs.from_props({**TAG, **props}, is_unknown)


def test_a_property_bag_comes_back_as_it_was():
    props = {**TAG, "value": NOT_KNOWN, "__provider": "pickle", "later": {"a": [NOT_KNOWN, None, 1]}}

    assert TagInputs.from_props(props, is_unknown).to_props() == props


def test_what_belongs_to_no_property_is_left_out_on_request():
    assert tag(__provider="pickle").to_props(others=False) == TAG


def test_a_null_is_as_good_as_nothing():
    assert tag(value=None) == TagInputs.from_props({key: TAG[key] for key in TAG if key != "value"}, is_unknown)
    assert "value" not in tag(value=None).to_props()


def test_the_names_of_secrets_are_told_and_do_not_go_back():
    inputs = tag(__secretInputs=["value"])

    assert inputs.secret == {"value"}
    assert inputs.to_props() == TAG


@pytest.mark.parametrize(("value", "expected"), [("", True), (0, True), (None, False), (Unknown(NOT_KNOWN), False)])
def test_a_value_is_known_unless_it_is_missing_or_still_to_come(value, expected):
    assert is_known(value) is expected


def test_a_change_is_told_by_property_but_not_of_hidden_ones_and_others():
    assert changed(tag(), tag(__createUrn="urn::other", __organization="other", __provider="pickle")) == []
    assert changed(tag(), tag(value=NOT_KNOWN, key="env")) == ["key", "value"]
    assert TagInputs.declaration.replacing == {"resourceArn", "key"}


def test_no_value_is_in_what_is_printed_of_inputs():
    assert repr(tag()) == "TagInputs('owner')"


def test_a_property_that_does_not_exist_is_refused():
    with pytest.raises(TypeError, match="valeu"):
        TagInputs(valeu="live")


@pytest.mark.parametrize("block", [NOT_KNOWN, {"thumbnailConfiguration": {"targetIntervalSeconds": NOT_KNOWN}}])
def test_a_recording_that_is_not_known_yet_is_an_update(block):
    old = StageInputs.from_props({"name": "lobby"}, is_unknown)
    new = StageInputs.from_props({"name": "lobby", "autoParticipantRecordingConfiguration": block}, is_unknown)

    assert list(STAGES.update_arguments(old, new)) == ["autoParticipantRecordingConfiguration"]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (TagInputs, "resourceArn key value"),
        (ParticipantTokenInputs, "stageArn userId attributes capabilities duration renewBefore"),
        (
            StageInputs,
            "name tags autoParticipantRecordingConfiguration region forceDestroy adopt tagsAll __autoName __attempt",
        ),
    ],
)
def test_states_hold_these_names(kind, names):
    """They stand in the state of every stack and are never changed."""
    assert [each.wire_name for each in kind.declaration.inputs] == [*names.split(), "__createUrn", "__organization"]
