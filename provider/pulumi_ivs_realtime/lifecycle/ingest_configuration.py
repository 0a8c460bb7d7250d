"""The lifecycle of IngestConfiguration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.declarations import INGEST_CONFIGURATION
from pulumi_ivs_realtime.errors import IvsRealTimeError, NotFound
from pulumi_ivs_realtime.lifecycle.frame import Props
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.model.kinds import STAGE
from pulumi_ivs_realtime.rules.inputs import IngestConfigurationInputs
from pulumi_ivs_realtime.rules.kinds.ingest_configurations import INGEST_CONFIGURATIONS, STAGE_ARN


class IngestConfigurationProvider(ManagedProvider[IngestConfigurationInputs]):
    """Wraps the operations of its kind and the tag calls.

    Its module path and name stand in every user's state and are never changed.
    """

    declaration = INGEST_CONFIGURATION
    rules = INGEST_CONFIGURATIONS

    def before_update(self, id_: str, new: IngestConfigurationInputs, changes: Mapping[str, Any]) -> None:
        """Another stage, or none, is the end for an encoder that publishes."""
        if changes and not self.rules.may_be_cut_off(new):
            self.refuse_live(id_, "changed")

    def beside(self, inputs: IngestConfigurationInputs, found: Mapping[str, Any]) -> Props:
        """Where it really belongs, and why."""
        attached = str(found.get(STAGE_ARN, ""))
        declared = inputs.stage_arn
        detached = isinstance(declared, str) and declared and not attached
        return {"attachedStageArn": attached, "detachment": self._reason(declared) if detached else ""}

    def _reason(self, stage: Any) -> str:
        try:
            self.client_of(stage).get(STAGE, stage)
        except NotFound:
            return f"{stage} was deleted"
        except IvsRealTimeError as error:
            return f"it was taken from {stage}; whether that was deleted is not known: {error}"
        return f"it was taken from {stage} outside of Pulumi, as DisconnectParticipant does"
