"""Values of the configuration: keys, types, secrets."""

import pytest

from pulumi_offline.errors import WorkspaceError
from pulumi_offline.workspace.configuration import full_key, project_values, refuse_unlike, stack_value


class Crypter:
    """Opens what is written backwards."""

    def decrypt(self, text):
        return text[::-1]


def value(given):
    found = stack_value(given, Crypter())
    return found.text, found.secret, found.structured


def test_a_key_without_a_namespace_is_the_projects():
    assert full_key("region", "rooms") == "rooms:region"
    assert full_key("aws:region", "rooms") == "aws:region"


@pytest.mark.parametrize("key", ["a:b:c", 1, None])
def test_what_is_no_key_is_refused(key):
    with pytest.raises(WorkspaceError, match="could not parse"):
        full_key(key, "rooms")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("a", ("a", False, False)),
        (1, ("1", False, False)),
        (True, ("true", False, False)),
        ({"secure": "cba"}, ("abc", True, False)),
        ({"a": [1, "b"]}, ('{"a":[1,"b"]}', False, True)),
        ({"a": {"secure": "cba"}}, ('{"a":"abc"}', True, True)),
    ],
)
def test_a_value_of_the_stack_is_text(given, found):
    assert value(given) == found


def test_a_project_has_values_and_defaults():
    found = project_values({"a": 1, "b": {"default": "x"}, "aws:c": {"value": [1]}, "d": {"type": "string"}}, "rooms")

    assert {key: each.text for key, each in found.items()} == {"rooms:a": "1", "rooms:b": "x", "aws:c": "[1]"}


def test_what_a_project_declares_must_be_there_and_of_its_type():
    declared = {"a": {"type": "integer"}, "b": {"type": "string", "secret": True}}

    with pytest.raises(WorkspaceError, match="missing configuration values 'a' and 'b'"):
        refuse_unlike(declared, "rooms", "dev", {})
    with pytest.raises(WorkspaceError, match="'a' must be of type 'integer'"):
        refuse_unlike({"a": declared["a"]}, "rooms", "dev", {"rooms:a": stack_value("x", Crypter())})
    with pytest.raises(WorkspaceError, match="'b' must be encrypted"):
        refuse_unlike({"b": declared["b"]}, "rooms", "dev", {"rooms:b": stack_value("x", Crypter())})
