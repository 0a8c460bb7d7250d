"""What the CLI does with the policy pack was recorded; the offline engine is held to it, with the pack's answers."""

from __future__ import annotations

import json

import pytest

from impact.cli import NO_CLI, CommandLine
from policy.record import RECORDING, recorded
from policy.story import CONFIG, DIGEST, STORY, told

RECORDED = json.loads(RECORDING.read_text())


def test_the_recording_is_of_this_story():
    """Otherwise: make record."""
    assert RECORDED["story"] == DIGEST


@pytest.mark.full
def test_the_offline_engine_does_with_the_packs_answers_what_the_cli_did(
    tmp_path, ivs_realtime_service, remediate, analyzer
):
    pack = analyzer("dev")

    def answers(type_, inputs):
        return pack.remediate(f"urn:pulumi:dev::rooms::{type_}::any", inputs)

    engine = CommandLine(tmp_path, ivs_realtime_service, offline=True)
    engine.begin()
    for number, (command, program, policies) in enumerate(STORY):
        remediate(answers if policies else None)
        engine.write(program, CONFIG)
        assert {**told(engine, command, ()), "policies": policies} == RECORDED["steps"][number], number


@pytest.mark.full
@pytest.mark.cli
@NO_CLI
@pytest.mark.timeout(600)
def test_the_cli_does_what_was_recorded():
    assert recorded()["steps"] == RECORDED["steps"]
