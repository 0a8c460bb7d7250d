"""The inputs of a Stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_ivs_realtime.rules.inputs.base import REPLACES, UNCOMPARED, UPDATES, Inputs
from pulumi_ivs_realtime.rules.inputs.values import Value


@dataclass(frozen=True, kw_only=True, repr=False)
class StageInputs(Inputs):
    """One stage; the last two are hidden (docs/decisions/identity.md).

    Attributes:
        name: as the service shows it.
        tags: what the program declares; a value in it may not be known yet.
        tags_all: these and the default tags; not known while one of them is not.
        region: where the stage is.
        auto_participant_recording_configuration: the block as the API spells it; what is in it may not be known yet.
        force_destroy: whether a live stage may be deleted; configuration has it as a text.
        adopt: the ARN of an existing stage; counts in the creation only.
        auto_name: the name where the program gives none.
        attempt: the run of the program that created the stage.
    """

    name: Value[str] = field(default=None, metadata=UPDATES)
    tags: Value[Mapping[str, Value[str]]] = field(default=None, metadata=UPDATES)
    tags_all: Value[dict[str, str]] = field(default=None, metadata=UPDATES)
    region: Value[str] = field(default=None, metadata=REPLACES)
    auto_participant_recording_configuration: Value[Mapping[str, Any]] = field(default=None, metadata=UPDATES)
    force_destroy: Value[bool | str] = field(default=None, metadata=UPDATES)
    adopt: Value[str] = field(default=None, metadata=UNCOMPARED)
    auto_name: Value[str] = field(default=None, metadata=UNCOMPARED)
    attempt: Value[str] = field(default=None, metadata=UNCOMPARED)
