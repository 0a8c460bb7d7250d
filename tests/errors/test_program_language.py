"""Messages speak the program's language: its spelling of properties, words for patterns, and what an Output is."""

import pulumi
import pytest

import pulumi_ivs_realtime as ivs
from pulumi_ivs_realtime.rules.spelling import as_python, with_python_keys

FORMATTED = "an Output formatted as text"
STORAGE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/rec0rd1ngs"


@pytest.mark.parametrize(
    ("path", "spelt"),
    [
        ("stageArn", "stage_arn"),
        (
            "autoParticipantRecordingConfiguration.thumbnailConfiguration.storage[0]",
            "auto_participant_recording_configuration.thumbnail_configuration.storage[0]",
        ),
        ('tags["CostCenter"]', 'tags["CostCenter"]'),
        ('attributes["userId"].x', 'attributes["userId"].x'),
        ('tags["a]"b"]', 'tags["a]"b"]'),
        ("s3.bucketName", "s3.bucket_name"),
    ],
)
def test_properties_are_spelt_as_in_python_and_keys_of_maps_stay(path, spelt):
    assert as_python(path) == spelt


def test_keys_of_a_block_are_spelt_as_in_python():
    block = {"mediaTypes": ["NONE"], "hlsConfiguration": {"targetSegmentDurationSeconds": 6}}
    spelt = {"media_types": ["NONE"], "hls_configuration": {"target_segment_duration_seconds": 6}}
    assert with_python_keys(block) == spelt


def formatted(what: str):
    """A program that formats an Output as text where `what` says."""
    first = ivs.Stage("first")
    arn = f"{first.arn}"
    declare = {
        "name": lambda: ivs.Stage("second", name=arn),
        "tags": lambda: ivs.Stage("second", tags={"first": f"of {arn}"}),
        "key": lambda: ivs.Stage("second", tags={arn: "first"}),
        "attributes": lambda: ivs.ParticipantToken("second", stage_arn=first.arn, attributes={"first": arn}),
        "stage_arn": lambda: ivs.ParticipantToken("second", stage_arn=arn),
        "adopt": lambda: ivs.Stage("second", adopt=arn),
        "logical name": lambda: ivs.Stage(arn),
        "look-up": lambda: ivs.get_stage(arn=arn),
    }
    declare[what]()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("name", f"name holds {FORMATTED}"),
        ("tags", f'tags["first"] holds {FORMATTED}'),
        ("key", f"tags has a key that holds {FORMATTED}"),
        ("attributes", f'attributes["first"] holds {FORMATTED}'),
        ("stage_arn", f"stage_arn holds {FORMATTED}"),
        ("adopt", f"adopt holds {FORMATTED}"),
        ("logical name", f"the logical name of a resource holds {FORMATTED}"),
        ("look-up", f"get_stage: arn holds {FORMATTED}"),
    ],
)
def test_an_output_in_an_f_string_is_called_what_it_is(stack, what, said):
    stack.program = lambda: formatted(what)

    assert said in " ".join(stack.preview(fails=True).errors)


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (lambda: ivs.Stage("lobby", tags={1: "a"}), '"lobby": tags has the key 1; write "1".'),
        (
            lambda: ivs.Stage("lobby", tags={pulumi.Output.from_input("a"): "a"}),
            '"lobby": a key of tags is an Output; make the whole dict in apply.',
        ),
        (
            lambda: ivs.Stage(
                "lobby",
                auto_participant_recording_configuration={
                    "storage_configuration_arn": STORAGE,
                    "media_types": ["NONE"],
                    "mediaTypes": ["AUDIO_ONLY"],
                },
            ),
            "media_types is given twice, also as mediaTypes; keep one of them.",
        ),
        (
            lambda: ivs.Stage.get("lobby", "arn:aws:ivs:eu-central-1:123456789012:stage/abcdefghijkl"),
            'Stage.get: Pulumi cannot read dynamic resources by their id; manage an existing stage with adopt="arn:…"',
        ),
        (lambda: ivs.ParticipantToken.get("host", "x"), "ParticipantToken.get: Pulumi cannot read dynamic resources"),
        (lambda: ivs.Tag.get("team", "x"), "Tag.get: Pulumi cannot read dynamic resources by their id; look tags up"),
    ],
)
def test_a_mistake_that_only_the_program_can_see_is_one_sentence(stack, declare, said):
    stack.program = declare

    assert said in " ".join(stack.preview(fails=True).errors)
