"""A storage configuration to which a live stage records is not deleted."""

import pytest

from control_plane.kinds import CASES
from impact.cli import CommandLine
from steps import Declaration

[CASE] = [case for case in CASES if case.named == "StorageConfiguration"]


@pytest.fixture
def storage(provider_of):
    made = Declaration(provider_of(CASE))
    made.up(**CASE.plain)
    made.provider = provider_of(CASE)
    return made


@pytest.fixture
def stage(aws, storage):
    recording = {"storageConfigurationArn": storage.id}
    return aws.create_stage(name="lobby", autoParticipantRecordingConfiguration=recording)["stage"]["arn"]


def test_while_a_live_stage_records_to_it_it_is_not_deleted(storage, stage, service, aws):
    service.join(stage)

    with pytest.raises(Exception, match=f"is in use: the live stages {stage} record to it") as error:
        storage.destroy()

    assert f"or set PULUMI_IVS_FORCE_DESTROY={storage.id} in the environment" in str(error.value)
    assert len(CASE.all(aws)) == 1


def test_while_an_idle_stage_names_it_the_service_decides(storage, stage):
    with pytest.raises(Exception, match=f"DeleteStorageConfiguration with ConflictException: .* is in use by {stage}"):
        storage.destroy()


@pytest.mark.parametrize("live", [True, False])
def test_where_the_service_would_let_it_go_only_live_stages_keep_it(storage, stage, service, aws, live):
    """What AWS does there is not confirmed."""
    service.switch(storage_in_use="allow")
    if live:
        service.join(stage)
        with pytest.raises(Exception, match=f"is in use: the live stages {stage} record to it"):
            storage.destroy()
    else:
        storage.destroy()

    assert len(CASE.all(aws)) == live


def test_a_live_stage_that_records_elsewhere_is_in_nobodys_way(storage, service, aws):
    service.join(aws.create_stage(name="lobby")["stage"]["arn"])

    storage.destroy()

    assert CASE.all(aws) == []


@pytest.mark.parametrize(("bucket", "warned"), [("recordings", True), ("others", False)])
def test_a_bucket_policy_beside_it_is_warned_of(tmp_path, service, bucket, warned):
    """The service writes the bucket's policy; a resource of the program would undo that."""
    engine = CommandLine(tmp_path, service, offline=True)
    engine.begin()
    engine.write(
        "import pulumi_aws as aws\n"
        "import pulumi_ivs_realtime as ivs\n"
        f'aws.s3.BucketPolicy("ours", bucket="{bucket}", policy="{{}}")\n'
        'ivs.StorageConfiguration("archive", s3={"bucket_name": "recordings"})\n'
    )

    preview = engine.preview("--show-sames", PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true").stdout
    said = engine.reported(preview).stdout

    assert ("adds to the policy of its bucket, which ours writes, too" in said) == warned
