"""Inputs as the preview has them, as types; what is secret is not known there, as what is not computed yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_ivs_realtime.impact.reading.values import is_hidden
from pulumi_ivs_realtime.rules.inputs import ParticipantTokenInputs, StageInputs


def stage_inputs(props: Mapping[str, Any]) -> StageInputs:
    """The inputs of a Stage."""
    return StageInputs.from_props(props, is_hidden)


def token_inputs(props: Mapping[str, Any]) -> ParticipantTokenInputs:
    """The inputs of a ParticipantToken."""
    return ParticipantTokenInputs.from_props(props, is_hidden)
