"""The recording block of a stage: typed arguments and typed outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi import Input


@dataclass(kw_only=True)
class ThumbnailConfigurationArgs:
    """Thumbnails of recorded participants (API: ParticipantThumbnailConfiguration).

    Attributes:
        recording_mode: "INTERVAL" or "DISABLED"; the service's default is "DISABLED".
        storage: any of "SEQUENTIAL" and "LATEST"; the service's default is ["SEQUENTIAL"].
        target_interval_seconds: 1-86400 seconds; the service's default is 60. Only with "INTERVAL".
    """

    recording_mode: Input[str] | None = None
    storage: Input[Sequence[Input[str]]] | None = None
    target_interval_seconds: Input[int] | None = None


@dataclass(kw_only=True)
class HlsConfigurationArgs:
    """HLS of recorded participants (API: ParticipantRecordingHlsConfiguration).

    Attributes:
        target_segment_duration_seconds: 2-10 seconds; the service's default is 6.
    """

    target_segment_duration_seconds: Input[int] | None = None


@dataclass(kw_only=True)
class AutoParticipantRecordingConfigurationArgs:
    """Recording of each participant (API: AutoParticipantRecordingConfiguration).

    Attributes:
        storage_configuration_arn: where to; "" turns recording off. Required.
        media_types: one of ["AUDIO_VIDEO"] (the service's default), ["AUDIO_ONLY"], ["NONE"].
        recording_reconnect_window_seconds: 0-300 seconds; the service's default is 0.
        record_participant_replicas: the service's default is true.
        thumbnail_configuration: thumbnails.
        hls_configuration: HLS segments.
    """

    storage_configuration_arn: Input[str]
    media_types: Input[Sequence[Input[str]]] | None = None
    recording_reconnect_window_seconds: Input[int] | None = None
    record_participant_replicas: Input[bool] | None = None
    thumbnail_configuration: Input[ThumbnailConfigurationArgs] | None = None
    hls_configuration: Input[HlsConfigurationArgs] | None = None


@pulumi.output_type
class ThumbnailConfiguration(dict):  # type: ignore[type-arg]  # what the SDK asks of output types
    """Thumbnails, as far as they are declared."""

    recording_mode: str | None = pulumi.property("recordingMode", default=None)
    storage: list[str] | None = pulumi.property("storage", default=None)
    target_interval_seconds: int | None = pulumi.property("targetIntervalSeconds", default=None)


@pulumi.output_type
class HlsConfiguration(dict):  # type: ignore[type-arg]  # what the SDK asks of output types
    """HLS, as far as it is declared."""

    target_segment_duration_seconds: int | None = pulumi.property("targetSegmentDurationSeconds", default=None)


@pulumi.output_type
class AutoParticipantRecordingConfiguration(dict):  # type: ignore[type-arg]  # what the SDK asks of output types
    """Recording, as far as it is declared; what the service fills in is not shown."""

    storage_configuration_arn: str = pulumi.property("storageConfigurationArn")
    media_types: list[str] | None = pulumi.property("mediaTypes", default=None)
    recording_reconnect_window_seconds: int | None = pulumi.property("recordingReconnectWindowSeconds", default=None)
    record_participant_replicas: bool | None = pulumi.property("recordParticipantReplicas", default=None)
    thumbnail_configuration: ThumbnailConfiguration | None = pulumi.property("thumbnailConfiguration", default=None)
    hls_configuration: HlsConfiguration | None = pulumi.property("hlsConfiguration", default=None)
