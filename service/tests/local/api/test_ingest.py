"""Ingest configurations: redundancy, and encoders that are thrown out."""

import pytest


@pytest.fixture
def stage(ivs):
    return ivs.create_stage(name="lobby")["stage"]["arn"]


@pytest.fixture
def camera(ivs, stage):
    return ivs.create_ingest_configuration(ingestProtocol="RTMPS", stageArn=stage)["ingestConfiguration"]


def found(ivs, camera):
    return ivs.get_ingest_configuration(arn=camera["arn"])["ingestConfiguration"]


def test_an_encoder_that_is_thrown_out_loses_its_stage(ivs, service, stage, camera):
    service.control("POST", "participants", {"ingestConfigurationArn": camera["arn"]})

    ivs.disconnect_participant(stageArn=stage, participantId=camera["participantId"])

    assert (found(ivs, camera)["stageArn"], found(ivs, camera)["state"]) == ("", "INACTIVE")
    assert ivs.get_stage(arn=stage)["stage"]["activeSessionId"] == ""


def test_one_that_does_not_publish_loses_it_too(ivs, stage, camera):
    ivs.disconnect_participant(stageArn=stage, participantId=camera["participantId"])

    assert found(ivs, camera)["stageArn"] == ""


def test_it_may_be_given_a_stage_again(ivs, service, stage, camera):
    ivs.disconnect_participant(stageArn=stage, participantId=camera["participantId"])

    ivs.update_ingest_configuration(arn=camera["arn"], stageArn=stage)

    [joined] = service.control("POST", "participants", {"ingestConfigurationArn": camera["arn"]})["participants"]
    assert joined["participantId"] == camera["participantId"]


def test_with_redundancy_there_are_two_credentials_and_they_stay(ivs, stage):
    made = ivs.create_ingest_configuration(ingestProtocol="RTMPS", redundantIngest=True)["ingestConfiguration"]
    own, other = made["redundantIngestCredentials"]

    moved = ivs.update_ingest_configuration(arn=made["arn"], stageArn=stage)["ingestConfiguration"]

    assert own == {"participantId": made["participantId"], "streamKey": made["streamKey"]}
    assert other["streamKey"].startswith("rt_")
    assert moved["redundantIngestCredentials"] == [own, other]


def test_without_redundancy_there_are_none(ivs, camera):
    assert "redundantIngestCredentials" not in camera
    ivs.update_ingest_configuration(arn=camera["arn"], redundantIngest=True)

    changed = ivs.update_ingest_configuration(arn=camera["arn"], redundantIngest=False)["ingestConfiguration"]

    assert "redundantIngestCredentials" not in changed
