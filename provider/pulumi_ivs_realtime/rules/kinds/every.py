"""All rules by the class of the resource; a host loads those of the kinds that it serves."""

from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.rules.kinds.encoder_configurations import ENCODER_CONFIGURATIONS
from pulumi_ivs_realtime.rules.kinds.ingest_configurations import INGEST_CONFIGURATIONS
from pulumi_ivs_realtime.rules.kinds.public_keys import PUBLIC_KEYS
from pulumi_ivs_realtime.rules.kinds.stages import STAGES
from pulumi_ivs_realtime.rules.kinds.storage_configurations import STORAGE_CONFIGURATIONS
from pulumi_ivs_realtime.rules.managed import ManagedRules

MANAGED: Mapping[str, ManagedRules[Any]] = {
    rules.declaration.name: rules
    for rules in (STAGES, STORAGE_CONFIGURATIONS, ENCODER_CONFIGURATIONS, INGEST_CONFIGURATIONS, PUBLIC_KEYS)
}
"""The rules of all kinds with an ARN of their own."""
