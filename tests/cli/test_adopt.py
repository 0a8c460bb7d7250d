"""`ivs-realtime adopt`: the program it writes declares each stage exactly as it is."""

import ast
import os
import subprocess
import sys

import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from impact.cli import ENGINES, PROJECT, STACK, CommandLine, called
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.resources.behaviour.blocks import to_wire
from pulumi_offline.plugins.own_pulumi import with_own_pulumi


@pytest.fixture
def bucket(service):
    """A storage configuration of the test's account."""
    return f"arn:aws:ivs:eu-central-1:{os.environ['AWS_ACCESS_KEY_ID']}:storage-configuration/AbCdEf123456"


def declarations(program):
    """The keyword arguments of each `ivs.Stage(…)`, by resource name."""
    calls = [node.value for node in ast.parse(program).body if isinstance(node, ast.Expr)][1:]
    return {
        ast.literal_eval(call.args[0]): {each.arg: ast.literal_eval(each.value) for each in call.keywords}
        for call in calls
    }


def checked(resource_name, arguments):
    """What check() says to a declaration, as the host would be asked."""
    provider = StageProvider()
    provider.configure(ConfigureRequest(Config({}, "rooms")))
    props = {"__createUrn": f"urn:pulumi:dev::rooms::x::{resource_name}", "__organization": "organization"}
    wire = {_camel(key): to_wire(value) if isinstance(value, dict) else value for key, value in arguments.items()}
    wire["tags"] = arguments.get("tags", {})
    return provider.check({}, {**props, **wire})


def _camel(name):
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


@pytest.fixture
def stages(aws, bucket):
    """Four stages: plain, tagged with all sorts of characters, recorded, and without a name."""
    odd = {"who's": 'says "hi"', "path": "C:\\new", "emoji": "🎥", "empty": ""}
    recording = {"storageConfigurationArn": bucket, "mediaTypes": ["AUDIO_ONLY"], "recordingReconnectWindowSeconds": 60}
    return [
        aws.create_stage(name="lobby")["stage"]["arn"],
        aws.create_stage(name="main", tags=odd)["stage"]["arn"],
        aws.create_stage(name="recorded", autoParticipantRecordingConfiguration=recording)["stage"]["arn"],
        aws.create_stage()["stage"]["arn"],
    ]


def test_adopting_what_it_writes_changes_nothing(ivs_realtime, stages, capsys):
    written = declarations(ivs_realtime("adopt").stdout)

    for resource_name, arguments in written.items():
        assert checked(resource_name, arguments).failures == []
    said = "".join(capsys.readouterr())

    assert {arguments["adopt"] for arguments in written.values()} == set(stages)
    for arn in stages:
        assert f"adopts {arn}: nothing about it will change" in said


def test_recording_is_declared_where_there_is_some(ivs_realtime, stages, bucket):
    written = declarations(ivs_realtime("adopt").stdout)

    assert written["recorded"]["auto_participant_recording_configuration"]["storage_configuration_arn"] == bucket
    assert "auto_participant_recording_configuration" not in written["lobby"]


def test_equal_names_become_different_resources(ivs_realtime, aws):
    arns = {aws.create_stage(name="lobby")["stage"]["arn"] for _ in range(3)}

    written = declarations(ivs_realtime("adopt").stdout)

    assert {arguments["adopt"] for arguments in written.values()} == arns
    assert {arguments["name"] for arguments in written.values()} == {"lobby"}


def test_tags_and_names_select(ivs_realtime, aws):
    aws.create_stage(name="lobby", tags={"team": "live"})
    aws.create_stage(name="main")

    assert set(declarations(ivs_realtime("adopt", "--tag", "team=live").stdout)) == {"lobby"}
    assert set(declarations(ivs_realtime("adopt", "--name", "main").stdout)) == {"main"}


def test_unfinished_stages_are_left_out_and_named(ivs_realtime, aws):
    arn = aws.create_stage(name="begun", tags={"pulumi:creating": "c1/1700000000/n1"})["stage"]["arn"]

    result = ivs_realtime("adopt")

    assert declarations(result.stdout) == {}
    assert f"{arn} is unfinished and left out" in result.stderr


