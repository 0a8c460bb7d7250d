"""The recording configuration of a stage."""

from __future__ import annotations

from typing import Any

from ivs_realtime_local.state.arns import Arn
from ivs_realtime_local.state.backend import Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.operations import refuse

Configuration = dict[str, Any]

DEFAULT_INTERVAL = 60

OFF: Configuration = {
    "storageConfigurationArn": "",
    "mediaTypes": ["AUDIO_VIDEO"],
    "thumbnailConfiguration": {
        "targetIntervalSeconds": DEFAULT_INTERVAL,
        "storage": ["SEQUENTIAL"],
        "recordingMode": "DISABLED",
    },
    "recordingReconnectWindowSeconds": 0,
    "hlsConfiguration": {"targetSegmentDurationSeconds": 6},
    "recordParticipantReplicas": True,
}
"""What a stage answers that was made without recording."""


def completed(backend: Backend, caller: Caller, declared: Configuration) -> Configuration:
    """A configuration with the service's defaults for what is not declared; no storage turns all of it off.

    Raises:
        ApiError: ValidationException for a storage of another region or account, or an interval without thumbnails.
    """
    if not declared["storageConfigurationArn"]:
        return OFF
    _check_storage(backend, caller, declared["storageConfigurationArn"])
    thumbnails = OFF["thumbnailConfiguration"] | declared.get("thumbnailConfiguration", {})
    refuse(
        thumbnails["recordingMode"] != "INTERVAL" and thumbnails["targetIntervalSeconds"] != DEFAULT_INTERVAL,
        "autoParticipantRecordingConfiguration.thumbnailConfiguration.targetIntervalSeconds "
        "can be set only when recordingMode is INTERVAL",
    )
    return OFF | declared | {"thumbnailConfiguration": thumbnails}


def _check_storage(backend: Backend, caller: Caller, arn: str) -> None:
    where = "autoParticipantRecordingConfiguration.storageConfigurationArn"
    storage = Arn.parse(arn)
    refuse(storage.region != caller.region, f"{where} must be in {caller.region}, as the stage is")
    refuse(storage.account != caller.account, f"{where} must belong to account {caller.account}")
    refuse(
        backend.switches.unknown_storage == "refuse" and not backend.store.get(storage.kind, arn),
        f"{where} names {arn}, which does not exist",
    )
