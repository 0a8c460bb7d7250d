"""The ten operations, as boto3 sees them."""

from datetime import datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError


def code_of(error: pytest.ExceptionInfo[ClientError]) -> tuple[int, str]:
    response = error.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def test_a_new_stage_answers_with_defaults(ivs):
    """CreateStage without anything answers the full default recording block, endpoints and no session."""
    stage = ivs.create_stage()["stage"]

    assert stage["name"] == ""
    assert stage["activeSessionId"] == ""
    assert stage["tags"] == {}
    assert sorted(stage["endpoints"]) == ["events", "rtmp", "rtmps", "whip"]
    assert stage["autoParticipantRecordingConfiguration"] == {
        "storageConfigurationArn": "",
        "mediaTypes": ["AUDIO_VIDEO"],
        "thumbnailConfiguration": {"targetIntervalSeconds": 60, "storage": ["SEQUENTIAL"], "recordingMode": "DISABLED"},
        "recordingReconnectWindowSeconds": 0,
        "hlsConfiguration": {"targetSegmentDurationSeconds": 6},
        "recordParticipantReplicas": True,
    }


def test_create_stage_is_not_idempotent(ivs):
    """Two stages of one name are two stages."""
    assert ivs.create_stage(name="twin")["stage"]["arn"] != ivs.create_stage(name="twin")["stage"]["arn"]


def test_get_stage_returns_what_was_created(ivs):
    made = ivs.create_stage(name="lobby", tags={"team": "video"})["stage"]

    assert ivs.get_stage(arn=made["arn"])["stage"] == made


def test_the_signature_names_the_region(connect):
    """One address holds all regions; a stage is found in its own only."""
    made = connect("us-west-2").create_stage(name="west")["stage"]

    assert made["arn"].startswith("arn:aws:ivs:us-west-2:123456789012:stage/")
    with pytest.raises(ClientError) as error:
        connect("eu-west-1").get_stage(arn=made["arn"])
    assert code_of(error) == (404, "ResourceNotFoundException")


def test_pages_of_stages_are_complete(connect):
    """Pages hold 50 by default, at most what is asked for, and together every stage once."""
    ivs = connect("ap-south-1")
    made = {ivs.create_stage(name=f"s{number}")["stage"]["arn"] for number in range(53)}

    first = ivs.list_stages()
    second = ivs.list_stages(nextToken=first["nextToken"])

    assert (len(first["stages"]), len(second["stages"])) == (50, 3)
    assert "nextToken" not in second
    assert {stage["arn"] for page in (first, second) for stage in page["stages"]} == made
    assert set(first["stages"][0]) == {"arn", "name", "activeSessionId", "tags"}
    assert len(ivs.list_stages(maxResults=100)["stages"]) == 53


def test_pages_go_on_where_the_last_one_ended_though_stages_come_and_go(connect):
    """A stage that is deleted between two pages makes no other one disappear from the listing."""
    ivs = connect("ap-northeast-1")
    arns = [ivs.create_stage()["stage"]["arn"] for _ in range(5)]

    first = ivs.list_stages(maxResults=2)
    ivs.delete_stage(arn=arns[1])
    ivs.delete_stage(arn=arns[2])
    arns.append(ivs.create_stage()["stage"]["arn"])
    rest = ivs.list_stages(nextToken=first["nextToken"])

    assert [stage["arn"] for stage in rest["stages"]] == arns[3:]


def test_a_page_token_of_another_listing_is_refused(connect):
    ivs = connect("us-east-1")
    ivs.create_stage(), ivs.create_stage()
    token = ivs.list_stages(maxResults=1)["nextToken"]

    with pytest.raises(ClientError) as error:
        connect("eu-west-1").list_stages(nextToken=token)

    assert code_of(error) == (400, "ValidationException")


def test_update_changes_name_and_recording_only(ivs):
    made = ivs.create_stage(name="before", tags={"a": "b"})["stage"]
    storage = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/abcdefabcdef"

    renamed = ivs.update_stage(arn=made["arn"], name="after")["stage"]
    recorded = ivs.update_stage(
        arn=made["arn"], autoParticipantRecordingConfiguration={"storageConfigurationArn": storage}
    )["stage"]
    off = ivs.update_stage(arn=made["arn"], autoParticipantRecordingConfiguration={"storageConfigurationArn": ""})

    assert renamed == {**made, "name": "after"}
    assert recorded["autoParticipantRecordingConfiguration"]["storageConfigurationArn"] == storage
    assert off["stage"] == renamed


def test_a_deleted_stage_is_gone(ivs):
    arn = ivs.create_stage()["stage"]["arn"]

    ivs.delete_stage(arn=arn)

    for call in (ivs.get_stage, ivs.delete_stage, ivs.update_stage):
        with pytest.raises(ClientError) as error:
            call(arn=arn)
        assert code_of(error) == (404, "ResourceNotFoundException")


def test_tags_merge_and_only_untag_removes(ivs):
    arn = ivs.create_stage(tags={"a": "1", "b": "2"})["stage"]["arn"]

    ivs.tag_resource(resourceArn=arn, tags={"b": "3", "c": "4"})
    ivs.untag_resource(resourceArn=arn, tagKeys=["a", "never there"])

    assert ivs.list_tags_for_resource(resourceArn=arn)["tags"] == {"b": "3", "c": "4"}
    assert ivs.get_stage(arn=arn)["stage"]["tags"] == {"b": "3", "c": "4"}


