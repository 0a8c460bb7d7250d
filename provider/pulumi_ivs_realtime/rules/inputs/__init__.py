"""The inputs of each resource as types: one field per property, in Python's spelling."""

from pulumi_ivs_realtime.rules.inputs.base import Inputs, ManagedInputs, changed, required
from pulumi_ivs_realtime.rules.inputs.participant_token import ParticipantTokenInputs
from pulumi_ivs_realtime.rules.inputs.stage import StageInputs
from pulumi_ivs_realtime.rules.inputs.tag import TagInputs
from pulumi_ivs_realtime.rules.inputs.values import Tell, Unknown, Value, is_known, or_else

__all__ = [
    "Inputs",
    "ManagedInputs",
    "ParticipantTokenInputs",
    "StageInputs",
    "TagInputs",
    "Tell",
    "Unknown",
    "Value",
    "changed",
    "is_known",
    "or_else",
    "required",
]
