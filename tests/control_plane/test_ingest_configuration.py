"""An encoder is a live participant, its stream key a secret, and who was thrown out stays out."""

import pytest

from control_plane.kinds import CASES
from steps import Declaration, checked, declared, refusals

[CASE] = [case for case in CASES if case.named == "IngestConfiguration"]
PLAIN = {"ingestProtocol": "RTMPS"}


@pytest.fixture
def stage(aws):
    return aws.create_stage(name="lobby")["stage"]["arn"]


@pytest.fixture
def camera(provider_of):
    return Declaration(provider_of(CASE))


@pytest.fixture
def publishing(camera, stage, service):
    """A configuration with which an encoder publishes to the stage."""
    camera.up(**PLAIN, stageArn=stage)
    service.control("POST", "participants", {"ingestConfigurationArn": camera.id})
    return camera


def kick(aws, camera):
    aws.disconnect_participant(stageArn=camera.inputs["stageArn"], participantId=camera.outs["participantId"])


def attached(aws, camera):
    return CASE.one(aws, camera.id)["stageArn"]


def test_another_stage_is_an_update_in_place(camera, stage, aws, service):
    other = aws.create_stage(name="foyer")["stage"]["arn"]
    camera.up(**PLAIN, stageArn=stage)
    key = camera.outs["streamKey"]
    service.reset_calls()

    assert camera.up(**PLAIN, stageArn=other) == "update"

    assert [call["operation"] for call in service.calls()][-1] == "UpdateIngestConfiguration"
    assert attached(aws, camera) == camera.outs["attachedStageArn"] == other
    assert camera.outs["streamKey"] == key


def test_without_a_stage_it_is_taken_from_the_one_it_had(camera, stage, aws):
    camera.up(**PLAIN, stageArn=stage)

    assert camera.up(**PLAIN) == "update"

    assert attached(aws, camera) == camera.outs["attachedStageArn"] == ""


def test_a_stage_that_is_not_declared_is_no_difference(camera, stage, aws):
    camera.up(**PLAIN)
    aws.update_ingest_configuration(arn=camera.id, stageArn=stage)
    camera.refresh()

    assert camera.up(**PLAIN) == "same"
    assert attached(aws, camera) == camera.outs["attachedStageArn"] == stage


def test_redundancy_is_changed_in_place_and_shows_its_credentials(camera):
    camera.up(**PLAIN)
    assert camera.outs["redundantIngestCredentials"] == []

    assert camera.up(**PLAIN, redundantIngest=True) == "update"
    assert [sorted(each) for each in camera.outs["redundantIngestCredentials"]] == [["participantId", "streamKey"]] * 2
    assert camera.up(**PLAIN, redundantIngest=False) == "update"
    assert camera.outs["redundantIngestCredentials"] == []


def test_who_was_thrown_out_stays_out(camera, stage, aws):
    camera.up(**PLAIN, stageArn=stage)
    kick(aws, camera)

    for _ in range(2):
        camera.refresh()
        assert camera.inputs["stageArn"] == stage
        assert camera.up(**PLAIN, stageArn=stage) == "same"

    assert attached(aws, camera) == camera.outs["attachedStageArn"] == ""
    assert camera.outs["detachment"] == f"it was taken from {stage} outside of Pulumi, as DisconnectParticipant does"


def test_another_change_lets_nobody_back_in(camera, stage, aws):
    camera.up(**PLAIN, stageArn=stage)
    kick(aws, camera)
    camera.refresh()

    assert camera.up(**PLAIN, stageArn=stage, redundantIngest=True, tags={"team": "live"}) == "update"

    assert attached(aws, camera) == camera.outs["attachedStageArn"] == ""


def test_out_of_the_program_and_back_lets_them_in_again(camera, stage, aws):
    camera.up(**PLAIN, stageArn=stage)
    kick(aws, camera)
    camera.refresh()

    camera.up(**PLAIN)
    camera.up(**PLAIN, stageArn=stage)

    assert attached(aws, camera) == camera.outs["attachedStageArn"] == stage
    assert camera.outs["detachment"] == ""


def test_a_deleted_stage_is_named_as_the_reason(camera, stage, aws):
    camera.up(**PLAIN, stageArn=stage)
    aws.delete_stage(arn=stage)

    camera.refresh()

    assert camera.up(**PLAIN, stageArn=stage) == "same"
    assert camera.outs["detachment"] == f"{stage} was deleted"


