"""YAML and JSON as the CLI's libraries read and write them."""

import pytest

from pulumi_offline.workspace.go_yaml import YamlError, json_text, key_text, load


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"a: 1", {"a": 1}),
        (b"a: yes", {"a": "yes"}),
        (b"a: true", {"a": True}),
        (b"a: ~", {"a": None}),
        (b"a: 0x10", {"a": 16}),
        (b"a: 1e3", {"a": 1000.0}),
        (b'a: "1"', {"a": "1"}),
        (b"1: a", {1: "a"}),
        (b"\xef\xbb\xbfa: 1", {"a": 1}),
        (b"x: &x {a: 1}\ny: {<<: *x, b: 2}", {"x": {"a": 1}, "y": {"a": 1, "b": 2}}),
        (b"", None),
    ],
)
def test_scalars_are_of_the_type_that_the_cli_takes_them_for(text, value):
    assert load(text) == value


def test_what_cannot_be_read_names_the_line():
    with pytest.raises(YamlError, match="line 2"):
        load(b"a: 1\nb: [")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        (1.0, "1"),
        (1e21, "1e+21"),
        (1e-7, "1e-7"),
        (0.1, "0.1"),
        ("<&>", r'"\u003c\u0026\u003e"'),
        ({1.5: 1}, '{"1.5":1}'),
    ],
)
def test_json_is_written_as_the_cli_writes_it(value, text):
    assert json_text(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_has_not_are_refused(value):
    with pytest.raises(YamlError, match="unsupported value"):
        json_text([value])


@pytest.mark.parametrize(("key", "text"), [(None, "<nil>"), (True, "true"), (1, "1"), (1e6, "1e+06"), (0.5, "0.5")])
def test_keys_are_text_in_the_end(key, text):
    assert key_text(key) == text
