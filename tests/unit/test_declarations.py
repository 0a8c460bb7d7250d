"""The declarations of the resources, and what is generated from them."""

import dataclasses

import pytest

from generator import files, words
from pulumi_ivs_realtime.declarations import RESOURCES, STAGE, Block, Property
from pulumi_ivs_realtime.declarations.shapes import blocks, shape_of
from pulumi_ivs_realtime.model import patterns, shapes


def owned():
    """Every property of every resource, with the resource or the block that it belongs to."""
    for resource in RESOURCES:
        yield from ((resource, each) for each in (*resource.inputs, *resource.computed))
        for block in blocks((*resource.arguments, *resource.computed)):
            yield from ((block, each) for each in block.members)


EACH = [pytest.param(owner, each, id=f"{owner.name}.{each.name}") for owner, each in owned()]
PATTERNS = sorted({rules["pattern"] for owner, each in owned() if "pattern" in (rules := shape_of(owner, each))})


def test_generated_source_is_what_the_declarations_make_of_it():
    assert [*files.differing()] == []


def test_another_sentence_in_a_declaration_makes_its_source_stale(monkeypatch):
    *others, forced, adopt = STAGE.arguments
    edited = dataclasses.replace(
        STAGE, arguments=(*others, dataclasses.replace(forced, about="another sentence"), adopt)
    )
    monkeypatch.setattr(files, "RESOURCES", (edited,))
    stale = [path.as_posix() for path in files.differing()]
    assert stale == [
        "provider/pulumi_ivs_realtime/resources/stage.py",
        "provider/pulumi_ivs_realtime/rules/inputs/stage.py",
    ]


@pytest.mark.parametrize(("owner", "declared"), EACH)
def test_a_property_has_a_shape_and_is_described(owner, declared):
    assert shape_of(owner, declared)["type"]
    assert declared.about
    assert not declared.about.endswith(".")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_said_in_words(pattern):
    assert patterns.form(pattern) or patterns.characters(pattern)


def test_a_property_that_the_model_does_not_have_is_an_error():
    block = Block(name="HlsConfiguration", shape="ParticipantRecordingHlsConfiguration", about="HLS.", members=())
    with pytest.raises(KeyError, match="segmentLength"):
        shape_of(block, Property(name="segment_length"))


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_arguments_that_creation_needs_are_required(resource):
    needed = set(shapes()[resource.creation].get("required", ())) if resource.creation else set()
    assert needed <= {each.wire_name for each in resource.arguments if each.required}


@pytest.mark.parametrize("owner", RESOURCES, ids=lambda owner: owner.name)
def test_a_block_has_every_member_that_the_model_has(owner):
    for block in blocks((*owner.arguments, *owner.computed)):
        assert {each.wire_name for each in block.members} == set(shapes()[block.shape]["members"])


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ("StageName", "at most 128 characters: letters, digits, '-' and '_'"),
        ("StageArn", "the ARN of a stage"),
        ("AutoParticipantRecordingStorageConfigurationArn", 'the ARN of a storage configuration or ""'),
        ("IngestConfigurationArn", "the ARN of an ingest configuration"),
        ("S3BucketName", "3-63 characters: lower-case letters, digits, '-' and '.'"),
        ("ParticipantTokenDurationMinutes", "1-20160 minutes"),
        ("ThumbnailIntervalSeconds", "1-86400 seconds"),
        ("ParticipantTokenCapabilities", 'any of "PUBLISH" and "SUBSCRIBE"'),
        ("ParticipantRecordingMediaTypeList", 'one of ["AUDIO_VIDEO"], ["AUDIO_ONLY"], ["NONE"]'),
        ("IngestProtocol", '"RTMP" or "RTMPS"'),
        ("Tags", "keys of 1-128 characters, values of at most 256 characters"),
        ("StageSessionId", "16 characters: 'st-' before letters and digits"),
    ],
)
def test_limits_are_said_in_words(shape, said):
    assert words.limits(shapes()[shape]) == said
