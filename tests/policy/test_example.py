"""The policy pack of the examples: in its own process under the offline engine, and on the CLI."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import pulumi_ivs_realtime as ivs
from policy.conftest import PACK, PACKAGES

URN = "urn:pulumi:{}::rooms::pulumi-python:dynamic/ivs-realtime:Stage::lobby"


def test_a_stage_without_a_team_gets_one_and_one_with_a_team_keeps_it(stack, ivs_realtime_service, remediate, analyzer):
    pack = analyzer("dev")
    remediate(lambda type_, inputs: pack.remediate(f"urn:pulumi:dev::rooms::{type_}::any", inputs))

    def rooms():
        ivs.Stage("lobby", name="lobby", region="eu-west-1")
        ivs.Stage("studio", name="studio", region="eu-west-1", tags={"team": "video"})

    stack.program = rooms
    stack.up()

    stages = [stage for region in ivs_realtime_service.state()["regions"] for stage in region["stages"]]
    assert {stage["name"]: stage["tags"] for stage in stages} == {
        "lobby": {"team": "unowned"},
        "studio": {"team": "video"},
    }
    assert stack.up().unchanged


def test_the_stacks_default_tags_name_a_team_as_well(analyzer):
    inputs = {"name": "lobby", "tagsAll": {"team": "video"}}

    assert analyzer("dev").remediate(URN.format("dev"), inputs) == inputs


@pytest.mark.parametrize(("stack", "force", "count"), [("prod", True, 1), ("prod", False, 0), ("dev", True, 0)])
def test_nobody_is_thrown_out_in_production(analyzer, stack, force, count):
    inputs = {"name": "lobby", "tagsAll": {}, "forceDestroy": force}

    assert len(analyzer(stack).violations(URN.format(stack), inputs)) == count


PROGRAM = """
import pulumi
import pulumi_ivs_realtime as ivs

forced = pulumi.Config().get_bool("forced")
stage = ivs.Stage("lobby", name="lobby", region="eu-west-1", tags={"for": "all"}, force_destroy=forced or False)
pulumi.export("tags", stage.tags_all)
"""


@pytest.fixture
def cli(tmp_path, ivs_realtime_service):
    """Runs the CLI with the pack."""
    if not shutil.which("pulumi"):
        pytest.skip("there is no pulumi CLI on PATH")
    (tmp_path / "rooms").mkdir()
    (tmp_path / "state").mkdir()
    (tmp_path / "rooms" / "Pulumi.yaml").write_text("name: rooms\nruntime: python\n")
    (tmp_path / "rooms" / "__main__.py").write_text(PROGRAM)
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(PACKAGES),
        "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }

    def run(*words, policies=True, fails=False):
        flags = ["--policy-pack", str(PACK)] if policies else []
        done = subprocess.run(
            ["pulumi", *words, *flags], cwd=tmp_path / "rooms", env=environment, capture_output=True, text=True
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout

    return run


def changes(shown):
    return {key: count for key, count in json.loads(shown)["changeSummary"].items() if key != "same"}


@pytest.mark.cli
def test_on_the_cli_the_pack_reaches_the_service_and_the_next_up_is_calm(cli, ivs_realtime_service):
    cli("stack", "init", "dev", policies=False)
    cli("up", "--yes", "--skip-preview")

    (stage,) = [stage for region in ivs_realtime_service.state()["regions"] for stage in region["stages"]]
    assert stage["tags"] == {"for": "all", "team": "unowned"}
    ivs_realtime_service.reset_calls()
    assert changes(cli("preview", "--json")) == {}
    assert "2 unchanged" in cli("up", "--yes", "--skip-preview")
    assert ivs_realtime_service.calls() == []
    assert "2 unchanged" in cli("refresh", "--yes", "--skip-preview", policies=False)


@pytest.mark.cli
def test_on_the_cli_the_pack_stops_a_production_stack(cli, ivs_realtime_service):
    cli("stack", "init", "prod", policies=False)
    cli("config", "set", "forced", "true", policies=False)

    assert "force_destroy=True throws people out of a live room" in cli("up", "--yes", "--skip-preview", fails=True)
    assert ivs_realtime_service.calls("CreateStage") == []