def test_why_is_not_known_where_the_stage_cannot_be_asked_for(camera, stage, aws, service):
    camera.up(**PLAIN, stageArn=stage)
    kick(aws, camera)
    service.fault("AccessDeniedException", "GetStage")

    camera.refresh()

    assert "whether that was deleted is not known" in camera.outs["detachment"]


def test_adoption_attaches_nobody_who_may_have_been_thrown_out(provider_of, stage, aws):
    arn = CASE.make(aws, name="found", userId="", attributes={})

    [found] = refusals(provider_of(CASE), **PLAIN, name="found", stageArn=stage, adopt=arn)

    assert found == (
        f"stage_arn is declared, but {arn} belongs to no stage: it may have been thrown out. Adopt it without "
        "stage_arn, and declare that in a later run"
    )


def test_a_publishing_encoder_is_not_deleted(publishing, provider_of, aws):
    publishing.provider = provider_of(CASE)

    with pytest.raises(Exception, match="is in use by an encoder and is not deleted: it would be cut off") as error:
        publishing.destroy()

    assert f"Stop the encoder, or set PULUMI_IVS_FORCE_DESTROY={publishing.id}" in str(error.value)
    assert len(CASE.all(aws)) == 1


@pytest.mark.parametrize("change", [{"redundantIngest": True}, {"stageArn": ""}])
def test_a_publishing_encoder_is_not_moved(publishing, stage, change):
    with pytest.raises(Exception, match="is in use by an encoder and is not changed"):
        publishing.up(**{**PLAIN, "stageArn": stage, **change})


def test_tags_of_a_publishing_encoder_are_changed(publishing, stage, aws):
    publishing.up(**PLAIN, stageArn=stage, tags={"team": "live"})

    assert CASE.one(aws, publishing.id)["tags"] == {"team": "live"}


def test_a_publishing_encoder_is_not_replaced(publishing, stage, aws):
    news = checked(
        publishing.provider, declared(type_=CASE.named, **PLAIN, stageArn=stage, userId="b"), publishing.inputs
    )
    publishing.provider.diff(publishing.id, publishing.outs, news)

    with pytest.raises(Exception, match="is in use by an encoder and is not replaced"):
        publishing.provider.create(news)

    assert len(CASE.all(aws)) == 1


def test_by_force_it_is_deleted(camera, stage, service, provider_of, aws):
    camera.up(**PLAIN, stageArn=stage, forceDestroy=True)
    service.control("POST", "participants", {"ingestConfigurationArn": camera.id})
    camera.provider = provider_of(CASE)

    camera.destroy()

    assert CASE.all(aws) == []


def test_by_the_environment_it_is_deleted(publishing, provider_of, aws, monkeypatch):
    monkeypatch.setenv("PULUMI_IVS_FORCE_DESTROY", publishing.id)
    publishing.provider = provider_of(CASE)

    publishing.destroy()

    assert CASE.all(aws) == []


def test_who_begins_to_publish_at_the_last_moment_is_not_cut_off(camera, stage, service, provider_of, aws, monkeypatch):
    """The service protects it, too: nothing is sent with force."""
    camera.up(**PLAIN, stageArn=stage)
    provider = camera.provider = provider_of(CASE)
    monkeypatch.setattr(
        provider,
        "before_deletion",
        lambda *_: service.control("POST", "participants", {"ingestConfigurationArn": camera.id}),
    )

    with pytest.raises(Exception, match="AWS answered DeleteIngestConfiguration with ConflictException"):
        camera.destroy()

    assert len(CASE.all(aws)) == 1


def test_a_replacement_says_that_encoders_need_another_key(camera, provider_of, capsys):
    camera.up(**PLAIN)
    news = checked(camera.provider, declared(type_=CASE.named, **PLAIN, userId="b"), camera.inputs)

    camera.provider.diff(camera.id, camera.outs, news)

    said = '"lobby" is replaced: it gets a new stream key, which every encoder must be given'
    assert said in capsys.readouterr().err


def test_write_only_insecurity_is_no_drift(camera):
    camera.up(ingestProtocol="RTMP", insecureIngest=True)

    camera.refresh()

    assert camera.up(ingestProtocol="RTMP", insecureIngest=True) == "same"
