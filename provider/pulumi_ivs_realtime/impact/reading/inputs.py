"""Inputs as the preview has them, as types; what is secret is not known there, as what is not computed yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.impact.reading.values import is_hidden
from pulumi_ivs_realtime.rules.inputs import ManagedInputs, ParticipantTokenInputs
from pulumi_ivs_realtime.rules.kinds.every import MANAGED


def managed_inputs(kind: str, props: Mapping[str, Any]) -> ManagedInputs:
    """The inputs of a resource with an ARN of its own, such as a `Stage`."""
    inputs: ManagedInputs = MANAGED[kind].recorded(props, is_hidden)
    return inputs


def token_inputs(props: Mapping[str, Any]) -> ParticipantTokenInputs:
    """The inputs of a ParticipantToken."""
    return ParticipantTokenInputs.from_props(props, is_hidden)
