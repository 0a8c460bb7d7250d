"""Storage, encoder and ingest configurations and public keys through whole runs."""

from collections.abc import Sequence

from pulumi_ivs_realtime.model import kinds
from scenarios.scenario import Step, Unlock, destroy, preview, refresh, up
from stage_scenarios.scenario import stages, suite
from stage_scenarios.steps import (
    Calm,
    CountsLimited,
    Gone,
    Joined,
    Left,
    Made,
    MarksAge,
    Publishing,
    ServiceFault,
    ThrownOut,
)

scenarios = suite("us-east-1")

FIRST_KEY = """-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAERg+6c2y570A5ssIcqFtiEoZuWmR4oy3U
a4DH7cYrs1hJxckctNo9MSk/xo+2ULyMRh6GxhvFiBpvFnNJJa0wVm3FYHR7pYuC
a30aHXK9FGhMo0gmrF8rPzZuW2K8qGRk
-----END PUBLIC KEY-----
"""
SECOND_KEY = """-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEX6zvf6EIgm+Fm7fD9CRwWAQaJlfNgYuE
0bYoUS95bswASFRbVbIl++6ieb3BUkZadCq/65RT6bWO5KoVH8sKZTPotYbbfK9I
NH7iNCrzZsh+hEIpeN7P0MXMxygiU5Cc
-----END PUBLIC KEY-----
"""
THIRD_KEY = """-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEGZnO5tfuxmfSbr95sWhe4xLpj+OX/l57
MNgBpj/v342wP5OYMkqnOQU5z0IREnJ8ydcQP+ooHg5t69i/OoeCmqRFLUDKBpGE
VSDEPvJusi8ZM7nWSvf4U3BB2Urd01uV
-----END PUBLIC KEY-----
"""
FOURTH_KEY = """-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEIrtfUzO5MdWOU7ng6llyyEH2Zl3sgWy1
vfUbGMj3BP4QoVuTCkBVjOT4nkNCj/96eQmkjsguh+a/FTq5DaFXvgacR7slzh1O
AKWbhsrZfPytOowrcLDSedNtW7aTi4sD
-----END PUBLIC KEY-----
"""

ALL = f"""
archive = ivs.StorageConfiguration("archive", s3={{"bucket_name": "recordings"}}, tags={{"team": "live"}})
lobby = ivs.Stage(
    "lobby", auto_participant_recording_configuration={{"storage_configuration_arn": archive.arn}}
)
hd = ivs.EncoderConfiguration("hd", video={{"width": 1920, "height": 1080, "framerate": 30}})
camera = ivs.IngestConfiguration("camera", ingest_protocol="RTMPS", stage_arn=lobby.arn, user_id="camera")
key = ivs.PublicKey("key", public_key_material={FIRST_KEY!r})
pulumi.export("stream key", camera.stream_key)
"""


ALONE = {
    "CreateStorageConfiguration": 'ivs.StorageConfiguration("archive", s3={"bucket_name": "recordings"})\n',
    "CreateEncoderConfiguration": 'ivs.EncoderConfiguration("hd")\n',
    "CreateIngestConfiguration": 'ivs.IngestConfiguration("camera", ingest_protocol="RTMPS")\n',
    "ImportPublicKey": f'ivs.PublicKey("key", public_key_material={FIRST_KEY!r})\n',
}


def made(source: str, kill_at: str) -> Sequence[Step]:
    """One is made while something dies; an hour later the next `up` takes it over."""
    unlock = (Unlock(),) if kill_at.startswith("engine") else ()
    return stages(source), up(kill_at=kill_at), *unlock, MarksAge(), up(), up(), destroy()


@scenarios
def control_plane() -> Sequence[Step]:
    """Made, the same again, other tags in place, refreshed, deleted; the stream key is a secret all the way."""
    edited = stages(
        ALL.replace('{"team": "live"}', '{"team": "show"}').replace(
            'user_id="camera"', 'user_id="camera", tags={"seat": "4"}'
        )
    )
    return stages(ALL), preview(), up(), up(), edited, preview(), up(), refresh(), up(), destroy()


