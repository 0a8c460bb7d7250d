"""Property values as they travel: what is secret and what is not known stays so, wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.protocol import SIGNATURE, UNKNOWN, output, props, secret, struct
from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.plugin import values
from pulumi_ivs_realtime.plugin.values import Secret

SCALARS = st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8)
NESTED = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        | inner.filter(lambda value: not isinstance(value, Secret)).map(Secret)
    ),
    max_leaves=8,
)


def test_a_secret_is_read_where_it_stands():
    read = values.read(struct({"tags": {"a": secret("1"), "b": "2"}, "names": ["x", secret("y")]}))

    assert read == {"tags": {"a": Secret("1"), "b": "2"}, "names": ["x", Secret("y")]}
    assert values.plain(read) == {"tags": {"a": "1", "b": "2"}, "names": ["x", "y"]}
    assert sorted(values.secret_names(read)) == ["names", "tags"]


def test_an_output_is_its_value_and_without_one_not_known_yet():
    read = values.read(
        struct({"a": output(value="1"), "b": output(value="2", secret=True), "c": output(), "d": output(secret=True)})
    )

    assert read == {"a": "1", "b": Secret("2"), "c": UNKNOWN, "d": Secret(UNKNOWN)}
    assert values.is_unknown(read["c"])
    assert not values.is_unknown(read["a"])


def test_a_reference_to_a_resource_is_its_id():
    resource = {SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e", "urn": "urn:of:it"}

    assert values.read(struct({"a": {**resource, "id": "arn:of:it"}, "b": resource})) == {
        "a": "arn:of:it",
        "b": "urn:of:it",
    }


@pytest.mark.parametrize("signature", ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"])
def test_an_asset_and_an_archive_are_refused(signature):
    with pytest.raises(InvalidInputs, match="an asset or an archive"):
        values.read(struct({"a": [{SIGNATURE: signature, "text": "x"}]}))


@settings(max_examples=40)
@given(st.dictionaries(st.text(min_size=1, max_size=4), NESTED, max_size=4))
def test_what_is_written_is_read_again(whole):
    written = values.written(whole)

    assert values.read(written) == whole


def test_what_is_set_to_nothing_is_not_set():
    """Go and Node send it as null; the dynamic host does not hand it over."""
    assert values.read(struct({"name": None, "tags": {"a": None, "b": "1"}, "s": secret({"c": None})})) == {
        "tags": {"b": "1"},
        "s": Secret({}),
    }


@settings(max_examples=40)
@given(st.dictionaries(st.text(min_size=1, max_size=4), NESTED, max_size=4))
def test_marks_of_secrets_are_put_back_by_the_pattern(whole):
    assert values.marked(values.plain(whole), whole) == _outermost(whole)


def test_what_always_is_a_secret_is_one_as_a_whole_and_once():
    marked = values.marked({"streamKey": "k", "list": [{"a": "1"}]}, {"list": [{"a": Secret("1")}]}, ["streamKey"])

    assert marked == {"streamKey": Secret("k"), "list": [{"a": Secret("1")}]}
    assert values.marked({"a": {"b": "1"}}, {"a": {"b": Secret("1")}}, ["a"]) == {"a": Secret({"b": "1"})}
    assert props(values.written({"a": Secret("1"), "gone": None})) == {"a": secret("1")}


def test_a_list_that_has_grown_keeps_its_marks():
    assert values.marked({"a": ["1", "2"]}, {"a": [Secret("0")]}) == {"a": [Secret("1"), "2"]}


def test_a_secret_does_not_show_itself():
    assert "hunter2" not in repr(values.read(struct({"a": secret("hunter2")})))


def _outermost(value):
    """A secret within a secret is one."""
    if isinstance(value, Secret):
        return Secret(values.plain(value))
    if isinstance(value, dict):
        return {key: _outermost(inner) for key, inner in value.items()}
    return [_outermost(inner) for inner in value] if isinstance(value, list) else value
