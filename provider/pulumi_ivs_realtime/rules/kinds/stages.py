"""What is particular to a Stage: recording, and people who are in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.inputs import StageInputs, is_known, or_else
from pulumi_ivs_realtime.rules.kinds import recording
from pulumi_ivs_realtime.rules.managed import Found, Live, ManagedRules, with_flag

RECORDING = recording.PROPERTY


class StageRules(ManagedRules[StageInputs]):
    """The rules of a Stage."""

    inputs = StageInputs
    absent = {"activeSessionId": ""}  # noqa: RUF012 - ClassVar in the base

    def normalised(self, inputs: StageInputs) -> StageInputs:
        """With `force_destroy` as a boolean."""
        return with_flag(inputs, "force_destroy")

    def particular_failures(self, inputs: StageInputs) -> Iterator[Failure]:
        """Of the recording block."""
        block = inputs.auto_participant_recording_configuration
        if is_known(block):
            yield from recording.recording_failures(block, inputs.region)

    def comparable(self, inputs: StageInputs) -> StageInputs:
        """With `force_destroy`, which is false where it is not said."""
        return replace(super().comparable(inputs), force_destroy=or_else(inputs.force_destroy, False))

    def told(self, found: Found) -> dict[str, Any]:
        """Recording where there is a place to record to; without one it holds the service's defaults only."""
        block = dict(found.get(RECORDING) or {})
        told = {**found, RECORDING: recording.acceptable(block) if block.get("storageConfigurationArn") else None}
        return super().told(told)

    def live(self, found: Found) -> Live | None:
        """A session is active."""
        session = found.get("activeSessionId")
        if not session:
            return None
        return Live(
            f"is live (session {session})", "everyone in it would be thrown out", "wait until the session has ended"
        )

    def may_be_cut_off(self, inputs: StageInputs) -> bool:
        """Only a plain true says so."""
        return inputs.force_destroy is True


STAGES = StageRules()
"""The rules of a Stage."""
