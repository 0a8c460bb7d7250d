"""Storage, encoder and ingest configurations, and public keys."""

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def pem(curve=ec.SECP384R1) -> str:
    key = ec.generate_private_key(curve()).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


KINDS = [
    ("storage_configuration", "create", {"s3": {"bucketName": "recordings"}}),
    ("encoder_configuration", "create", {"video": {"width": 640, "height": 360}}),
    ("ingest_configuration", "create", {"ingestProtocol": "RTMPS", "userId": "ada"}),
    ("public_key", "import", {}),
]


@pytest.mark.parametrize(("kind", "verb", "request_"), KINDS, ids=[kind for kind, *_ in KINDS])
def test_basic(connect, kind, verb, request_):
    """Made, read, listed, tagged and deleted like a stage."""
    ivs = connect("us-west-2")
    member = "".join(word.title() if index else word for index, word in enumerate(kind.split("_")))
    request_ = {"publicKeyMaterial": pem()} if kind == "public_key" else request_

    made = getattr(ivs, f"{verb}_{kind}")(name="mine", tags={"a": "b"}, **request_)[member]
    ivs.tag_resource(resourceArn=made["arn"], tags={"c": "d"})

    got = getattr(ivs, f"get_{kind}")(arn=made["arn"])[member]
    listed = getattr(ivs, f"list_{kind}s")()[f"{member}s"]
    assert got == made | {"tags": {"a": "b", "c": "d"}}
    assert [one["arn"] for one in listed] == [made["arn"]]
    assert listed[0].items() <= got.items()
    assert request_.items() <= got.items() or kind == "encoder_configuration"
    getattr(ivs, f"delete_{kind}")(arn=made["arn"])
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        getattr(ivs, f"get_{kind}")(arn=made["arn"])


def test_an_encoder_has_defaults(ivs):
    video = ivs.create_encoder_configuration()["encoderConfiguration"]["video"]

    assert video == {"width": 1280, "height": 720, "framerate": 30, "bitrate": 2_500_000}


@pytest.mark.parametrize("video", [{"width": 641, "height": 360}, {"width": 1920, "height": 1920}])
def test_an_encoder_has_even_sides_and_at_most_two_megapixels(ivs, video):
    with pytest.raises(ClientError, match="ValidationException"):
        ivs.create_encoder_configuration(video=video)


def test_storage_in_use_is_kept(ivs):
    storage = ivs.create_storage_configuration(s3={"bucketName": "used"})["storageConfiguration"]["arn"]
    stage = ivs.create_stage(autoParticipantRecordingConfiguration={"storageConfigurationArn": storage})["stage"]

    with pytest.raises(ClientError, match="ConflictException"):
        ivs.delete_storage_configuration(arn=storage)
    ivs.delete_stage(arn=stage["arn"])

    ivs.delete_storage_configuration(arn=storage)


def test_storage_in_use_goes_where_the_switch_says_so(ivs, service):
    storage = ivs.create_storage_configuration(s3={"bucketName": "used"})["storageConfiguration"]["arn"]
    stage = ivs.create_stage(autoParticipantRecordingConfiguration={"storageConfigurationArn": storage})["stage"]
    service.switch(storage_in_use="allow")
    try:
        ivs.delete_storage_configuration(arn=storage)
    finally:
        service.switch(storage_in_use="conflict")

    recording = ivs.get_stage(arn=stage["arn"])["stage"]["autoParticipantRecordingConfiguration"]
    assert recording["storageConfigurationArn"] == storage


def test_the_same_key_twice_is_a_conflict_unless_the_switch_says_otherwise(ivs, service):
    material = pem()
    first = ivs.import_public_key(publicKeyMaterial=material)["publicKey"]
    with pytest.raises(ClientError, match="ConflictException"):
        ivs.import_public_key(publicKeyMaterial=material)
    service.switch(same_public_key="allow")
    try:
        second = ivs.import_public_key(publicKeyMaterial=material)["publicKey"]
    finally:
        service.switch(same_public_key="conflict")

    assert second["arn"] != first["arn"]
    assert second["fingerprint"] == first["fingerprint"]
    for key in (first, second):
        ivs.delete_public_key(arn=key["arn"])


def test_storage_must_lie_in_the_region_of_the_stage(connect):
    storage = connect("us-east-1").create_storage_configuration(s3={"bucketName": "far"})["storageConfiguration"]

    with pytest.raises(ClientError) as error:
        connect("eu-west-1").create_stage(
            autoParticipantRecordingConfiguration={"storageConfigurationArn": storage["arn"]}
        )

    assert "must be in eu-west-1" in error.value.response["exceptionMessage"]


