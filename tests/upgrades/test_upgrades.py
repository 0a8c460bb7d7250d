"""Whatever an earlier version wrote into a user's state, this one goes on with it and shows no change."""

import base64
import json
import pickletools
import runpy
from pathlib import Path

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.lifecycle.tag import TagProvider
from pulumi_offline import Project

STATES = Path(__file__).with_name("states")
PASSPHRASE = "x"
CONFIG = {"aws:region": "eu-central-1", "aws:defaultTags": '{"tags": {"team": "live"}}'}


@pytest.mark.parametrize("state", sorted(path.name for path in STATES.glob("*.json")))
def test_a_state_of_an_earlier_version_shows_no_changes(ivs_realtime_service, tmp_path, state):
    (tmp_path / "Pulumi.yaml").write_text("name: rooms\nruntime: python\n")
    project = Project(
        tmp_path,
        backend=tmp_path / "state",
        program=lambda: runpy.run_path(str(STATES / "program.py")) and None,
        config=CONFIG,
        environment={"PULUMI_CONFIG_PASSPHRASE": PASSPHRASE, **ivs_realtime_service.environment()},
    )
    project.init()
    project.import_(json.loads((STATES / state).read_text()))

    result = project.up()

    assert result.succeeded, result.errors
    assert result.changes == {"same": 5}
    assert ivs_realtime_service.calls() == []


@pytest.mark.parametrize(
    ("provider", "path"),
    [
        (StageProvider, "pulumi_ivs_realtime.lifecycle.stage StageProvider"),
        (ParticipantTokenProvider, "pulumi_ivs_realtime.lifecycle.participant_token ParticipantTokenProvider"),
        (TagProvider, "pulumi_ivs_realtime.lifecycle.tag TagProvider"),
    ],
)
def test_the_pickled_path_is_a_wire_format(provider, path):
    """It stands in every state, by reference and with nothing else: never rename it."""
    pickled = base64.b64decode(serialize_provider(provider()))

    strings = [argument for opcode, argument, _ in pickletools.genops(pickled) if "UNICODE" in opcode.name]

    assert " ".join(strings) == path
    assert len(pickled) < 120
