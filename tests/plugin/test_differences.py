"""Detailed differences: by path, tags by key, and what takes another resource."""

from __future__ import annotations

import pytest
from pulumi.runtime.proto.provider_pb2 import PropertyDiff

from plugin.protocol import UNKNOWN
from pulumi_ivs_realtime.plugin.differences import detailed

ADD, DELETE, UPDATE = PropertyDiff.ADD, PropertyDiff.DELETE, PropertyDiff.UPDATE


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": "1"}, {"a": "2"}, {'tags["a"]': UPDATE}),
        ({"a": "1"}, {"b": "1"}, {'tags["a"]': DELETE, 'tags["b"]': ADD}),
        ({"a": "1", "b": "2"}, {"a": "1", "b": ""}, {'tags["b"]': UPDATE}),
        (None, {"a": "1"}, {"tags": ADD}),
        ({"a": "1"}, None, {"tags": DELETE}),
        ({"a": "1"}, UNKNOWN, {"tags": UPDATE}),
        ({"a": "1"}, {"a": UNKNOWN}, {'tags["a"]': UPDATE}),
        ({'quo"te.d': "1"}, {}, {'tags["quo\\"te.d"]': DELETE}),
    ],
)
def test_tags_differ_by_key(before, after, paths):
    found = detailed(["tags"], [], _without_none(tags=before), _without_none(tags=after))

    assert {path: each.kind for path, each in found.items()} == paths
    assert all(each.inputDiff for each in found.values())


def test_what_takes_another_resource_says_so():
    found = detailed(["region", "s3"], ["region", "s3"], {"region": "a", "s3": {"bucketName": "x"}}, {"region": "b"})

    assert {path: each.kind for path, each in found.items()} == {
        "region": PropertyDiff.UPDATE_REPLACE,
        "s3": PropertyDiff.DELETE_REPLACE,
    }


def test_an_output_that_time_changes_is_no_difference_of_inputs():
    (found,) = detailed(["expirationTime"], ["expirationTime"], {"duration": 60}, {"duration": 60}).values()

    assert (found.kind, found.inputDiff) == (PropertyDiff.UPDATE_REPLACE, False)


def test_what_does_not_count_is_not_shown():
    assert detailed([], [], {"a": "1"}, {"a": "2"}) == {}


def _without_none(**given):
    return {name: value for name, value in given.items() if value is not None}
