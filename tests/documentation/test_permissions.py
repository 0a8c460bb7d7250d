"""Each row of the page on permissions: with its actions alone the use works, and it calls each of them."""

import re

import pytest

import pulumi_ivs_realtime as ivs
from clients import client
from control_plane.kinds import public_key
from documentation.pages import DOCS, table
from impact.cli import called
from pulumi_ivs_realtime.declarations import RESOURCES
from pulumi_ivs_realtime.model import operations

ROWS = {row[0]: set(re.findall(r"`(\w+)`", row[1])) for row in table("iam.md")}
NOBODY = "arn:aws:ivs:eu-central-1:123456789012:stage/AbCdEfGh1234"


def stages(tag, other):
    ivs.Stage("lobby", name=other, tags={tag: "1"})


def tokens(tag, other):
    ivs.ParticipantToken("host", stage_arn=FOUND["stage"], user_id=other)


def tags(tag, other):
    ivs.Tag("team", resource_arn=FOUND["stage"], key="team", value=other)


def storage(tag, other):
    ivs.StorageConfiguration("archive", s3={"bucket_name": "recordings"}, tags={tag: "1"})


def encoders(tag, other):
    ivs.EncoderConfiguration("hd", tags={tag: "1"})


def ingest(tag, other):
    ivs.IngestConfiguration("camera", ingest_protocol="RTMPS", redundant_ingest=other == "b", tags={tag: "1"})


def keys(tag, other):
    ivs.PublicKey("key", public_key_material=public_key(), tags={tag: "1"})


FOUND = {}
USES = {
    "declares stages": stages,
    "declares participant tokens": tokens,
    "declares single tags (`Tag`)": tags,
    "declares storage configurations": storage,
    "declares encoder configurations": encoders,
    "declares ingest configurations": ingest,
    "declares public keys": keys,
}


@pytest.mark.few(3)
@pytest.mark.parametrize("use", USES)
def test_a_whole_life_takes_these_actions_and_no_other(show, use):
    FOUND["stage"] = show.aws.create_stage(name="theirs")["stage"]["arn"]
    for operation in operations().keys() - ROWS[use]:
        show.service.fault("AccessDeniedException", operation)
    show.service.reset_calls()

    assert show.up(lambda: USES[use]("floor", "a")).succeeded
    assert show.up(lambda: USES[use]("room", "b")).succeeded
    assert show.stack.refresh().succeeded
    assert show.stack.destroy().succeeded

    assert set(show.calls()) == ROWS[use]


COMMANDS = {
    "lists stages (`ivs-realtime stages`)": ["stages"],
    "looks for unfinished creations (`ivs-realtime stages --orphans`)": ["stages", "--orphans"],
    "writes programs for what exists (`ivs-realtime adopt`)": ["adopt"],
}


@pytest.mark.parametrize("use", COMMANDS)
def test_a_command_takes_these_actions_and_no_other(service, use):
    """Where there is one of each kind."""
    aws = client(service.url)
    aws.create_stage(name="lobby")
    aws.create_storage_configuration(s3={"bucketName": "recordings"})
    aws.create_encoder_configuration()
    aws.create_ingest_configuration(ingestProtocol="RTMPS")
    aws.import_public_key(publicKeyMaterial=public_key())
    for operation in operations().keys() - ROWS[use]:
        service.fault("AccessDeniedException", operation)
    service.reset_calls()

    done = called(*COMMANDS[use], environment=service.environment("eu-central-1"))

    assert done.returncode == 0, done.stderr
    assert {call["operation"] for call in service.calls()} == ROWS[use]


def test_a_preview_takes_none(show):
    for operation in operations():
        show.service.fault("AccessDeniedException", operation)

    assert ROWS["previews only (`pulumi preview`, without `adopt` and look-ups)"] == set()
    assert show.preview(lambda: stages("floor", "a")).succeeded


def test_the_policy_to_copy_has_every_action():
    policy = set(re.findall(r'"ivs:(\w+)"', (DOCS / "iam.md").read_text("utf-8")))

    assert policy == set().union(*ROWS.values())
    assert {action for each in RESOURCES for action in each.all_operations} <= policy


def test_the_policy_of_the_report_has_the_actions_of_its_row():
    printed = (DOCS / "pull-requests.md").read_text("utf-8")

    assert set(re.findall(r'"ivs:(\w+)"', printed)) == ROWS["reports on a preview with `--live`"]
