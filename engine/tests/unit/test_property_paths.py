"""Property paths: read, written, compared, and used to keep what is ignored."""

import pytest

from pulumi_offline.resource.property_paths import covers, parse, reset, spell
from pulumi_offline.resource.property_values import Secret, revealed


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("tags", ("tags",)),
        ("tags.team", ("tags", "team")),
        ("ports[0].name", ("ports", 0, "name")),
        ('["a.b"].c', ("a.b", "c")),
        (r'["say \"hi\""]', ('say "hi"',)),
        ("tags[*]", ("tags", "*")),
        ("", ()),
    ],
)
def test_a_path_is_read(text, path):
    assert parse(text) == path


@pytest.mark.parametrize("text", ["tags[", 'tags["a]', "tags[x]"])
def test_what_is_no_path_is_none(text):
    assert parse(text) is None


@pytest.mark.parametrize("text", ["tags.team", "ports[0].name", '["a.b"].c', r'["say \"hi\""]'])
def test_what_is_written_is_what_was_read(text):
    assert spell(parse(text)) == text


def test_a_path_covers_itself_and_what_lies_below():
    assert covers(("tags",), ("tags",))
    assert covers(("tags",), ("tags", "team"))
    assert covers(("tags", "*"), ("tags", "team"))
    assert not covers(("tags", "team"), ("tags",))
    assert not covers(("tags",), ("name",))


@pytest.mark.parametrize(
    ("path", "old", "new", "kept"),
    [
        (("a",), {"a": 1}, {"a": 2, "b": 3}, {"a": 1, "b": 3}),
        (("a",), {}, {"a": 2}, {}),
        (("a",), {"a": 1}, {}, {"a": 1}),
        (("a", "x"), {"a": {"x": 1, "y": 1}}, {"a": {"x": 2, "y": 2}}, {"a": {"x": 1, "y": 2}}),
        (("a", 1), {"a": [1, 1]}, {"a": [2, 2]}, {"a": [2, 1]}),
        (("a", "*"), {"a": {"x": 1}}, {"a": {"x": 2, "y": 2}}, {"a": {"x": 1}}),
        (("a", "*", "x"), {"a": [{"x": 1}]}, {"a": [{"x": 2}]}, {"a": [{"x": 1}]}),
        (("a", "x"), {}, {}, {}),
    ],
)
def test_what_lies_at_a_path_is_kept(path, old, new, kept):
    assert reset(path, old, new) == (kept, True)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (("a", "x"), {"a": {"x": 1}}, {}),
        (("a", 3), {"a": [1]}, {"a": [2]}),
        (("a", "x"), {"a": 1}, {"a": 2}),
        (("a", "*"), {"a": [1]}, {"a": [2, 2]}),
    ],
)
def test_what_cannot_be_kept_is_said_and_left_as_it_is(path, old, new):
    assert reset(path, old, new) == (new, False)


def test_a_secret_stays_one_around_what_is_kept():
    kept, done = reset(("a", "x"), {"a": Secret({"x": 1})}, {"a": Secret({"x": 2, "y": 2})})

    assert done
    assert isinstance(kept["a"], Secret)
    assert revealed(kept) == {"a": {"x": 1, "y": 2}}