def test_the_program_is_formatted(ivs_realtime, stages, tmp_path):
    file = tmp_path / "__main__.py"
    assert ivs_realtime("adopt", "--output", str(file)).exit_code == 0

    ruff = [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", str(file)]
    diff = subprocess.run(ruff, capture_output=True, text=True)

    assert diff.returncode == 0, diff.stdout


def test_a_file_that_exists_is_left_alone(ivs_realtime, service, stages, tmp_path):
    program = tmp_path / "__main__.py"
    program.write_text("# mine\n")
    service.reset_calls()

    result = ivs_realtime("adopt", "--output", str(program))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: {program} exists; name a new file, or overwrite it with --force.\n"
    assert program.read_text() == "# mine\n"
    assert service.calls() == []


def test_force_overwrites_it(ivs_realtime, stages, tmp_path):
    program = tmp_path / "__main__.py"
    program.write_text("# mine\n")

    assert ivs_realtime("adopt", "--output", str(program), "--force").exit_code == 0

    assert {each["adopt"] for each in declarations(program.read_text()).values()} == set(stages)


def test_when_nothing_matches_nothing_is_written(ivs_realtime, stages, tmp_path):
    new, old = tmp_path / "new.py", tmp_path / "old.py"
    old.write_text("# mine\n")

    results = [
        ivs_realtime("adopt", "--name", "nobody", *words)
        for words in ((), ("--output", str(new)), ("--output", str(old), "--force"))
    ]

    for result in results:
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == "No resource in eu-central-1 matches.\n"
    assert not new.exists()
    assert old.read_text() == "# mine\n"


def test_a_file_that_cannot_be_written_is_named(ivs_realtime, stages, tmp_path):
    result = ivs_realtime("adopt", "--output", str(tmp_path / "missing" / "x.py"))

    assert result.exit_code == 1
    assert "No such file or directory" in result.stderr


@pytest.mark.parametrize("offline", ENGINES)
def test_what_the_stack_holds_already_is_left_out(offline, service, aws, tmp_path):
    """Else the preview of what it writes refuses an ARN that is declared twice."""
    stack = CommandLine(tmp_path, service, offline)
    stack.begin()
    stack.write(
        'import pulumi_ivs_realtime as ivs\n\nivs.Stage("hall", name="hall")\n', "config:\n  aws:region: eu-central-1\n"
    )
    account = {"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": os.environ["AWS_ACCESS_KEY_ID"]}
    assert stack.up(**account).returncode == 0
    (held,) = (stage["arn"] for stage in aws.list_stages()["stages"])
    aws.create_stage(name="lobby")
    environment = {**stack.environment(), **account}
    if offline:
        environment = with_own_pulumi(environment, tmp_path / "state", PROJECT)

    done = called("adopt", "--stack", f"organization/{PROJECT}/{STACK}", environment=environment)

    assert done.returncode == 0, done.stderr
    assert declarations(done.stdout).keys() == {"lobby"}
    assert done.stderr == f"{held} is held by the stack already and left out.\n"

    program = tmp_path / "adopted.py"
    program.write_text("hall")
    words = ("--stack", f"organization/{PROJECT}/{STACK}", "--output", str(program), "--force")
    refused = called("adopt", *words, environment=environment)

    assert (refused.returncode, program.read_text()) == (1, "hall")
    assert "is not overwritten: the stack holds one of these resources" in refused.stderr


def test_a_state_that_cannot_be_read_leaves_nothing_out(service, aws, tmp_path):
    aws.create_stage(name="lobby")
    environment = {**os.environ, "AWS_REGION": "eu-central-1", "PATH": str(tmp_path)}

    done = called("adopt", "--stack", "dev", environment=environment)

    assert declarations(done.stdout).keys() == {"lobby"}
    assert (
        done.stderr == "Whether this stack holds what is listed is not known: the command pulumi is not on the PATH.\n"
    )