@scenarios
def control_plane_replaced() -> Sequence[Step]:
    """What the service cannot change takes another one, and what depends on it follows."""
    changes = (
        ('"recordings"', '"archive"'),
        ('"height": 1080', '"height": 720'),
        ('user_id="camera"', 'user_id="guest"'),
        (repr(FIRST_KEY), repr(SECOND_KEY)),
    )
    edited = ALL
    for before, after in changes:
        edited = edited.replace(before, after)
    return stages(ALL), up(), stages(edited), preview(), up(), up(), destroy()


@scenarios
def control_plane_key_renamed() -> Sequence[Step]:
    """The same key is not there twice: the old one goes first."""
    key = f'ivs.PublicKey("key", name="first", public_key_material={FIRST_KEY!r})\n'
    return stages(key), up(), stages(key.replace('"first"', '"second"')), preview(), up(), destroy()


@scenarios
def control_plane_disappears() -> Sequence[Step]:
    """What was deleted outside of Pulumi is found by a refresh and made again."""
    gone = (
        Gone(kinds.INGEST_CONFIGURATION, "camera"),
        Gone(kinds.PUBLIC_KEY, "key"),
        Gone(kinds.ENCODER_CONFIGURATION, "hd"),
    )
    return stages(ALL), up(), *gone, refresh(), up(), destroy()


@scenarios
def control_plane_adopted() -> Sequence[Step]:
    """What exists already is managed from now on."""
    there = (
        Made(kinds.STORAGE_CONFIGURATION, (("name", "old-storage"), ("s3", {"bucketName": "old"}))),
        Made(kinds.ENCODER_CONFIGURATION, (("name", "old-encoder"),)),
        Made(kinds.INGEST_CONFIGURATION, (("name", "old-camera"), ("ingestProtocol", "RTMPS"))),
        Made(kinds.PUBLIC_KEY, (("name", "old-key"), ("publicKeyMaterial", FIRST_KEY))),
    )
    program = stages(
        f"""
ivs.StorageConfiguration("archive", name="old-storage", s3={{"bucket_name": "old"}}, adopt="<arn of old-storage>")
ivs.EncoderConfiguration("hd", name="old-encoder", adopt="<arn of old-encoder>")
ivs.IngestConfiguration("camera", name="old-camera", ingest_protocol="RTMPS", adopt="<arn of old-camera>")
ivs.PublicKey("key", name="old-key", public_key_material={FIRST_KEY!r}, adopt="<arn of old-key>")
"""
    )
    return *there, program, preview(), up(), up()


@scenarios
def ingest_thrown_out() -> Sequence[Step]:
    """Whoever is thrown out stays out, until the program takes the stage out and puts it back."""
    again = ALL.replace("stage_arn=lobby.arn, ", "")
    out = (Publishing("camera"), ThrownOut("camera"), up("--refresh"), up("--refresh"))
    return stages(ALL), up(), *out, stages(again), up(), stages(ALL), up()


@scenarios
def ingest_in_use() -> Sequence[Step]:
    """While its encoder publishes it is neither replaced nor deleted; by force it is."""
    other = ALL.replace('user_id="camera"', 'user_id="guest"')
    forced = ALL.replace('user_id="camera"', 'user_id="camera", force_destroy=True')
    in_use = (up(), Publishing("camera"), stages(other), up(), stages(ALL), destroy("--target", "**camera"))
    return stages(ALL), *in_use, stages(forced), up(), destroy("--target", "**camera")


@scenarios
def storage_in_use() -> Sequence[Step]:
    """While a live stage of somebody else records to it, it is not deleted."""
    recording = {"storageConfigurationArn": "<arn of archive>"}
    theirs = Made(kinds.STAGE, (("name", "theirs"), ("autoParticipantRecordingConfiguration", recording)))
    archive = stages('ivs.StorageConfiguration("archive", s3={"bucket_name": "recordings"})\n')
    return archive, up(), theirs, Joined("theirs"), destroy(), Left("theirs"), destroy()


