"""The inputs of each resource as types: one field per property, in Python's spelling."""

from pulumi_ivs_realtime.rules.inputs.tag import TagInputs
from pulumi_ivs_realtime.rules.inputs.values import Tell, Unknown, Value, is_known

__all__ = ["TagInputs", "Tell", "Unknown", "Value", "is_known"]
