"""Property bags as `pulumi up` lays them out."""

import click

from pulumi_offline.cli.tree import bag, difference

LOBBY = {"arn": "arn:1", "name": "lobby", "tags": {"for": "audience", "team": "live"}}
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}


def plain(lines):
    return [click.unstyle(line) for line in lines]


def test_nested_values_are_indented_and_their_names_aligned():
    assert plain(bag({"lobby": LOBBY})) == [
        "    lobby: {",
        '        arn : "arn:1"',
        '        name: "lobby"',
        "        tags: {",
        '            for : "audience"',
        '            team: "live"',
        "        }",
        "    }",
    ]


def test_a_change_inside_shows_what_is_around_it():
    changed = {**LOBBY, "tags": {"for": "audience", "team": "video"}}

    assert plain(difference({"lobby": LOBBY}, {"lobby": changed})) == [
        "  ~ lobby: {",
        '        arn : "arn:1"',
        '        name: "lobby"',
        "      ~ tags: {",
        '            for : "audience"',
        '          ~ team: "live" => "video"',
        "        }",
        "    }",
    ]


def test_added_and_removed_members_bear_their_signs():
    assert plain(difference({"a": 1, "b": [1, "x"]}, {"b": [1, "x"], "c": {"d": True}}, keep=True)) == [
        "  - a: 1",
        "    b: [",
        "        [0]: 1",
        '        [1]: "x"',
        "    ]",
        "  + c: {",
        "      + d: true",
        "    }",
    ]


def test_internal_properties_are_not_shown_at_any_depth():
    """As the CLI leaves out `__provider`: names that begin with `__` are the provider's own, and widen a bag alone."""
    old, new = {"__kept": 1, "a": {"__kept": 1, "b": 1}}, {"__kept": 2, "__more": 1, "a": {"__kept": 2, "b": 2}}

    assert plain(bag(old)) == ["    a     : {", "        b     : 1", "    }"]
    assert plain(difference(old, new, keep=True)) == ["  ~ a: {", "      ~ b: 1 => 2", "    }"]
    assert plain(difference({}, {"__more": 1})) == []


def test_secrets_are_not_shown():
    assert plain(bag({"token": SECRET})) == ["    token: [secret]"]
