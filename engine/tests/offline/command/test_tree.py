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


def test_secrets_are_not_shown():
    assert plain(bag({"token": SECRET})) == ["    token: [secret]"]