@scenarios
def host_dies_after_import_public_key() -> Sequence[Step]:
    """The reply reaches nobody."""
    return made(f'ivs.PublicKey("key", public_key_material={FIRST_KEY!r})\n', "host:ImportPublicKey:after")


@scenarios
def host_dies_after_create_ingest_configuration() -> Sequence[Step]:
    """Of what a listing shows no tags, those of the same name are asked for theirs."""
    return made('ivs.IngestConfiguration("camera", ingest_protocol="RTMPS")\n', "host:CreateIngestConfiguration:after")


@scenarios
def host_dies_before_create_storage_configuration() -> Sequence[Step]:
    """The call takes effect though nobody waits for its reply."""
    source = 'ivs.StorageConfiguration("archive", s3={"bucket_name": "recordings"})\n'
    return made(source, "host:CreateStorageConfiguration:before")


@scenarios
def create_encoder_configuration_fails_after_its_effect() -> Sequence[Step]:
    """A lost reply makes no second one."""
    fault = ServiceFault("500 after", "CreateEncoderConfiguration", count=1)
    return stages('ivs.EncoderConfiguration("hd")\n'), fault, up(), up(), destroy()


@scenarios
def control_plane_quota_exceeded() -> Sequence[Step]:
    """An account that is full is one sentence of each kind, and nothing is left half-done."""
    steps: list[Step] = []
    for operation, source in ALONE.items():
        full = ServiceFault("ServiceQuotaExceededException", operation)
        steps += [stages(source), full, up(), Calm(), up(), destroy()]
    return steps


@scenarios
def public_keys_fill_their_slots() -> Sequence[Step]:
    """Of three slots none is free for the successor of a key; the sentence names the option that makes room."""
    keys = "".join(
        f'ivs.PublicKey("key-{number}", public_key_material={material!r}{{}})\n'
        for number, material in enumerate((FIRST_KEY, SECOND_KEY, THIRD_KEY))
    ).replace("{}", "", 2)
    first = "opts=pulumi.ResourceOptions(delete_before_replace=True)"
    other = keys.replace(repr(THIRD_KEY), repr(FOURTH_KEY))
    return (
        CountsLimited(),
        stages(keys.replace("{}", "")),
        up(),
        stages(other.replace("{}", "")),
        preview(),
        up(),
        stages(other.replace("{}", f", {first}")),
        up(),
        up(),
        destroy(),
    )


@scenarios
def host_dies_after_create_encoder_configuration() -> Sequence[Step]:
    """The reply reaches nobody; the next `up` takes over what was made."""
    operation = "CreateEncoderConfiguration"
    return made(ALONE[operation], f"host:{operation}:after")


@scenarios
def control_plane_lost_replies() -> Sequence[Step]:
    """Of each kind the creation fails after its effect: there is one, and not two."""
    steps: list[Step] = []
    for operation, source in ALONE.items():
        steps += [stages(source), ServiceFault("500 after", operation, count=1), up(), up(), destroy()]
    return steps


@scenarios
def control_plane_property_by_property() -> Sequence[Step]:
    """Each property alone: what is changed in place, and what takes another resource."""
    changes = (
        ('"bucket_name": "recordings"', '"bucket_name": "archive"'),
        ('"archive", s3', '"archive", name="shows", s3'),
        ('"framerate": 30', '"framerate": 60'),
        ('"hd", video', '"hd", name="full-hd", video'),
        ('ingest_protocol="RTMPS"', 'ingest_protocol="RTMP", insecure_ingest=True'),
        ("stage_arn=lobby.arn, ", ""),
        ('user_id="camera"', 'user_id="camera", attributes={"seat": "4"}'),
        ('user_id="camera"', 'user_id="camera", redundant_ingest=True'),
        (repr(FIRST_KEY), repr(FIRST_KEY.replace("\n", "\r\n"))),
        ('"key", public', '"key", name="host", public'),
        ('"key", public', '"key", region="us-west-2", public'),
    )
    steps: list[Step] = [stages(ALL), up()]
    for before, after in changes:
        assert before in ALL, before
        steps += [stages(ALL.replace(before, after)), preview()]
    return [*steps, stages(ALL), preview()]
