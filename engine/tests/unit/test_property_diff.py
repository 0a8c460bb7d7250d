"""The engine's own comparison of two bags."""

import pytest

from pulumi_offline.resource.property_diff import changes, input_diff, inverted, replaces, with_replace_on_changes
from pulumi_offline.resource.property_values import Secret


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [(("a",), "update")]),
        ({"a": 1}, {"b": 1}, [(("a",), "delete"), (("b",), "add")]),
        ({"a": None}, {}, []),
        ({"a": [1, 2]}, {"a": [1, 3, 4]}, [(("a", 1), "update"), (("a", 2), "add")]),
        ({"a": {"b": 1}}, {"a": "text"}, [(("a",), "update")]),
        ({"a": 1}, {"a": True}, [(("a",), "update")]),
    ],
)
def test_differences_are_named_where_they_are(old, new, found):
    assert list(changes(old, new)) == found


def test_equal_bags_have_no_difference():
    assert input_diff({"a": Secret(1)}, {"a": 1}).changes == "none"


def test_a_difference_names_properties_once_and_paths_in_full():
    found = input_diff({"tags": {"a": "1", "b": "1"}}, {"tags": {"a": "2"}})

    assert (found.changes, found.changed) == ("some", ["tags"])
    assert found.detailed == {"tags.a": ("update", True), "tags.b": ("delete", True)}


def test_a_refresh_sees_a_difference_from_the_other_side():
    found = inverted(input_diff({"a": 1, "b": 1}, {"b": 2, "c": 1}))

    assert found.detailed == {"a": ("add", True), "b": ("update", True), "c": ("delete", True)}


@pytest.mark.parametrize(("pattern", "replaced"), [("a", True), ("*", True), ("b", False), ("a[", False)])
def test_a_change_at_a_named_path_replaces(pattern, replaced):
    found = with_replace_on_changes(input_diff({"a": 1}, {"a": 2}), [pattern])

    assert replaces(found) is replaced
    assert found.detailed == {"a": ("update-replace" if replaced else "update", True)}
