"""Values of properties: equality, secrets, what is not known."""

import pytest

from pulumi_offline.resource.property_values import (
    UNKNOWN,
    Asset,
    Reference,
    Secret,
    Unknown,
    blinded,
    contains_secrets,
    contains_unknowns,
    equal,
    revealed,
    with_secrets_of,
)


def test_there_is_one_unknown():
    assert Unknown() is UNKNOWN


@pytest.mark.parametrize(("a", "b"), [(True, 1), (0, False), ([1], [True]), ({"a": 1}, {"a": True}), ([1], [1, 2])])
def test_what_looks_alike_to_python_is_not_equal(a, b):
    assert not equal(a, b)


@pytest.mark.parametrize("value", [1, True, "a", None, [1, {"a": [None]}], Secret({"a": 1}), Reference("urn", "id")])
def test_a_value_equals_itself(value):
    assert equal(value, value)


def test_secrets_are_compared_by_what_they_hide():
    assert Secret({"a": 1}, "v1:x") == Secret({"a": 1}, "v1:y")
    assert Secret(1) != Secret(True)
    assert Secret(1) != 1


def test_assets_are_compared_by_their_hash_and_without_one_by_their_fields():
    assert Asset({"path": "a", "hash": "1"}) == Asset({"path": "b", "hash": "1"})
    assert Asset({"path": "a", "hash": "1"}) != Asset({"path": "a", "hash": "2"})
    assert Asset({"path": "a"}) != Asset({"path": "b"})


@pytest.mark.parametrize("value", [UNKNOWN, [UNKNOWN], {"a": [Secret(UNKNOWN)]}])
def test_what_is_not_known_is_found_at_any_depth(value):
    assert contains_unknowns(value)
    assert not contains_unknowns({"a": ["b", None]})


@pytest.mark.parametrize("value", [Secret(1), [Secret(1)], {"a": {"b": Secret(1)}}])
def test_secrets_are_found_revealed_and_blinded_at_any_depth(value):
    assert contains_secrets(value)
    assert not contains_secrets(revealed(value))
    assert "[secret]" in str(blinded(value))
    assert "1" not in str(blinded(value))


def test_outputs_are_secret_where_the_inputs_of_that_name_are():
    given = {"a": Secret(1), "b": {"c": Secret(2), "d": 3}, "e": [Secret(4)], "gone": Secret(5)}

    marked = with_secrets_of({"a": 1, "b": {"c": 2, "d": 3}, "e": [4], "f": 6}, given)

    assert marked == {"a": Secret(1), "b": {"c": Secret(2), "d": 3}, "e": Secret([4]), "f": 6}
    assert not isinstance(marked["f"], Secret)
