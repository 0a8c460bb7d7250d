"""What the AWS CLI's own examples show in an answer, the local service answers too."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

# Beside the lowest and the newest versions of all else there is none: each wants the botocore of its own day.
EXAMPLES = Path(pytest.importorskip("awscli").__file__).parent / "examples" / "ivs-realtime"

LEFT_OUT = {
    ".ingestConfigurations[].participnatId",  # a slip of the example's
    # What a participant's own program tells about itself, and where a recording lies: there is none of either here.
    *(f".participant.{name}" for name in ("browserName", "browserVersion", "ispName", "osName", "osVersion")),
    *(f".participant.{name}" for name in ("sdkVersion", "recordingS3BucketName", "recordingS3Prefix")),
}


def shown(example: str) -> set[str]:
    """The members of the first answer in an example."""
    text = (EXAMPLES / f"{example}.rst").read_text()
    answer = re.search(r"Output::\n\s*\n?(\s*\{.*?\n    \})\s*\n", text, re.S)[1]
    # Some of the examples lack a comma between two members, or have one too many.
    answer = re.sub(r"(?<=[\"}\]\w])(?=\s*\n\s*\")", ",", answer)
    return set(members(json.loads(re.sub(r",(?=\s*[}\]])", "", answer))))


def members(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict) and not path.endswith((".tags", ".attributes")):
        for name, inner in value.items():
            yield f"{path}.{name}"
            yield from members(inner, f"{path}.{name}")
    if isinstance(value, list) and value:
        yield from members(value[0], f"{path}[]")


@pytest.fixture
def world(ivs, service) -> dict[str, Any]:
    """One of everything, and a participant who has come and gone."""
    stage = ivs.create_stage(name="stage1", participantTokenConfigurations=[{"userId": "alice"}])
    arn = stage["stage"]["arn"]
    joined = service.join(arn, publish=True)[0]
    service.leave(arn)
    where = {"stageArn": arn, "sessionId": joined["sessionId"]}
    public = ec.generate_private_key(ec.SECP384R1()).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    key = ivs.import_public_key(publicKeyMaterial=pem.decode())
    storage = ivs.create_storage_configuration(name="s", s3={"bucketName": "some-bucket"})
    encoder = ivs.create_encoder_configuration(name="e")
    ingest = ivs.create_ingest_configuration(name="i", ingestProtocol="RTMPS", stageArn=arn)
    return {
        "create-stage": stage,
        "get-stage": ivs.get_stage(arn=arn),
        "list-stages": ivs.list_stages(),
        "update-stage": ivs.update_stage(arn=arn, name="stage1a"),
        "create-participant-token": ivs.create_participant_token(stageArn=arn),
        "get-stage-session": ivs.get_stage_session(**where),
        "list-stage-sessions": ivs.list_stage_sessions(stageArn=arn),
        "get-participant": ivs.get_participant(**where, participantId=joined["participantId"]),
        "list-participants": ivs.list_participants(**where),
        "list-participant-events": ivs.list_participant_events(**where, participantId=joined["participantId"]),
        "import-public-key": key,
        "get-public-key": ivs.get_public_key(arn=key["publicKey"]["arn"]),
        "list-public-keys": ivs.list_public_keys(),
        "create-storage-configuration": storage,
        "get-storage-configuration": ivs.get_storage_configuration(arn=storage["storageConfiguration"]["arn"]),
        "list-storage-configurations": ivs.list_storage_configurations(),
        "create-encoder-configuration": encoder,
        "get-encoder-configuration": ivs.get_encoder_configuration(arn=encoder["encoderConfiguration"]["arn"]),
        "list-encoder-configurations": ivs.list_encoder_configurations(),
        "create-ingest-configuration": ingest,
        "get-ingest-configuration": ivs.get_ingest_configuration(arn=ingest["ingestConfiguration"]["arn"]),
        "list-ingest-configurations": ivs.list_ingest_configurations(),
        "update-ingest-configuration": ivs.update_ingest_configuration(arn=ingest["ingestConfiguration"]["arn"]),
    }


def test_answers_hold_what_the_examples_show(world):
    missing = {name: shown(name) - set(members(answer)) - LEFT_OUT for name, answer in world.items()}

    assert {name: paths for name, paths in missing.items() if paths} == {}


def test_events_come_in_the_order_of_the_example(world):
    """Newest first, as the AWS CLI's example has them."""
    events = [event["name"] for event in world["list-participant-events"]["events"]]

    assert events == ["LEFT", "PUBLISH_STOPPED", "PUBLISH_STARTED", "JOINED"]
    assert '"LEFT"' in (EXAMPLES / "list-participant-events.rst").read_text().split("PUBLISH_STOPPED")[0]
