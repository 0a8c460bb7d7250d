"""Amazon IVS Real-Time stages as infrastructure, in Python, for Pulumi."""

from __future__ import annotations

import importlib
import importlib.metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_ivs_realtime.errors import (
        AccessDenied,
        Conflict,
        EngineGone,
        InvalidConfiguration,
        InvalidInputs,
        IvsRealTimeError,
        LookupFailed,
        NoCredentials,
        NotFound,
        NotFoundUnproven,
        QuotaExceeded,
        Refused,
        ServiceError,
        ServiceFault,
        Throttled,
        Unreachable,
        UnrecognizedAnswer,
    )
    from pulumi_ivs_realtime.resources.lookups import (
        GetStageResult,
        GetStagesResult,
        GetTagsResult,
        StageEndpointsResult,
        StageSummary,
        get_stage,
        get_stage_output,
        get_stages,
        get_stages_output,
        get_tags,
        get_tags_output,
    )
    from pulumi_ivs_realtime.resources.participant_token import ParticipantToken
    from pulumi_ivs_realtime.resources.recording import (
        AutoParticipantRecordingConfiguration,
        AutoParticipantRecordingConfigurationArgs,
        HlsConfiguration,
        HlsConfigurationArgs,
        ThumbnailConfiguration,
        ThumbnailConfigurationArgs,
    )
    from pulumi_ivs_realtime.resources.stage import Stage, StageEndpoints
    from pulumi_ivs_realtime.resources.tag import Tag
    from pulumi_ivs_realtime.signing import SignedParticipantToken, create_participant_token

    __version__: str

_ROOMS = {
    "errors": (
        "AccessDenied",
        "Conflict",
        "EngineGone",
        "InvalidConfiguration",
        "InvalidInputs",
        "IvsRealTimeError",
        "LookupFailed",
        "NoCredentials",
        "NotFound",
        "NotFoundUnproven",
        "QuotaExceeded",
        "Refused",
        "ServiceError",
        "ServiceFault",
        "Throttled",
        "UnrecognizedAnswer",
        "Unreachable",
    ),
    "resources.lookups": (
        "GetStageResult",
        "GetStagesResult",
        "GetTagsResult",
        "StageEndpointsResult",
        "StageSummary",
        "get_stage",
        "get_stage_output",
        "get_stages",
        "get_stages_output",
        "get_tags",
        "get_tags_output",
    ),
    "resources.participant_token": ("ParticipantToken",),
    "resources.recording": (
        "AutoParticipantRecordingConfiguration",
        "AutoParticipantRecordingConfigurationArgs",
        "HlsConfiguration",
        "HlsConfigurationArgs",
        "ThumbnailConfiguration",
        "ThumbnailConfigurationArgs",
    ),
    "signing": ("SignedParticipantToken", "create_participant_token"),
    "resources.stage": ("Stage", "StageEndpoints"),
    "resources.tag": ("Tag",),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "AccessDenied",
    "AutoParticipantRecordingConfiguration",
    "AutoParticipantRecordingConfigurationArgs",
    "Conflict",
    "EngineGone",
    "GetStageResult",
    "GetStagesResult",
    "GetTagsResult",
    "HlsConfiguration",
    "HlsConfigurationArgs",
    "InvalidConfiguration",
    "InvalidInputs",
    "IvsRealTimeError",
    "LookupFailed",
    "NoCredentials",
    "NotFound",
    "NotFoundUnproven",
    "ParticipantToken",
    "QuotaExceeded",
    "Refused",
    "ServiceError",
    "ServiceFault",
    "SignedParticipantToken",
    "Stage",
    "StageEndpoints",
    "StageEndpointsResult",
    "StageSummary",
    "Tag",
    "Throttled",
    "ThumbnailConfiguration",
    "ThumbnailConfigurationArgs",
    "Unreachable",
    "UnrecognizedAnswer",
    "create_participant_token",
    "get_stage",
    "get_stage_output",
    "get_stages",
    "get_stages_output",
    "get_tags",
    "get_tags_output",
]


def __getattr__(name: str) -> object:
    """Imports a public name when it is first used: the local service must not load Pulumi, nor a program boto3."""
    if name == "__version__":
        return importlib.metadata.version("pulumi-ivs-realtime")
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if _ROOM_OF[name].startswith("resources."):
        _require_sdk()
    return getattr(importlib.import_module(f"{__name__}.{_ROOM_OF[name]}"), name)


def _require_sdk() -> None:
    """Before an import fails for want of something newer."""
    from pulumi_ivs_realtime.errors import InvalidConfiguration
    from pulumi_ivs_realtime.resources.ending import in_one_sentence
    from pulumi_ivs_realtime.sdk import outdated

    if sentence := outdated():
        with in_one_sentence():
            raise InvalidConfiguration(f"{sentence}.")


def __dir__() -> list[str]:
    """The public names, for `dir()` and completion; none of them is imported for it."""
    return sorted([*globals(), *__all__])
