"""A stage's life: basic, tags, update, disappears."""

import pytest

from pulumi_ivs_realtime.lifecycle.frame import UNKNOWN
from steps import Declaration, checked, declared, refusals

RECORDING = "autoParticipantRecordingConfiguration"
SPELT = "auto_participant_recording_configuration"
STORAGE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/Archive00001"


def operations(service):
    return [call["operation"] for call in service.calls()]


def test_a_stage_is_created_with_its_tags_and_without_a_mark_in_the_end(provider, service, aws):
    lobby = Declaration(provider)

    assert lobby.up(tags={"team": "live"}) == "create"

    made = aws.get_stage(arn=lobby.id)["stage"]
    assert made["tags"] == {"team": "live"}
    assert made["name"] == lobby.outs["name"]
    assert made["name"].startswith("lobby-")
    assert operations(service)[:3] == ["ListStages", "CreateStage", "UntagResource"]


def test_outputs_are_the_inputs_and_what_the_service_computes(provider):
    lobby = Declaration(provider)

    lobby.up(name="lobby")

    assert lobby.outs["arn"] == lobby.id
    assert set(lobby.outs["endpoints"]) == {"events", "whip", "rtmp", "rtmps"}
    assert lobby.outs["activeSessionId"] == ""
    assert lobby.outs["tagsAll"] == {}
    assert lobby.outs["region"] == "eu-central-1"


def test_a_second_up_without_a_change_calls_nothing(provider, service):
    lobby = Declaration(provider)
    lobby.up(name="lobby", tags={"team": "live"})
    service.reset_calls()

    assert lobby.up(name="lobby", tags={"team": "live"}) == "same"
    assert operations(service) == []


def test_a_rename_is_one_update(provider, service, aws):
    lobby = Declaration(provider)
    lobby.up(name="lobby")
    service.reset_calls()

    lobby.up(name="foyer")

    assert operations(service) == ["UpdateStage"]
    assert aws.get_stage(arn=lobby.id)["stage"]["name"] == "foyer"


def test_a_refresh_without_drift_changes_nothing(provider):
    lobby = Declaration(provider)
    block = {"storageConfigurationArn": STORAGE, "recordingReconnectWindowSeconds": 60.0}
    lobby.up(name="lobby", tags={"team": "live"}, **{RECORDING: block})
    before = dict(lobby.outs)

    assert lobby.refresh()
    assert lobby.outs == before
    assert lobby.up(name="lobby", tags={"team": "live"}, **{RECORDING: block}) == "same"


def test_a_stage_deleted_behind_our_back_is_dropped_by_refresh_and_made_anew(provider, aws):
    lobby = Declaration(provider)
    lobby.up()
    aws.delete_stage(arn=lobby.id)

    assert not lobby.refresh()
    assert lobby.up() == "create"


def test_deleting_a_missing_stage_succeeds(configured, aws):
    lobby = Declaration(configured())
    lobby.up()
    aws.delete_stage(arn=lobby.id)

    lobby.provider = configured()
    lobby.destroy()


def test_an_error_that_is_not_not_found_never_drops_a_stage(configured, service):
    lobby = Declaration(configured())
    lobby.up()
    service.fault("AccessDeniedException", "GetStage")

    with pytest.raises(Exception, match=r"AccessDeniedException.*ivs:GetStage"):
        lobby.refresh()


def test_sixty_stages_are_read_with_at_most_seven_calls(configured, service, aws):
    arns = [aws.create_stage(name="room")["stage"]["arn"] for _ in range(60)]
    provider = configured()
    service.reset_calls()

    for arn in arns:
        assert provider.read(arn, {"name": "room", "tagsAll": {}, "region": "eu-central-1"}).id == arn

    assert len(service.calls()) <= 7


def test_an_automatic_name_is_kept_under_an_alias_and_comes_back_after_an_explicit_one(provider):
    lobby = Declaration(provider)
    lobby.up()
    automatic = lobby.inputs["name"]

    lobby.resource_name = "foyer"
    assert lobby.up() == "same"
    lobby.up(name="chosen")
    lobby.up()

    assert lobby.inputs["name"] == automatic


def test_state_and_arn_may_not_contradict_each_other(provider):
    lobby = Declaration(provider)
    lobby.up()
    lobby.outs["region"] = "us-west-2"

    with pytest.raises(Exception, match="is in eu-central-1, but the state says us-west-2"):
        lobby.refresh()


def test_unknown_values_pass_the_checks(provider):
    assert refusals(provider, name=UNKNOWN, tags={"team": UNKNOWN}, region=UNKNOWN) == []
    assert provider.check({}, declared(tags={"team": UNKNOWN})).inputs["tagsAll"] == UNKNOWN


@pytest.mark.parametrize(
    ("props", "sentence"),
    [
        ({"name": "two words"}, "name must consist of letters, digits, '-' and '_', not \"two words\""),
        ({"name": "n" * 129}, "name must have at most 128 characters, not 129"),
        ({"tags": {f"k{n}": "" for n in range(51)}}, "tags must have at most 50 entries, not 51"),
        ({"tags": {"aws:x": "1"}}, 'tags["aws:x"] key begins with "aws:", which AWS reserves for itself'),
        ({"tags": ["team"]}, "tags must be an object, not a list"),
        ({"region": 3.0}, "region must be a string, not a number"),
        ({"forceDestroy": "no"}, "force_destroy must be true or false, not a string"),
        ({"forceDestroy": 1.0}, "force_destroy must be true or false, not a number"),
        ({"tags": {"k": "v" * 257}}, 'tags["k"] must have at most 256 characters, not 257'),
        ({RECORDING: {"mediaTypes": ["NONE"]}}, f"{SPELT}.storage_configuration_arn is required"),
        (
            {RECORDING: {"storageConfigurationArn": "", "mediaTyps": ["NONE"]}},
            f'{SPELT}.media_typs is unknown; did you mean "media_types"?',
        ),
        (
            {RECORDING: {"storageConfigurationArn": "", "recordingReconnectWindowSeconds": 301.0}},
            f"{SPELT}.recording_reconnect_window_seconds must be between 0 and 300, not 301",
        ),
        (
            {RECORDING: {"storageConfigurationArn": "", "recordingReconnectWindowSeconds": 1.5}},
            f"{SPELT}.recording_reconnect_window_seconds must be a whole number of seconds, not 1.5",
        ),
        (
            {RECORDING: {"storageConfigurationArn": STORAGE}, "region": "us-west-2"},
            f"{SPELT}.storage_configuration_arn is in eu-central-1, but the stage is in us-west-2; "
            "both must be in one region",
        ),
    ],
)
def test_bad_input_is_refused_in_one_sentence_and_without_a_call(provider, service, props, sentence):
    assert refusals(provider, **props) == [sentence]
    assert service.calls() == []


def test_a_stage_that_an_alias_renames_after_a_refresh_is_not_declared_twice(provider):
    """The refresh compares by the name of the last run; only what the program declares counts."""
    lobby = Declaration(provider)
    lobby.up()
    found = provider.read(lobby.id, lobby.outs)
    provider.diff(lobby.id, found.outs, lobby.inputs)
    renamed = checked(provider, declared("foyer", name=lobby.outs["name"]), lobby.inputs)

    assert not provider.diff(lobby.id, found.outs, renamed).changes
