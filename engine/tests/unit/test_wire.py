"""Bags of properties as protobuf has them."""

import hashlib

import pytest

from pulumi_offline.resource.property_values import (
    ASSET,
    OUTPUT,
    SECRET,
    SIGNATURE,
    UNKNOWN,
    Asset,
    Reference,
    Secret,
    equal,
)
from pulumi_offline.resource.wire import Reader, Writer

BAG = {
    "text": "a",
    "whole": 3,
    "broken": 0.5,
    "large": 2.0**60,
    "yes": True,
    "none": None,
    "list": [1, [], {}],
    "object": {"a": {"b": []}},
    "secret": Secret({"a": 1}),
    "later": UNKNOWN,
    "component": Reference("urn:c"),
    "resource": Reference("urn:r", "id", "1.2.3"),
    "coming": Reference("urn:n", UNKNOWN),
}


def test_what_is_written_is_read():
    read = Reader().props(Writer(secrets=True, references=True).struct(BAG))

    assert list(read) == sorted(BAG)
    assert all(equal(read[key], BAG[key]) for key in BAG)
    assert isinstance(read["whole"], int)
    assert isinstance(read["large"], float)


def test_a_reader_without_secrets_and_references_gets_what_they_stand_for():
    read = Reader().props(Writer(secrets=False).struct(BAG))

    assert read["secret"] == {"a": 1}
    assert (read["component"], read["resource"], read["coming"]) == ("urn:c", "id", UNKNOWN)


def test_what_is_not_known_is_left_out_where_it_must_be():
    written = Writer(secrets=False, unknowns=False).struct({"a": UNKNOWN, "b": [UNKNOWN, 1], "c": {"d": UNKNOWN}})

    assert Reader().props(written) == {"b": [1], "c": {}}


def output(**fields):
    return Writer(secrets=True).struct({"a": {SIGNATURE: OUTPUT, **fields}})


def test_an_output_brings_its_value_secrecy_and_dependencies():
    reader = Reader()

    assert reader.props(output(value=1, secret=True, dependencies=["urn:x"])) == {"a": Secret(1)}
    assert reader.props(output(dependencies=["urn:y"])) == {"a": UNKNOWN}
    assert reader.dependencies == {"urn:x", "urn:y"}


def test_an_asset_is_hashed_when_it_is_read(tmp_path):
    (tmp_path / "file").write_text("content")
    struct = Writer(secrets=True).struct(
        {"a": {SIGNATURE: ASSET, "path": "file"}, "b": {SIGNATURE: ASSET, "text": "content"}}
    )

    read = Reader(str(tmp_path)).props(struct)

    assert isinstance(read["a"], Asset)
    assert read["a"] == read["b"]
    assert read["a"].fields["hash"] == hashlib.sha256(b"content").hexdigest()


def test_what_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="unrecognized signature"):
        Reader().props(Writer(secrets=True).struct({"a": {SIGNATURE: "other"}}))
    with pytest.raises(TypeError, match="no property can hold a set"):
        Writer(secrets=True).struct({"a": {1}})


def test_a_secret_is_told_by_its_signature():
    struct = Writer(secrets=True).struct({"a": Secret(1)})

    assert struct.fields["a"].struct_value.fields[SIGNATURE].string_value == SECRET
