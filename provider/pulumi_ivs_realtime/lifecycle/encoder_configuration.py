"""The lifecycle of EncoderConfiguration."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations import ENCODER_CONFIGURATION
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.rules.inputs import EncoderConfigurationInputs
from pulumi_ivs_realtime.rules.kinds.encoder_configurations import ENCODER_CONFIGURATIONS


class EncoderConfigurationProvider(ManagedProvider[EncoderConfigurationInputs]):
    """Wraps the operations of its kind and the tag calls.

    Its module path and name stand in every user's state and are never changed.
    """

    declaration = ENCODER_CONFIGURATION
    rules = ENCODER_CONFIGURATIONS
