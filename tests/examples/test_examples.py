"""Every example runs: up, up again without a change, destroy; nothing is left."""

import json
import runpy
from pathlib import Path

import boto3
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pulumi_offline.resource.property_values import revealed

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def example(stack, ivs_realtime_service):
    """Chooses an example for the stack."""

    def chosen(name):
        stack.program = EXAMPLES / name
        stack.environment.update(ivs_realtime_service.environment())
        return stack

    return chosen


def stages(service):
    return [stage for region in service.state()["regions"] for stage in region["stages"]]


def key_pair():
    """PEMs of a private key and of its public half."""
    private = ec.generate_private_key(ec.SECP384R1())
    kept = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    imported = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return kept.decode(), imported.decode()


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/Pulumi.yaml")))
def test_an_example_is_applied_kept_and_destroyed(example, ivs_realtime_service, name):
    stack = example(name)
    stack.mock_resources(aws_resources)

    assert stack.up().created
    assert stack.preview().unchanged
    assert stack.up().unchanged
    assert stack.refresh().unchanged
    stack.destroy()
    assert stages(ivs_realtime_service) == []


def aws_resources(type_, name, inputs):
    """What AWS would answer: names and ARNs."""
    return f"{name}-1", {"name": f"{name}-1", "arn": f"arn:aws:{type_}:{name}", **inputs}


def test_the_token_reaches_the_function_and_stays_a_secret(example, ivs_realtime_service):
    stack = example("token-to-lambda")
    handed_over = {}

    def noting(type_, name, inputs):
        handed_over[type_] = inputs
        return aws_resources(type_, name, inputs)

    stack.mock_resources(noting)
    stack.up()

    resources = stack.state["deployment"]["resources"]
    function = next(found for found in resources if found["type"] == "aws:lambda/function:Function")
    [line] = stages(ivs_realtime_service)
    variables = revealed(handed_over["aws:lambda/function:Function"])["environment"]["variables"]
    assert variables["STAGE_ARN"] == line["arn"]
    assert "ciphertext" in json.dumps(function["inputs"]["environment"])
    assert variables["TOKEN"] not in json.dumps(stack.state)
    assert stack.outputs == {"function": "moderator-1"}
    (joined,) = ivs_realtime_service.join(line["arn"], token=variables["TOKEN"])
    assert joined["userId"] == "moderator"
    assert stack.preview().unchanged


def test_a_viewer_joins_with_a_token_that_the_application_signs(example, ivs_realtime_service, monkeypatch):
    """The key pair's public half is imported, the private one signs; nothing is called for a viewer."""
    stack = example("host-token")
    stack.up()
    private, public = key_pair()
    aws = boto3.client("ivs-realtime", region_name="eu-west-1")
    arn = aws.import_public_key(publicKeyMaterial=public)["publicKey"]["arn"]
    ivs_realtime_service.reset_calls()

    viewers = runpy.run_path(str(EXAMPLES / "host-token" / "viewers.py"))
    token = viewers["viewer_token"](stack.outputs, {"arn": arn, "privateKey": private}, "viewer-1")

    stage = stack.outputs["stageArn"]
    (host,) = ivs_realtime_service.join(stage, token=stack.outputs["hostToken"])
    (viewer,) = ivs_realtime_service.join(stage, token=token)
    assert (host["userId"], viewer["userId"]) == ("host", "viewer-1")
    assert ivs_realtime_service.calls() == []
    with pytest.raises(ValueError, match="does not allow to publish"):
        ivs_realtime_service.publish(stage, viewer["participantId"])
