"""The lifecycle of a Stage."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations import STAGE
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.rules.inputs import StageInputs
from pulumi_ivs_realtime.rules.kinds.stages import STAGES


class StageProvider(ManagedProvider[StageInputs]):
    """Wraps CreateStage, GetStage, ListStages, UpdateStage, DeleteStage and the tag calls.

    Its module path and name stand in every user's state and are never changed.
    """

    declaration = STAGE
    rules = STAGES
