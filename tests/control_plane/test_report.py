"""What the report of a preview says of encoders, keys and recordings, and when its gate closes."""

from __future__ import annotations

from pathlib import Path

import pytest

from control_plane.kinds import public_key
from impact.cli import ENGINES, CommandLine
from ivs_realtime_local import LocalService
from report.rooms import STREAMED, as_native, declare, held, up

LOBBY = 'lobby = ivs.Stage("lobby")\n'
CAMERA = 'ivs.IngestConfiguration("camera", ingest_protocol="RTMPS", stage_arn=lobby.arn{})\n'
KEY = 'ivs.PublicKey("key", name="{}", public_key_material="""{}""")\n'

pytestmark = pytest.mark.parametrize("engine", ENGINES, indirect=True)


@pytest.fixture
def engine(tmp_path: Path, service: LocalService, request: pytest.FixtureRequest) -> CommandLine:
    """A stack, on each engine."""
    found = CommandLine(tmp_path, service, offline=request.param)
    found.begin()
    return found


def gate(
    engine: CommandLine, *lines: str, causes: tuple[str, ...] = ("disconnect",), native: str = ""
) -> tuple[int, str]:
    """The exit code of `ivs-realtime impact --live --fail-on …` and what it says.

    `native`: the resource that is aws-native's; no plugin of it is at hand.
    """
    declare(engine, *lines)
    preview = engine.preview("--show-sames", **STREAMED).stdout
    preview = as_native(preview, native) if native else preview
    done = engine.reported(preview, "--live", *(word for cause in causes for word in ("--fail-on", cause)))
    return done.returncode, done.stdout + done.stderr


def publish(engine: CommandLine) -> str:
    [region] = engine.service.state()["regions"]
    [camera] = region["ingestConfigurations"]
    engine.service.control("POST", "participants", {"ingestConfigurationArn": camera["arn"]})
    return str(camera["arn"])


def test_a_publishing_encoder_closes_the_gate(engine):
    up(engine, LOBBY, CAMERA.format(""))
    publish(engine)

    code, said = gate(engine, LOBBY, CAMERA.format(', user_id="b"'))

    assert code == 3
    assert "An encoder publishes with camera now. It is to be replaced: pulumi up refuses while it publishes" in said
    assert "1 ingest configuration is in use by an encoder, which pulumi up refuses" in said


def test_by_force_it_is_cut_off(engine):
    forced = ", force_destroy=True"
    up(engine, LOBBY, CAMERA.format(forced))
    publish(engine)

    code, said = gate(engine, LOBBY)

    assert code == 3
    assert "It is deleted all the same, because force_destroy is set, and the encoder is cut off." in said
    assert "1 encoder would be cut off" in said


def test_another_stage_for_a_publishing_encoder_closes_the_gate(engine):
    up(engine, LOBBY, CAMERA.format(""))
    publish(engine)

    code, said = gate(
        engine, LOBBY, 'ivs.Stage("foyer")\n', CAMERA.replace("stage_arn=lobby.arn", "stage_arn=''").format("")
    )

    assert code == 3
    assert "It is to be changed: pulumi up refuses while it publishes" in said


def test_an_encoder_that_does_not_publish_leaves_it_open_and_needs_another_key(engine):
    up(engine, LOBBY, CAMERA.format(""))

    code, said = gate(engine, LOBBY, CAMERA.format(', user_id="b"'))

    assert code == 0
    assert "camera is replaced because of user_id, with a new stream key for every encoder." in said


def test_tags_of_a_publishing_encoder_leave_it_open(engine):
    up(engine, LOBBY, CAMERA.format(""))
    publish(engine)

    code, said = gate(engine, LOBBY, CAMERA.format(', tags={"seat": "4"}'))

    assert code == 0
    assert "encoder publishes" not in said


def test_an_encoder_that_could_not_be_asked_for_closes_it(engine):
    up(engine, LOBBY, CAMERA.format(""))
    engine.service.fault("AccessDeniedException", "GetIngestConfiguration")

    code, said = gate(engine, LOBBY)

    assert code == 3
    assert "whether an encoder publishes is not known: AWS answered GetIngestConfiguration with AccessDenied" in said
    assert "1 encoder may be publishing, and AWS could not be asked" in said


def test_other_material_closes_it(engine):
    up(engine, KEY.format("first", public_key(1)))

    code, said = gate(engine, KEY.format("first", public_key(2)))

    assert code == 3
    assert "key is replaced because of public_key_material: tokens signed with the old key are refused" in said
    assert "tokens signed with 1 public key would be refused" in said


def test_another_name_of_the_same_key_closes_it_for_the_gap(engine):
    up(engine, KEY.format("first", public_key(1)))

    code, said = gate(engine, KEY.format("second", public_key(1)))

    assert code == 3
    assert "until the key is imported again, tokens that it signed are refused" in said


def test_a_key_that_goes_closes_it(engine):
    up(engine, KEY.format("first", public_key(1)))

    code, said = gate(engine)

    assert code == 3
    assert "key is deleted: tokens signed with it are refused from then on." in said


def test_a_second_key_leaves_it_open(engine):
    up(engine, KEY.format("first", public_key(1)))

    code, _ = gate(
        engine, KEY.format("first", public_key(1)), KEY.replace('"key"', '"next"').format("b", public_key(2))
    )

    assert code == 0


