"""Recording of a stage, from its declaration to the service."""

from steps import Declaration

RECORDING = "autoParticipantRecordingConfiguration"
STORAGE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/Archive00001"


def test_recording_is_switched_on_changed_and_off(provider, aws):
    lobby = Declaration(provider)
    lobby.up(name="lobby")
    lobby.up(name="lobby", **{RECORDING: {"storageConfigurationArn": STORAGE, "mediaTypes": ["AUDIO_ONLY"]}})
    assert aws.get_stage(arn=lobby.id)["stage"][RECORDING]["mediaTypes"] == ["AUDIO_ONLY"]

    lobby.up(name="lobby", **{RECORDING: {"storageConfigurationArn": STORAGE}})
    assert aws.get_stage(arn=lobby.id)["stage"][RECORDING]["mediaTypes"] == ["AUDIO_VIDEO"]

    lobby.up(name="lobby")
    assert aws.get_stage(arn=lobby.id)["stage"][RECORDING]["storageConfigurationArn"] == ""
