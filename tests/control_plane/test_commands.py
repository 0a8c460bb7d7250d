"""`ivs-realtime adopt` and `stages --orphans` for all kinds."""

import json

import pytest
from click.testing import CliRunner

from control_plane.kinds import CASES, public_key
from marks import mark
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.cli.main import cli


@pytest.fixture
def command(service, tmp_path, monkeypatch):
    """Runs `ivs-realtime …` outside of any project."""
    for name, value in service.environment("eu-central-1").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def run(*words):
        door.forget_clients()
        return CliRunner().invoke(cli, words)

    yield run
    door.forget_clients()


def make_forty(aws, service):
    """Forty resources of every kind, with every property somewhere."""
    storage = [
        aws.create_storage_configuration(name=f"archive-{n}", s3={"bucketName": f"recordings-{n}"}, tags={"n": str(n)})
        for n in range(5)
    ]
    recording = {"storageConfigurationArn": storage[0]["storageConfiguration"]["arn"], "mediaTypes": ["AUDIO_ONLY"]}
    stages = [
        aws.create_stage(name=f"room-{n}", **({"autoParticipantRecordingConfiguration": recording} if n % 2 else {}))
        for n in range(10)
    ]
    for n in range(10):
        aws.create_encoder_configuration(
            name=f"encoder-{n}", video={"width": 640 + 2 * n, "height": 360, "framerate": 29.5}
        )
    for n in range(12):
        aws.create_ingest_configuration(
            name=f"camera-{n}",
            ingestProtocol="RTMP" if n % 3 == 0 else "RTMPS",
            insecureIngest=n % 3 == 0,
            userId=f"guest-{n}" if n % 2 else "",
            attributes={"seat": str(n)} if n % 2 else {},
            redundantIngest=n % 4 == 0,
            **({"stageArn": stages[n % 10]["stage"]["arn"]} if n % 2 else {}),
            tags={"team": "live"} if n % 2 else {},
        )
    for n in range(3):
        aws.import_public_key(name=f"key-{n}", publicKeyMaterial=public_key(n))


@pytest.mark.full
def test_forty_resources_are_adopted_with_no_change(command, show, service, aws):
    make_forty(aws, service)
    done = command("adopt")
    assert done.exit_code == 0, done.output

    def program():
        exec(done.output, {})

    service.reset_calls()
    first = show.up(program)
    calls = show.calls()
    second = show.up(program)

    said = first.messages
    assert sum("nothing about it will change" in text for text in said) == 40
    assert len(first.created) == 40
    assert not WRITING & set(calls)
    assert second.unchanged


WRITING = {"CreateStage", "UpdateStage", "TagResource", "UntagResource", "UpdateIngestConfiguration", "DeleteStage"}


def test_kinds_are_chosen(command, aws, service):
    make_forty(aws, service)

    done = command("adopt", "--kind", "public-key", "--kind", "storage-configuration")

    assert done.output.count("ivs.PublicKey(") == 3
    assert done.output.count("ivs.StorageConfiguration(") == 5
    assert "ivs.Stage(" not in done.output


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.named)
def test_what_is_unfinished_is_shown_with_what_to_do(case, command, aws):
    arn = case.make(aws, name="lobby", tags=mark())

    found = json.loads(command("stages", "--orphans", "--json").output)

    assert [each["arn"] for each in found] == [arn]
    assert found[0]["advice"].endswith(
        f"delete it: aws ivs-realtime delete-{case.kind.arn_kind} --region eu-central-1 --arn {arn}"
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.named)
def test_what_is_unfinished_is_not_adopted(case, command, aws):
    arn = case.make(aws, name="lobby", tags=mark())

    done = command("adopt")

    assert f"{arn} is unfinished and left out" in done.stderr
