"""Whatever an earlier version wrote into a user's state, this one goes on with it and shows no change."""

import base64
import json
import pickletools
import shutil
from pathlib import Path

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from impact.cli import ENGINES, CommandLine
from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.lifecycle.tag import TagProvider

STATES = Path(__file__).with_name("states")
CONFIG = "config: {aws:region: eu-central-1, aws:defaultTags: {tags: {team: live}}}\n"
PASSPHRASE = {"PULUMI_CONFIG_PASSPHRASE": "x"}


@pytest.fixture(params=ENGINES)
def stack(request, ivs_realtime_service, tmp_path):
    """A stack on the offline engine, and on the real CLI where it is."""
    engine = CommandLine(tmp_path, ivs_realtime_service, offline=request.param)
    engine.begin(**PASSPHRASE)
    return engine


@pytest.mark.parametrize("state", sorted(STATES.glob("*.json")), ids=lambda path: path.stem)
def test_a_state_of_an_earlier_version_shows_no_changes(stack, state):
    """Not in the preview, not in what `up` writes; and no call."""
    shutil.copy(state.with_suffix(".py"), stack.folder / "__main__.py")
    stack.configure(CONFIG)
    stack.imported(json.loads(state.read_text()), **PASSPHRASE)

    previewed = stack.preview(**PASSPHRASE)
    applied = stack.up("--expect-no-changes", **PASSPHRASE)

    assert previewed.returncode == 0, previewed.stdout + previewed.stderr
    assert json.loads(previewed.stdout)["changeSummary"] == {"same": 5}
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert stack.service.calls() == []


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
