"""The rules of StorageConfiguration: those that all kinds have."""

from __future__ import annotations

from pulumi_ivs_realtime.rules.inputs import StorageConfigurationInputs
from pulumi_ivs_realtime.rules.managed import ManagedRules


class StorageConfigurationRules(ManagedRules[StorageConfigurationInputs]):
    """The rules of StorageConfiguration."""

    inputs = StorageConfigurationInputs


STORAGE_CONFIGURATIONS = StorageConfigurationRules()
"""The rules of StorageConfiguration."""
