"""Amazon IVS Real-Time stages as infrastructure, in Python, for Pulumi."""

from __future__ import annotations

import importlib
import importlib.metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_ivs_realtime.resources.recording import (
        AutoParticipantRecordingConfiguration,
        AutoParticipantRecordingConfigurationArgs,
        HlsConfiguration,
        HlsConfigurationArgs,
        ThumbnailConfiguration,
        ThumbnailConfigurationArgs,
    )
    from pulumi_ivs_realtime.resources.stage import Stage, StageEndpoints

    __version__: str

__all__ = [
    "AutoParticipantRecordingConfiguration",
    "AutoParticipantRecordingConfigurationArgs",
    "HlsConfiguration",
    "HlsConfigurationArgs",
    "Stage",
    "StageEndpoints",
    "ThumbnailConfiguration",
    "ThumbnailConfigurationArgs",
]

_ROOMS = {"Stage": "stage", "StageEndpoints": "stage"}


def __getattr__(name: str) -> object:
    """Imports a public name when it is first used: the local service must not load Pulumi, nor a program boto3."""
    if name == "__version__":
        return importlib.metadata.version("pulumi-ivs-realtime")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.resources.{_ROOMS.get(name, 'recording')}"), name)
