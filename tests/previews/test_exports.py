"""A resource that is exported as a whole shows what its page names, and nothing that only the provider needs."""

import json

import pytest

import pulumi_ivs_realtime as ivs
from clients import REGION
from impact.cli import ENGINES, CommandLine

PROGRAM = """
import pulumi
import pulumi_ivs_realtime as ivs

lobby = ivs.Stage("lobby", tags={"team": pulumi.Output.secret("live")})
pulumi.export("stage", lobby)
pulumi.export("token", ivs.ParticipantToken("host", stage_arn=lobby.arn))
pulumi.export("tag", ivs.Tag("owner", resource_arn=lobby.arn, key="owner", value="live"))
pulumi.export("camera", ivs.IngestConfiguration("camera", ingest_protocol="RTMPS"))
"""
HIDDEN = {"__createUrn", "__organization", "__attempt", "__createAttempt", "__autoName", "__secretInputs"}
KINDS = {"stage": ivs.Stage, "token": ivs.ParticipantToken, "tag": ivs.Tag, "camera": ivs.IngestConfiguration}


@pytest.mark.parametrize("offline", ENGINES)
def test_an_exported_resource_shows_nothing_hidden(offline, service, tmp_path):
    stack = CommandLine(tmp_path, service, offline=offline)
    stack.begin()
    stack.write(PROGRAM, f"config:\n  aws:region: {REGION}\n")
    previewed = stack.preview()
    done = stack.up()

    assert done.returncode == 0, done.stdout + done.stderr
    exported = json.loads(stack.run("stack", "output", "--json", "--stack", "dev").stdout)
    for name, kind in KINDS.items():
        declaration = kind._declaration
        shown = {each.wire_name for each in (*declaration.inputs, *declaration.computed) if not each.hidden}
        assert set(exported[name]) <= shown | {"id", "urn"}
        assert exported[name]["id"]
    in_preview = [step for step in json.loads(previewed.stdout)["steps"] if step["urn"].endswith("rooms-dev")]
    assert in_preview
    outputs = in_preview[0]["newState"].get("outputs", {})
    assert not any(HIDDEN & set(each) for each in outputs.values() if isinstance(each, dict))


def test_the_hidden_ones_are_these():
    declared = {kind: kind._declaration for kind in KINDS.values()}

    assert {name for each in declared.values() for name in each.hidden} == HIDDEN - {"__secretInputs"}
