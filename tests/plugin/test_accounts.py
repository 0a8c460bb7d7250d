"""A state is not handed over to the credentials of another account: what that costs, and when it is asked."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as proto

from clients import REGION
from plugin.protocol import PROVIDER, Plugin, Props, struct

OTHERS = "arn:aws:ivs:eu-central-1:999999999999:stage/AbCdEfGh1234"
NAMED = {"name": "lobby"}
DYNAMIC = "urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::lobby"


def olds_of(plugin: Plugin, **changes: Any) -> Props:
    return {**plugin.checked(NAMED), **changes}


def refusal(plugin: Plugin, id_: str, olds: Props) -> str:
    """Both of diff() and update() refuse, in one sentence."""
    news = plugin.checked(NAMED, olds)
    with pytest.raises(grpc.RpcError) as compared:
        plugin.diff(id_, olds, {**olds, "arn": id_}, news)
    with pytest.raises(grpc.RpcError) as updated:
        plugin.update(id_, {**olds, "arn": id_}, news)
    sentence = compared.value.details().removeprefix('comparing stage "lobby": ')
    assert updated.value.details() == f'updating stage "lobby": {sentence}'
    return sentence


def test_a_stage_that_an_alias_hands_over_must_be_of_the_same_account(plugin):
    olds = olds_of(plugin, __createUrn=DYNAMIC)

    said = refusal(plugin, OTHERS, olds)

    assert said.startswith(f"{OTHERS} belongs to account 999999999999, and this provider works in 123456789012: ")


def test_a_stage_of_the_same_account_is_handed_over(plugin, aws, service):
    arn = aws.create_stage(name="lobby")["stage"]["arn"]
    olds = olds_of(plugin, __createUrn=DYNAMIC)
    service.reset_calls()

    answer = plugin.diff(arn, olds, {**olds, "arn": arn}, plugin.checked(NAMED, olds))

    assert answer.changes == proto.DiffResponse.DIFF_NONE
    assert [call["operation"] for call in service.calls()] in ([], ["GetCallerIdentity"])


def test_without_a_hand_over_nobody_is_asked(plugin, service):
    olds = olds_of(plugin)
    service.reset_calls()

    plugin.diff(OTHERS, olds, {**olds, "arn": OTHERS}, plugin.checked(NAMED, olds))

    assert service.calls() == []


def test_a_provider_with_other_credentials_than_before_is_asked_whose_they_are(plugin):
    olds = olds_of(plugin)
    plugin.stub.DiffConfig(
        proto.DiffRequest(urn=PROVIDER, old_inputs=struct({"profile": "a"}), news=struct({"profile": "b"}))
    )

    assert "belongs to account 999999999999" in refusal(plugin, OTHERS, olds)


def test_allowed_accounts_tell_without_a_call(plugin, service):
    plugin.configure(region=REGION, allowedAccountIds='["111111111111"]')
    olds = olds_of(plugin)
    service.reset_calls()

    assert "this provider works in 111111111111" in refusal(plugin, OTHERS, olds)
    assert service.calls() == []


def test_another_kind_is_refused(plugin):
    key = "arn:aws:ivs:eu-central-1:123456789012:public-key/AbCdEfGh1234"

    assert "which is no stage" in refusal(plugin, key, olds_of(plugin))


def test_where_sts_does_not_say_it_goes_on_and_says_so(plugin, service, capfd):
    service.fault("AccessDeniedException", "GetCallerIdentity")
    olds = olds_of(plugin, __createUrn=DYNAMIC)

    plugin.diff(OTHERS, olds, {**olds, "arn": OTHERS}, plugin.checked(NAMED, olds))

    assert "STS does not say whose the credentials are" in capfd.readouterr().err
