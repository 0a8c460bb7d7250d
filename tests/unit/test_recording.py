"""What AWS documents of recording beyond the model."""

import pytest

from pulumi_ivs_realtime.rules.inputs import Unknown
from pulumi_ivs_realtime.rules.kinds.recording import recording_failures

REGION = "eu-west-1"
NOT_KNOWN = Unknown(object())


def failures(thumbnails):
    return list(recording_failures({"thumbnailConfiguration": thumbnails}, REGION))


@pytest.mark.parametrize("mode", ["DISABLED", None], ids=["said", "by default"])
def test_an_interval_needs_the_mode_interval(mode):
    thumbnails = {"targetIntervalSeconds": 10, **({"recordingMode": mode} if mode else {})}

    (failure,) = failures(thumbnails)

    assert failure.path == "autoParticipantRecordingConfiguration.thumbnailConfiguration.targetIntervalSeconds"
    assert failure.reason == 'needs recording_mode "INTERVAL", not "DISABLED"'


@pytest.mark.parametrize(
    "thumbnails",
    [
        {"targetIntervalSeconds": 10, "recordingMode": "INTERVAL"},
        {"targetIntervalSeconds": 10, "recordingMode": NOT_KNOWN},
        {"recordingMode": "DISABLED"},
        None,
    ],
    ids=["it has it", "not known yet", "no interval", "no thumbnails"],
)
def test_other_thumbnails_need_nothing(thumbnails):
    assert failures(thumbnails) == []


def test_the_storage_lies_in_the_stages_region():
    arn = "arn:aws:ivs:us-west-2:123456789012:storage-configuration/AbCdEf"
    block = {"storageConfigurationArn": arn}

    assert len(list(recording_failures(block, REGION))) == 1
    assert list(recording_failures(block, "us-west-2")) == []
