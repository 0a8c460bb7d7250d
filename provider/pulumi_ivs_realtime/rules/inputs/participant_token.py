"""The inputs of a ParticipantToken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi_ivs_realtime.rules.inputs.base import REPLACES, UPDATES, Inputs
from pulumi_ivs_realtime.rules.inputs.values import Value


@dataclass(frozen=True, kw_only=True, repr=False)
class ParticipantTokenInputs(Inputs):
    """One participant token.

    Attributes:
        stage_arn: the stage that it lets somebody join.
        user_id: the participant's name for the application.
        attributes: what the application attaches to the participant; a value in it may not be known yet.
        capabilities: PUBLISH, SUBSCRIBE or both.
        duration: minutes that the token lives.
        renew_before: minutes before its end in which another one takes its place; 0 for never.
    """

    stage_arn: Value[str] = field(default=None, metadata=REPLACES)
    user_id: Value[str] = field(default=None, metadata=REPLACES)
    attributes: Value[Mapping[str, Value[str]]] = field(default=None, metadata=REPLACES)
    capabilities: Value[list[str]] = field(default=None, metadata=REPLACES)
    duration: Value[float] = field(default=None, metadata=REPLACES)
    renew_before: Value[float] = field(default=None, metadata=UPDATES)