def test_a_key_of_another_provider_that_goes_closes_it(engine):
    up(engine, KEY.format("first", public_key(1)))

    code, said = gate(engine, native="key")

    assert code == 3
    assert said.startswith("rooms/dev: tokens signed with 1 public key would be refused")
    assert "key is deleted: tokens signed with it are refused from then on." in said


def test_other_material_of_a_key_of_another_provider_closes_it(engine):
    up(engine, KEY.format("first", public_key(1)))

    code, said = gate(engine, KEY.format("first", public_key(2)), native="key")

    assert code == 3
    assert "tokens signed with the old key are refused" in said


def test_an_encoder_of_another_provider_is_cut_off(engine):
    up(engine, LOBBY, CAMERA.format(""))
    publish(engine)

    code, said = gate(engine, LOBBY, native="camera")

    assert code == 3
    assert said.startswith("rooms/dev: Would cut off 1 encoder")
    assert "aws-native:ivs:IngestConfiguration does not look whether anyone is there, and the encoder is cut" in said


def test_an_idle_encoder_of_another_provider_closes_it(engine):
    up(engine, LOBBY, CAMERA.format(""))

    code, said = gate(engine, LOBBY, native="camera")

    assert code == 3
    assert "1 ingest configuration is deleted by a provider that would not look whether anyone has joined" in said


def test_another_stage_for_an_encoder_of_another_provider_cuts_it_off(engine):
    up(engine, LOBBY, CAMERA.format(""))
    publish(engine)

    code, said = gate(engine, LOBBY, CAMERA.replace("stage_arn=lobby.arn", "stage_arn=''").format(""), native="camera")

    assert code == 3
    assert "It is changed all the same, because aws-native:ivs:IngestConfiguration does not look" in said


@pytest.mark.parametrize(
    ("declared", "noun"),
    [
        ('ivs.StorageConfiguration("{}", name="a", s3={{"bucket_name": "abc"}}{})\n', "storage configuration"),
        ('ivs.EncoderConfiguration("{}", name="a"{})\n', "encoder configuration"),
    ],
)
def test_what_is_adopted_and_deleted_by_the_same_run_is_lost(engine, declared, noun):
    """The migration from aws-native with its first step forgotten."""
    up(engine, declared.format("old", ""))
    arn = held(engine)["old"]["id"]

    code, said = gate(engine, declared.format("new", f', adopt="{arn}"'), native="old")

    assert code == 3
    assert said.startswith(f"rooms/dev: 1 {noun} is adopted and deleted by the same run")
    assert f"the deletion comes last, so the {noun} is lost. First let go of it there" in said


def test_a_force_destroy_of_an_encoder_that_is_a_secret_may_be_true(engine):
    up(engine, LOBBY, CAMERA.format(", force_destroy=pulumi.Output.secret(True)"))
    publish(engine)

    code, said = gate(engine, LOBBY)

    assert code == 3
    assert "It may be deleted by force, and the encoder cut off: the value of force_destroy is a secret." in said


def test_a_stage_of_an_encoder_that_is_a_secret_may_be_another(engine):
    secret = CAMERA.replace("stage_arn=lobby.arn", "stage_arn=pulumi.Output.secret({stage})").replace("{})", "{{}})")
    up(engine, LOBBY, 'foyer = ivs.Stage("foyer")\n', secret.format(stage="lobby.arn").format(""))
    publish(engine)

    code, said = gate(engine, LOBBY, 'foyer = ivs.Stage("foyer")\n', secret.format(stage="foyer.arn").format(""))

    assert code == 3
    assert "It is to be changed: pulumi up refuses while it publishes" in said


def test_every_kind_counts_as_deleted_and_replaced(engine):
    storage = 'ivs.StorageConfiguration("archive", s3={"bucket_name": "recordings"})\n'
    up(engine, 'ivs.EncoderConfiguration("hd")\n', storage)

    code, said = gate(engine, storage.replace("recordings", "archive"), causes=("delete", "replace"))

    assert code == 3
    assert "1 encoder configuration would be deleted" in said
    assert "1 storage configuration would be replaced" in said


def test_quotas_of_every_kind_are_counted(engine):
    keys = [KEY.replace('"key"', f'"key-{n}"').format(f"k{n}", public_key(n)) for n in range(1, 5)]

    _, said = gate(engine, *keys)

    assert "This stack needs 4 PublicKey resources in eu-central-1, and an account may have 3 there" in said


def test_the_calls_that_it_tells_are_those_that_up_makes(engine):
    everything = [
        LOBBY,
        CAMERA.format(""),
        KEY.format("first", public_key(1)),
        'ivs.EncoderConfiguration("hd")\n',
        'ivs.StorageConfiguration("archive", s3={"bucket_name": "recordings"})\n',
    ]
    _, said = gate(engine, *everything)
    told = {
        line.split()[0]: int(line.split()[2])
        for line in said.splitlines()
        if " eu-central-1 " in line and line.split()[0] in OPERATIONS
    }
    engine.service.reset_calls()

    up(engine, *everything)

    made = [call["operation"] for call in engine.service.calls()]
    assert told == {operation: made.count(operation) for operation in set(made)}


OPERATIONS = {
    f"{verb}{name}"
    for name in ("Stage", "StorageConfiguration", "EncoderConfiguration", "IngestConfiguration", "PublicKey")
    for verb in ("Create", "Import", "Get")
} | {
    "ListStages",
    "ListStorageConfigurations",
    "ListEncoderConfigurations",
    "ListIngestConfigurations",
    "ListPublicKeys",
    "TagResource",
    "UntagResource",
}
