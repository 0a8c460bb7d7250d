"""A provider's configuration: explicit ones have their arguments alone, the default one the stack's keys."""

from __future__ import annotations

import json

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as proto

from plugin.protocol import PROVIDER, UNKNOWN, Plugin, output, secret, struct
from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.plugin import configuration
from pulumi_ivs_realtime.plugin.configuration import is_secret_of_stack, keys_of

DEFAULT = "urn:pulumi:dev::rooms::pulumi:providers:ivs-realtime::default_0_1_0"


@pytest.fixture
def stack(tmp_path, monkeypatch):
    """Sets the stack's configuration, as a `pulumi` on PATH prints it."""

    def says(answer: str, code: int = 0) -> None:
        script = f"#!/bin/sh\ncat <<'ANSWER'\n{answer}\nANSWER\nexit {code}\n"
        (tmp_path / "pulumi").write_text(script)
        (tmp_path / "pulumi").chmod(0o755)
        configuration._read.cache_clear()

    monkeypatch.setattr(configuration, "engine_address", lambda: ("127.0.0.1", 1))
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    region = {"value": "eu-west-1", "secret": False}
    tags = {"value": '{"tags":{"a":"1"}}', "objectValue": {"tags": {"a": "1"}}, "secret": True}
    says(json.dumps({"aws:region": region, "aws:defaultTags": tags, "rooms:secret": {"value": "x", "secret": True}}))
    yield says
    configuration._read.cache_clear()


def check_config(plugin: Plugin, urn: str = PROVIDER, **arguments: object) -> list[str]:
    found = plugin.stub.CheckConfig(proto.CheckRequest(urn=urn, news=struct(arguments)))
    assert found.inputs == struct(arguments)
    return [each.reason for each in found.failures]


def test_an_explicit_provider_takes_nothing_from_the_stack(stack):
    assert keys_of({"profile": "live"}, PROVIDER) == {"aws:profile": "live"}


def test_the_default_provider_has_the_stacks_keys(stack):
    assert keys_of({"version": "0.1.0", "createMark": "false"}, DEFAULT) == {
        "aws:region": "eu-west-1",
        "aws:defaultTags": '{"tags":{"a":"1"}}',
        "ivs-realtime:createMark": "false",
    }
    assert is_secret_of_stack("aws:defaultTags", DEFAULT)
    assert not is_secret_of_stack("aws:region", DEFAULT)
    assert not is_secret_of_stack("aws:defaultTags", PROVIDER)


def test_its_own_arguments_win(stack):
    assert keys_of({"region": "us-east-1"}, DEFAULT)["aws:region"] == "us-east-1"


@pytest.mark.parametrize(("answer", "code"), [("{", 0), ("", 1)])
def test_a_stack_that_cannot_be_read_is_refused(stack, answer, code):
    """Without its configuration another account might be used."""
    stack(answer, code)

    with pytest.raises(InvalidConfiguration, match="cannot be read"):
        keys_of({}, DEFAULT)


def test_without_pulumi_on_the_path_it_is_refused(stack, monkeypatch, tmp_path):
    (tmp_path / "pulumi").unlink()
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(InvalidConfiguration, match="pulumi is not on the PATH"):
        keys_of({}, DEFAULT)


def test_objects_come_as_json_or_as_they_are():
    tags = {"tags": {"team": "live"}}

    assert keys_of({"defaultTags": tags}, PROVIDER) == keys_of({"defaultTags": json.dumps(tags)}, PROVIDER)
    assert keys_of({"quotas": {"GetStage": 5}, "createMark": False}, PROVIDER) == {
        "ivs-realtime:quotas": '{"GetStage": 5}',
        "ivs-realtime:createMark": "false",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"defaultTags": '{"tag": {}}'}, "aws:defaultTags: tag is unknown"),
        ({"maxRetries": "many"}, "aws:maxRetries"),
        ({"regoin": "eu-west-1"}, 'did you mean "aws:region"'),
        ({"defaultTags": '{"tags": {"aws:mine": "1"}}'}, "which AWS reserves"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(plugin, arguments, said):
    (failure,) = check_config(plugin, **arguments)

    assert said in failure


def test_good_arguments_are_taken_as_they_are(plugin):
    assert check_config(plugin, region="eu-west-1", secretKey=secret("s"), defaultTags='{"tags": {"a": "1"}}') == []


def test_what_is_not_known_yet_is_not_judged(plugin):
    assert check_config(plugin, region=output(), maxRetries=UNKNOWN) == []


def test_what_the_stack_says_wrongly_is_told_but_not_refused(plugin, stack, capfd):
    stack(json.dumps({"aws:regoin": {"value": "eu-west-1", "secret": False}}))

    assert check_config(plugin, DEFAULT) == []
    assert 'did you mean "aws:region"' in capfd.readouterr().err


def test_configure_refuses_what_check_config_was_not_asked(plugin):
    with pytest.raises(grpc.RpcError) as error:
        plugin.configure(defaultTags="[]")

    assert "aws:defaultTags" in error.value.details()


@pytest.mark.parametrize(("news", "changes"), [({"region": "a"}, False), ({"region": "b"}, True)])
def test_a_changed_provider_is_updated_and_replaces_nothing(plugin, news, changes):
    request = proto.DiffRequest(urn=PROVIDER, old_inputs=struct({"region": "a"}), news=struct(news))

    found = plugin.stub.DiffConfig(request)

    assert found.changes == (proto.DiffResponse.DIFF_SOME if changes else proto.DiffResponse.DIFF_NONE)
    assert not found.replaces
