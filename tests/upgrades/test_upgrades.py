"""Whatever an earlier version wrote into a user's state, this one goes on with it and shows no change."""

import base64
import json
import pickletools
import shutil
from pathlib import Path

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from impact.cli import ENGINES, NO_CLI, CommandLine
from pulumi_ivs_realtime.lifecycle.participant_token import ParticipantTokenProvider
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.lifecycle.tag import TagProvider

STATES = Path(__file__).with_name("states")
CONFIG = "config: {aws:region: eu-central-1, aws:defaultTags: {tags: {team: live}}}\n"
PASSPHRASE = {"PULUMI_CONFIG_PASSPHRASE": "x"}
FORMER = {"createUrn", "organization", "autoName", "attempt"}


@pytest.fixture(params=ENGINES)
def stack(request, ivs_realtime_service, tmp_path):
    """A stack on the offline engine, and on the real CLI where it is."""
    engine = CommandLine(tmp_path, ivs_realtime_service, offline=request.param)
    engine.begin(**PASSPHRASE)
    return engine


@pytest.mark.parametrize("state", sorted(STATES.glob("*.json")), ids=lambda path: path.stem)
def test_a_state_of_an_earlier_version_shows_no_changes(stack, state):
    """Not in the preview, not in what `up` writes; and no call."""
    if stack.offline and state.stem == "hosted":
        pytest.skip("the offline engine runs no plugin; test_spellings.py asks it as the engine does")
    _continue(stack, state.stem, state.stem)

    previewed = stack.preview(**PASSPHRASE)
    applied = stack.up("--expect-no-changes", **PASSPHRASE)

    assert previewed.returncode == 0, previewed.stdout + previewed.stderr
    assert json.loads(previewed.stdout)["changeSummary"] == {"same": len(_declared(state))}
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert stack.service.calls() == []
    assert not FORMER & {name for each in _stored(stack) for name in each["inputs"]}


@pytest.mark.cli
@NO_CLI
def test_dynamic_resources_of_an_earlier_version_go_over_to_the_plugin(ivs_realtime_service, tmp_path):
    """In place: the account alone is asked for, and they keep the automatic names that they have."""
    stack = CommandLine(tmp_path, ivs_realtime_service)
    stack.begin(**PASSPHRASE)
    _continue(stack, "third", "hosted")

    applied = stack.up(**PASSPHRASE)

    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert [call["operation"] for call in stack.service.calls()] == ["GetCallerIdentity"]
    stored = {each["urn"].rpartition("::")[2]: each["inputs"] for each in _stored(stack)}
    assert [stored[name]["name"].rpartition("-")[0] for name in ("archive", "lobby")] == ["store", "hall"]


def _continue(stack, state, program):
    """A stack with a state of an earlier version, whose program is run by this one."""
    shutil.copy(STATES / f"{program}.py", stack.folder / "__main__.py")
    stack.configure(CONFIG)
    stack.imported(json.loads((STATES / f"{state}.json").read_text()), **PASSPHRASE)


def _stored(stack):
    """The resources of this package that the state holds now."""
    done = stack.run("stack", "export", "--stack", "dev", **PASSPHRASE)
    resources = json.loads(done.stdout)["deployment"]["resources"]
    return [each for each in resources if "ivs-realtime:" in each["type"] and "providers" not in each["type"]]


def _declared(state):
    resources = json.loads(state.read_text())["deployment"]["resources"]
    return [each for each in resources if not each["urn"].endswith(":pulumi-python::default")]


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