def test_the_51st_tag_is_refused(ivs):
    """50 tags fit, in one call or after another; one more does not, and changes nothing."""
    arn = ivs.create_stage(tags={f"k{number}": "v" for number in range(50)})["stage"]["arn"]

    with pytest.raises(ClientError) as error:
        ivs.tag_resource(resourceArn=arn, tags={"one": "more"})

    assert code_of(error) == (400, "ValidationException")
    assert len(ivs.list_tags_for_resource(resourceArn=arn)["tags"]) == 50


def test_aws_tags_are_reserved(ivs):
    with pytest.raises(ClientError) as error:
        ivs.create_stage(tags={"aws:mine": "no"})
    assert code_of(error) == (400, "ValidationException")


def test_tokens_of_create_stage_carry_no_expiration(ivs):
    answer = ivs.create_stage(participantTokenConfigurations=[{"userId": "ada"}, {"duration": 5}])

    assert [token["userId"] for token in answer["participantTokens"]] == ["ada", ""]
    assert [token["duration"] for token in answer["participantTokens"]] == [720, 5]
    assert all("expirationTime" not in token for token in answer["participantTokens"])


def test_a_token_expires_after_its_duration(ivs):
    arn = ivs.create_stage()["stage"]["arn"]

    token = ivs.create_participant_token(stageArn=arn, duration=60, userId="ada", capabilities=["PUBLISH"])

    left = token["participantToken"]["expirationTime"] - datetime.now(timezone.utc)
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)
    assert token["participantToken"]["capabilities"] == ["PUBLISH"]
    assert len(token["participantToken"]["token"].split(".")) == 3


def test_attributes_hold_one_kilobyte(ivs):
    arn = ivs.create_stage()["stage"]["arn"]

    with pytest.raises(ClientError) as error:
        ivs.create_participant_token(stageArn=arn, attributes={"key": "x" * 1022})

    assert code_of(error) == (400, "ValidationException")


def test_disconnecting_throws_out_and_kills_the_token(ivs, service):
    arn = ivs.create_stage()["stage"]["arn"]
    token = ivs.create_participant_token(stageArn=arn)["participantToken"]
    service.join(arn, token=token["token"])
    assert ivs.get_stage(arn=arn)["stage"]["activeSessionId"].startswith("st-")

    ivs.disconnect_participant(stageArn=arn, participantId=token["participantId"], reason="closing time")

    assert ivs.get_stage(arn=arn)["stage"]["activeSessionId"] == ""
    with pytest.raises(ValueError, match="revoked"):
        service.join(arn, token=token["token"])


def test_disconnecting_an_unknown_participant_is_not_found(ivs):
    arn = ivs.create_stage()["stage"]["arn"]

    with pytest.raises(ClientError) as error:
        ivs.disconnect_participant(stageArn=arn, participantId="abcdefabcdef")

    assert code_of(error) == (404, "ResourceNotFoundException")


def test_limits_that_botocore_lets_through_are_checked(ivs):
    """The message names the member and what holds instead; boto3 has it under `exceptionMessage`, too."""
    with pytest.raises(ClientError) as error:
        ivs.create_stage(name="two words")

    assert code_of(error) == (400, "ValidationException")
    assert error.value.response["exceptionMessage"] == (
        "name must consist of letters, digits, '-' and '_', not \"two words\""
    )
    assert error.value.response["Error"]["Message"] == error.value.response["exceptionMessage"]


def test_an_operation_that_is_not_served_says_so(ivs):
    with pytest.raises(ClientError) as error:
        ivs.list_compositions()

    assert code_of(error) == (501, "NotImplementedException")
    assert "ListCompositions" in str(error.value)


def test_sts_tells_the_account_of_a_key(connect):
    assert connect(api="sts").get_caller_identity()["Account"] == "123456789012"
    assert connect(api="sts", key="210987654321").get_caller_identity()["Account"] == "210987654321"


def test_sts_names_its_errors_as_sts_does(connect):
    with pytest.raises(ClientError) as error:
        connect(api="sts").assume_role(RoleArn="arn:aws:iam::12:role/short", RoleSessionName="test")
    assert code_of(error) == (400, "ValidationError")

    with pytest.raises(ClientError) as error:
        connect(api="sts").get_session_token()
    assert code_of(error) == (501, "InvalidAction")
    assert "sts:GetSessionToken" in str(error.value)


def test_an_assumed_role_acts_in_its_account(connect):
    """The credentials of AssumeRole belong to the role's account, for STS and for stages."""
    credentials = connect(api="sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/deploy", RoleSessionName="test"
    )["Credentials"]

    assert connect(api="sts", key=credentials["AccessKeyId"]).get_caller_identity()["Account"] == "210987654321"
    made = connect(key=credentials["AccessKeyId"]).create_stage()["stage"]
    assert ":210987654321:" in made["arn"]
    with pytest.raises(ClientError) as error:
        connect().get_stage(arn=made["arn"])
    assert code_of(error) == (403, "AccessDeniedException")
