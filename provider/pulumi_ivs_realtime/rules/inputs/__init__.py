"""The inputs of each resource as types: one field per property, in Python's spelling."""

from pulumi_ivs_realtime.rules.inputs.base import Inputs, ManagedInputs, changed, required
from pulumi_ivs_realtime.rules.inputs.encoder_configuration import EncoderConfigurationInputs
from pulumi_ivs_realtime.rules.inputs.ingest_configuration import IngestConfigurationInputs
from pulumi_ivs_realtime.rules.inputs.participant_token import ParticipantTokenInputs
from pulumi_ivs_realtime.rules.inputs.public_key import PublicKeyInputs
from pulumi_ivs_realtime.rules.inputs.stage import StageInputs
from pulumi_ivs_realtime.rules.inputs.storage_configuration import StorageConfigurationInputs
from pulumi_ivs_realtime.rules.inputs.tag import TagInputs
from pulumi_ivs_realtime.rules.inputs.values import Tell, Unknown, Value, is_known, or_else

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