def test_thumbnails_have_an_interval_only_in_interval_mode(ivs):
    storage = ivs.create_storage_configuration(s3={"bucketName": "thumbs"})["storageConfiguration"]["arn"]

    def recording(**thumbnails):
        return {"storageConfigurationArn": storage, "thumbnailConfiguration": thumbnails}

    with pytest.raises(ClientError, match="ValidationException"):
        ivs.create_stage(autoParticipantRecordingConfiguration=recording(targetIntervalSeconds=5))
    made = ivs.create_stage(
        autoParticipantRecordingConfiguration=recording(targetIntervalSeconds=5, recordingMode="INTERVAL")
    )["stage"]["autoParticipantRecordingConfiguration"]["thumbnailConfiguration"]

    assert made == {"targetIntervalSeconds": 5, "storage": ["SEQUENTIAL"], "recordingMode": "INTERVAL"}


def test_rtmp_needs_insecure_ingest(ivs):
    with pytest.raises(ClientError, match="ValidationException"):
        ivs.create_ingest_configuration(ingestProtocol="RTMP")

    assert ivs.create_ingest_configuration(ingestProtocol="RTMP", insecureIngest=True)


def test_an_encoder_publishes_with_an_ingest_configuration(ivs, service):
    """While it does, the configuration is active: it can be neither moved nor, without force, deleted."""
    stage = ivs.create_stage()["stage"]["arn"]
    made = ivs.create_ingest_configuration(ingestProtocol="RTMPS", stageArn=stage)["ingestConfiguration"]

    joined = service.control("POST", "participants", {"ingestConfigurationArn": made["arn"]})["participants"][0]

    assert joined["participantId"] == made["participantId"]
    assert ivs.list_ingest_configurations(filterByState="ACTIVE")["ingestConfigurations"][0]["arn"] == made["arn"]
    with pytest.raises(ClientError, match="ConflictException"):
        ivs.update_ingest_configuration(arn=made["arn"], stageArn="")
    with pytest.raises(ClientError, match="ConflictException"):
        ivs.delete_ingest_configuration(arn=made["arn"])
    service.leave(stage)
    ivs.update_ingest_configuration(arn=made["arn"], stageArn="")
    ivs.delete_ingest_configuration(arn=made["arn"])


def test_an_ingest_configuration_loses_its_stage_with_the_stage(ivs):
    stage = ivs.create_stage()["stage"]["arn"]
    made = ivs.create_ingest_configuration(ingestProtocol="RTMPS", stageArn=stage)["ingestConfiguration"]

    ivs.delete_stage(arn=stage)

    assert ivs.get_ingest_configuration(arn=made["arn"])["ingestConfiguration"]["stageArn"] == ""


def test_stream_keys_are_not_in_the_log_of_calls(ivs, service):
    made = ivs.create_ingest_configuration(ingestProtocol="RTMPS")["ingestConfiguration"]

    assert made["streamKey"].startswith("rt_123456789012_eu-central-1_")
    assert made["streamKey"] not in str(service.calls())


@pytest.mark.parametrize("material", [pem(ec.SECP256R1), pem().replace("M", "A", 1)], ids=["another curve", "no key"])
def test_public_keys_are_of_the_curve_p384(ivs, material):
    with pytest.raises(ClientError, match="ValidationException"):
        ivs.import_public_key(publicKeyMaterial=material)


def test_a_public_key_is_imported_once(ivs):
    material = pem()
    ivs.import_public_key(publicKeyMaterial=material)

    with pytest.raises(ClientError, match="ConflictException"):
        ivs.import_public_key(publicKeyMaterial=material)


@pytest.mark.parametrize(
    ("kind", "verb", "most"), [("public_key", "import", 3), ("storage_configuration", "create", 5)]
)
def test_count_quotas_of_the_neighbours(connect, service, kind, verb, most):
    ivs = connect("ap-northeast-2")
    service.quotas(counts=True)

    def make():
        wanted = {"publicKeyMaterial": pem()} if kind == "public_key" else {"s3": {"bucketName": "some"}}
        return getattr(ivs, f"{verb}_{kind}")(**wanted)

    for _ in range(most):
        make()
    with pytest.raises(ClientError) as error:
        make()
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 402
