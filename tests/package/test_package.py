"""The package's face: what it offers, and what importing it costs."""

import subprocess
import sys

import pytest

import pulumi_ivs_realtime as ivs

CONTROL_PLANE = {
    "StorageConfiguration": "get_storage_configuration",
    "EncoderConfiguration": "get_encoder_configuration",
    "IngestConfiguration": "get_ingest_configuration",
    "PublicKey": "get_public_key",
}

ENUMERATIONS = {
    "IngestProtocol",
    "ParticipantRecordingMediaType",
    "ParticipantTokenCapability",
    "ThumbnailRecordingMode",
    "ThumbnailStorageType",
}


def test_every_public_name_is_there_and_documented():
    names = {name: getattr(ivs, name) for name in ivs.__all__}
    assert all(each.__doc__ for name, each in names.items() if name not in ENUMERATIONS)


def test_completion_lists_every_public_name_and_imports_none():
    code = "import sys, pulumi_ivs_realtime as ivs; print(set(ivs.__all__) <= set(dir(ivs)), 'pulumi' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "True False\n"


def test_every_error_is_exported_and_stands_in_the_tree():
    from pulumi_ivs_realtime import errors

    own = [each for each in vars(errors).values() if isinstance(each, type) and each.__module__ == errors.__name__]
    tree = {line.lstrip("│├└─ ").split(" ")[0] for line in (errors.__doc__ or "").splitlines() if line.strip()}

    assert {each.__name__ for each in own} <= set(ivs.__all__)
    assert {each.__name__ for each in own} <= tree


SURFACE = ENUMERATIONS | {
    *(f"{name}{form}" for name in ("S3StorageConfiguration", "Video") for form in ("", "Args", "ArgsDict")),
    *(
        form
        for name, function in CONTROL_PLANE.items()
        for form in (name, f"Get{name}Result", function, f"{function}_output")
    ),
    "RedundantIngestCredential",
    "AutoParticipantRecordingConfiguration",
    "AutoParticipantRecordingConfigurationArgs",
    "AutoParticipantRecordingConfigurationArgsDict",
    "GetStageResult",
    "GetStagesResult",
    "GetTagsResult",
    "HlsConfiguration",
    "HlsConfigurationArgs",
    "HlsConfigurationArgsDict",
    "IvsRealTimeError",
    "AccessDenied",
    "Conflict",
    "EngineGone",
    "InvalidConfiguration",
    "InvalidInputs",
    "NoCredentials",
    "NotFound",
    "NotFoundUnproven",
    "QuotaExceeded",
    "Refused",
    "ServiceError",
    "ServiceFault",
    "Throttled",
    "TimedOut",
    "UnrecognizedAnswer",
    "Unreachable",
    "LookupFailed",
    "ParticipantToken",
    "Provider",
    "SignedParticipantToken",
    "Stage",
    "StageEndpoints",
    "StageEndpointsResult",
    "StageSummary",
    "Tag",
    "ThumbnailConfiguration",
    "ThumbnailConfigurationArgs",
    "ThumbnailConfigurationArgsDict",
    "create_participant_token",
    "get_stage",
    "get_stage_output",
    "get_stages",
    "get_stages_output",
    "get_tags",
    "get_tags_output",
}
"""A name more or less is a change for the changelog."""


def test_the_public_surface_is_this():
    assert set(ivs.__all__) == SURFACE


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        (
            "from pulumi_ivs_realtime import Stage, ParticipantToken, Tag, get_stage",
            ["boto3", "botocore.utils", "pulumi_aws"],
        ),
        ("import ivs_realtime_local", ["pulumi", "boto3", "starlette"]),
        ("import pulumi_ivs_realtime.cli.main", ["pulumi", "boto3", "starlette"]),
        ("from pulumi_ivs_realtime import create_participant_token", ["pulumi", "boto3"]),
    ],
)
def test_an_import_does_not_load_what_it_need_not(statement, unwanted):
    check = f"import sys; {statement}; print(*(set({unwanted!r}) & sys.modules.keys()))"

    loaded = subprocess.run([sys.executable, "-c", check], check=True, capture_output=True, text=True).stdout

    assert loaded.split() == []
