"""Storage and encoder configurations: fixed once they are made."""

from __future__ import annotations

from typing import Any

from ivs_realtime_local.errors import conflict
from ivs_realtime_local.resources.neighbours import Kind
from ivs_realtime_local.state.arns import Arn
from ivs_realtime_local.state.backend import Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.operations import refuse
from ivs_realtime_local.state.store import Document

_VIDEO = {"width": 1280, "height": 720, "framerate": 30, "bitrate": 2_500_000}
_MOST_PIXELS = 2_073_600


def _storage(_backend: Backend, _caller: Caller, request: dict[str, Any]) -> Document:
    return {"s3": request["s3"]}


def _check_unused(backend: Backend, storage: Document, _request: dict[str, Any]) -> None:
    if backend.switches.storage_in_use == "allow":
        return
    arn = Arn.parse(storage["arn"])
    for row in backend.store.children("stage", f"{arn.account}/{arn.region}"):
        if row.document["autoParticipantRecordingConfiguration"]["storageConfigurationArn"] == storage["arn"]:
            raise conflict(f"{storage['arn']} is in use by {row.key}")


def _encoder(_backend: Backend, _caller: Caller, request: dict[str, Any]) -> Document:
    video = _VIDEO | request.get("video", {})
    for side in ("width", "height"):
        refuse(video[side] % 2, f"video.{side} must be even, not {video[side]}")
    pixels = video["width"] * video["height"]
    refuse(pixels > _MOST_PIXELS, f"video.width times video.height must be at most {_MOST_PIXELS}, not {pixels}")
    return {"video": video}


STORAGE = Kind("storage-configuration", "storageConfiguration", ("arn", "name", "s3", "tags"), _storage, _check_unused)
ENCODER = Kind("encoder-configuration", "encoderConfiguration", ("arn", "name", "tags"), _encoder)
