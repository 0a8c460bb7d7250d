"""The inputs of each resource as types: one field per property, in Python's spelling."""

from pulumi_ivs_realtime.rules.inputs.participant_token import ParticipantTokenInputs
from pulumi_ivs_realtime.rules.inputs.tag import TagInputs
from pulumi_ivs_realtime.rules.inputs.values import Tell, Unknown, Value, is_known

__all__ = ["ParticipantTokenInputs", "TagInputs", "Tell", "Unknown", "Value", "is_known"]
