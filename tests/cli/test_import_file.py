"""`ivs-realtime adopt --import-file`: stages taken into a state by `pulumi import`, which reads none of them."""

import json
import os
import re

import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from impact.cli import NO_CLI, CommandLine
from pulumi_ivs_realtime.lifecycle.stage import StageProvider

TAGS = {"team": "live", "who's": 'says "hi"'}


@pytest.fixture
def recorded(aws):
    """A stage with tags and a recording."""
    bucket = f"arn:aws:ivs:eu-central-1:{os.environ['AWS_ACCESS_KEY_ID']}:storage-configuration/AbCdEf123456"
    recording = {"storageConfigurationArn": bucket, "mediaTypes": ["AUDIO_ONLY"]}
    return aws.create_stage(name="main", tags=TAGS, autoParticipantRecordingConfiguration=recording)["stage"]["arn"]


@pytest.fixture
def written(ivs_realtime, tmp_path):
    """Runs the command; the program and the resources of the import file."""

    def run(*words):
        result = ivs_realtime("adopt", "--import-file", str(tmp_path / "import.json"), *words)
        assert result.exit_code == 0, result.output
        return result.stdout, json.loads((tmp_path / "import.json").read_text())["resources"]

    return run


def test_each_stage_is_read_and_written_as_the_service_has_it(service, aws, recorded, written):
    aws.create_stage(name="lobby")
    service.reset_calls()

    program, resources = written()

    assert [call["operation"] for call in service.calls()].count("GetStage") == 2
    assert {each["id"]: each["outputs"]["endpoints"] for each in resources} == {
        stage["arn"]: aws.get_stage(arn=stage["arn"])["stage"]["endpoints"] for stage in aws.list_stages()["stages"]
    }
    assert "adopt=" not in program
    assert {each["name"] for each in resources} == {"main", "lobby"}


def test_the_program_shows_no_difference_to_what_is_imported(recorded, written):
    _, (resource,) = written()
    provider = StageProvider()
    provider.configure(ConfigureRequest(Config({}, "rooms")))
    inputs = resource["inputs"]
    declared = {name: inputs[name] for name in ("name", "tags", "region", "autoParticipantRecordingConfiguration")}
    urn = "urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::main"

    checked = provider.check(inputs, {**declared, "forceDestroy": False, "__createUrn": urn, "__organization": "x"})

    assert checked.failures == []
    assert not provider.diff(recorded, resource["outputs"], checked.inputs).changes
    assert provider.diff(recorded, resource["outputs"], {**checked.inputs, "name": "other"}).changes


def test_all_kinds_are_imported_but_what_has_secrets_which_is_adopted(ivs_realtime, aws, recorded, tmp_path):
    storage = aws.create_storage_configuration(name="archive", s3={"bucketName": "recordings"})["storageConfiguration"]
    camera = aws.create_ingest_configuration(name="camera", ingestProtocol="RTMPS")["ingestConfiguration"]

    result = ivs_realtime("adopt", "--import-file", str(tmp_path / "import.json"))

    imported = json.loads((tmp_path / "import.json").read_text())["resources"]
    assert {each["id"] for each in imported} == {recorded, storage["arn"]}
    assert '"camera" is adopted, not imported' in result.stderr
    assert re.findall(r'adopt="(.+)"', result.stdout) == [camera["arn"]]
    assert camera["streamKey"] not in result.output + (tmp_path / "import.json").read_text()


def test_nothing_is_written_where_nothing_matches_or_the_file_exists(ivs_realtime, recorded, tmp_path):
    file = tmp_path / "import.json"
    assert ivs_realtime("adopt", "--name", "nobody", "--import-file", str(file)).exit_code == 0
    assert not file.exists()
    file.write_text("mine")

    result = ivs_realtime("adopt", "--import-file", str(file))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "import.json exists" in result.stderr
    assert file.read_text() == "mine"


@pytest.mark.cli
@NO_CLI
def test_the_cli_takes_it_in_without_a_call_and_manages_it_from_then_on(ivs_realtime, service, aws, recorded, tmp_path):
    stack = CommandLine(tmp_path, service)
    stack.begin()
    stack.configure("config: {aws:region: eu-central-1}\n")
    key = {"AWS_ACCESS_KEY_ID": os.environ["AWS_ACCESS_KEY_ID"]}
    file = str(tmp_path / "import.json")
    assert ivs_realtime("adopt", "--import-file", file, "--output", str(tmp_path / "adopted.py")).exit_code == 0
    (tmp_path / "__main__.py").write_text("import adopted\n")
    service.reset_calls()

    imported = stack.run("import", "--file", file, "--yes", "--generate-code=false", "--protect=false", **key)
    unchanged = stack.up("--expect-no-changes", **key)

    assert imported.returncode == 0, imported.stdout + imported.stderr
    assert unchanged.returncode == 0, unchanged.stdout + unchanged.stderr
    assert service.calls() == []
    assert stack.run("refresh", "--yes", "--expect-no-changes", **key).returncode == 0
    assert stack.run("destroy", "--yes", **key).returncode == 0
    assert aws.list_stages()["stages"] == []
