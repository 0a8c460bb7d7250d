"""The inputs of each resource as types: one field per property, in Python's spelling."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from pulumi_ivs_realtime.rules.inputs.base import Inputs, ManagedInputs, changed, required
from pulumi_ivs_realtime.rules.inputs.values import Tell, Unknown, Value, is_known, or_else

if TYPE_CHECKING:
    from pulumi_ivs_realtime.rules.inputs.encoder_configuration import EncoderConfigurationInputs
    from pulumi_ivs_realtime.rules.inputs.ingest_configuration import IngestConfigurationInputs
    from pulumi_ivs_realtime.rules.inputs.participant_token import ParticipantTokenInputs
    from pulumi_ivs_realtime.rules.inputs.public_key import PublicKeyInputs
    from pulumi_ivs_realtime.rules.inputs.stage import StageInputs
    from pulumi_ivs_realtime.rules.inputs.storage_configuration import StorageConfigurationInputs
    from pulumi_ivs_realtime.rules.inputs.tag import TagInputs

__all__ = [
    "EncoderConfigurationInputs",
    "IngestConfigurationInputs",
    "Inputs",
    "ManagedInputs",
    "ParticipantTokenInputs",
    "PublicKeyInputs",
    "StageInputs",
    "StorageConfigurationInputs",
    "TagInputs",
    "Tell",
    "Unknown",
    "Value",
    "changed",
    "is_known",
    "or_else",
    "required",
]

_MODULES = {
    "EncoderConfigurationInputs": "encoder_configuration",
    "IngestConfigurationInputs": "ingest_configuration",
    "ParticipantTokenInputs": "participant_token",
    "PublicKeyInputs": "public_key",
    "StageInputs": "stage",
    "StorageConfigurationInputs": "storage_configuration",
    "TagInputs": "tag",
}


def __getattr__(name: str) -> object:
    """Imports a resource's inputs when they are first used: programs declare one kind or two."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
