"""`custom_timeouts`, which the engine tells a plugin in seconds: what cannot be sent in time is not sent."""

from __future__ import annotations

import time

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as proto

from clients import REGION
from plugin.protocol import struct


def test_a_creation_that_waits_too_long_for_its_quota_sends_nothing(plugin, aws):
    plugin.configure(region=REGION, quotas={"CreateStage": 0.2})
    first = plugin.at("Stage", "first")
    first.create(first.checked({"name": "first"}))
    second = plugin.at("Stage", "second")
    inputs = second.checked({"name": "second"})

    began = time.monotonic()
    with pytest.raises(grpc.RpcError) as error:
        plugin.stub.Create(proto.CreateRequest(urn=second.urn, properties=struct(inputs), timeout=1))

    assert time.monotonic() - began < 1
    assert "CreateStage could not be sent within 1 seconds, the resource's custom timeout" in error.value.details()
    assert 'stage "second"' in error.value.details()
    assert [each["name"] for each in aws.list_stages()["stages"]] == ["first"]


def test_a_deletion_that_is_throttled_ends_when_its_time_is_over(plugin, aws, service):
    id_ = aws.create_stage(name="lobby")["stage"]["arn"]
    _, _, outputs = plugin.read(id_)
    service.fault("429", "DeleteStage", count=100)

    began = time.monotonic()
    with pytest.raises(grpc.RpcError) as error:
        plugin.stub.Delete(proto.DeleteRequest(urn=plugin.urn, id=id_, properties=struct(outputs), timeout=1))

    assert time.monotonic() - began < 6
    assert "TooManyRequestsException" in error.value.details()
    assert aws.get_stage(arn=id_)["stage"]["name"] == "lobby"


def test_what_has_begun_is_brought_to_its_end(plugin, aws, service):
    inputs = plugin.checked({"name": "lobby"})
    service.latency("CreateStage", after=0.6)

    made = plugin.stub.Create(proto.CreateRequest(urn=plugin.urn, properties=struct(inputs), timeout=0.5))

    assert [call["operation"] for call in service.calls()][-2:] == ["CreateStage", "UntagResource"]
    assert aws.get_stage(arn=made.id)["stage"]["tags"] == {}


def test_without_a_timeout_a_call_waits_as_long_as_it_takes(plugin, aws):
    plugin.configure(region=REGION, quotas={"UpdateStage": 1})
    id_, outputs = plugin.create(inputs := plugin.checked({"name": "lobby"}))

    for name in ("hall", "yard", "gate"):
        outputs = plugin.update(id_, outputs, plugin.checked({"name": name}, inputs))

    assert aws.get_stage(arn=id_)["stage"]["name"] == "gate"
