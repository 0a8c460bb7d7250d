"""Type checkers refuse no program that is right."""

from pathlib import Path

import pytest

from editors.checkers import CHECKERS, write

EXAMPLES = Path(__file__).parents[2] / "examples"

RIGHT = """
import pulumi

import pulumi_ivs_realtime as ivs

storage = ivs.StorageConfiguration("archive", s3={"bucket_name": "recordings"})
lobby = ivs.Stage(
    "lobby",
    name="lobby",
    region="eu-central-1",
    tags={"team": "live", "of": pulumi.Output.concat("a", "b")},
    auto_participant_recording_configuration={
        "storage_configuration_arn": storage.arn,
        "media_types": ["AUDIO_ONLY"],
        "thumbnail_configuration": {"recording_mode": "INTERVAL", "target_interval_seconds": 30},
    },
    force_destroy=True,
    opts=pulumi.ResourceOptions(protect=True),
)
ivs.Stage(
    "hall",
    auto_participant_recording_configuration=ivs.AutoParticipantRecordingConfigurationArgs(
        storage_configuration_arn=storage.arn,
        hls_configuration=ivs.HlsConfigurationArgs(target_segment_duration_seconds=6),
        thumbnail_configuration={"storage": ["LATEST"]},
    ),
)
token = ivs.ParticipantToken("host", stage_arn=lobby.arn, capabilities=["SUBSCRIBE"], attributes={"of": lobby.name})
ivs.Tag("team", resource_arn=lobby.arn, key="team", value=lobby.name)
encoder = ivs.EncoderConfiguration("encoder", video={"width": 1280, "height": 720})
camera = ivs.IngestConfiguration("camera", ingest_protocol="RTMPS", stage_arn=lobby.arn)
pulumi.export("arn", lobby.arn)
pulumi.export("events", lobby.endpoints.events)
pulumi.export("token", token.token)
pulumi.export("found", ivs.get_stage(name="lobby").arn)
pulumi.export("whip", ivs.get_stage_output(arn=lobby.arn).endpoints.whip)
"""


@pytest.mark.full  # with the cache of a fresh clone, mypy alone takes as long as all of `make lint`
@pytest.mark.parametrize("checker", CHECKERS)
def test_a_program_that_is_right_is_not_refused(tmp_path, checker):
    texts = {f"example-{path.parent.name}": path.read_text() for path in EXAMPLES.glob("*/__main__.py")}
    # What is not installed here, takes half a minute to read, or lies beside the program.
    others = ("pulumi_policy", "pulumi_aws", "automation", "live_rooms")
    examples = {name: text for name, text in texts.items() if not any(other in text for other in others)}
    write({"right": RIGHT, **examples}, tmp_path)

    assert examples
    assert dict(CHECKERS[checker](tmp_path)) == {}
