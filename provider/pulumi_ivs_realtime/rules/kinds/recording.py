"""The recording block: compared only where it is declared, checked where the model is silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.inputs import Value, is_known

PROPERTY = "autoParticipantRecordingConfiguration"


def acceptable(block: dict[str, Any]) -> dict[str, Any]:
    """A block as the service answers it, so that it accepts it: the interval, answered always, goes with INTERVAL."""
    thumbnails = dict(block.get("thumbnailConfiguration") or {})
    if thumbnails.get("recordingMode") != "INTERVAL":
        thumbnails.pop("targetIntervalSeconds", None)
    return {**block, **({"thumbnailConfiguration": thumbnails} if thumbnails else {})}


def recording_failures(block: Any, region: Value[str]) -> Iterator[Failure]:
    """What AWS documents beyond the model: an interval needs recordingMode INTERVAL; one region for all."""
    if not isinstance(block, Mapping):
        return
    yield from _thumbnail_failures(block.get("thumbnailConfiguration"))
    arn = block.get("storageConfigurationArn")
    place = parsed(arn) if isinstance(arn, str) else None
    if place and is_known(region) and place.region != region:
        yield Failure(
            f"{PROPERTY}.storageConfigurationArn",
            f"is in {place.region}, but the stage is in {region}; both must be in one region",
        )


def _thumbnail_failures(block: Any) -> Iterator[Failure]:
    if not isinstance(block, Mapping) or "targetIntervalSeconds" not in block:
        return
    mode = block.get("recordingMode", "DISABLED")
    if is_known(mode) and mode != "INTERVAL":
        yield Failure(
            f"{PROPERTY}.thumbnailConfiguration.targetIntervalSeconds",
            f'needs recording_mode "INTERVAL", not "{mode}"',
        )
