"""A host whose engine was killed makes nothing, takes nothing over, and ends."""

import io
import socket
import sys

import pytest

from marks import mark, stages
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.lifecycle import host
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY
from steps import Declaration


class HostEnded(BaseException):
    """Stands for the end of this process."""


@pytest.fixture
def engine_gone(monkeypatch):
    """The host was started by an engine that has been killed since."""
    listener = socket.create_server(("127.0.0.1", 0))
    monkeypatch.setattr(sys, "argv", ["host", f"127.0.0.1:{listener.getsockname()[1]}"])
    monkeypatch.setattr(sys, "tracebacklimit", None, raising=False)  # a host sets it, for the rest of the process

    def end(code):
        raise HostEnded(code)

    monkeypatch.setattr(host.os, "_exit", end)
    yield listener.close
    listener.close()


def test_a_host_without_its_engine_makes_no_stage(provider, aws, engine_gone):
    engine_gone()

    with pytest.raises(HostEnded):
        Declaration(provider).up()

    assert stages(aws) == []


def test_a_host_without_its_engine_leaves_the_mark(provider, aws, engine_gone, monkeypatch):
    create = door.IvsRealTimeClient.create

    def engine_dies_meanwhile(client, kind, arguments):
        stage = create(client, kind, arguments)
        engine_gone()
        return stage

    monkeypatch.setattr(door.IvsRealTimeClient, "create", engine_dies_meanwhile)

    with pytest.raises(HostEnded):
        Declaration(provider).up()

    assert [MARK_KEY in stage["tags"] for stage in stages(aws)] == [True]


def test_a_host_without_its_engine_leaves_the_mark_also_when_the_removal_must_be_repeated(
    provider, service, aws, engine_gone, monkeypatch
):
    service.fault("429", "UntagResource", count=1)
    slow_down = door.Limiter.slow_down

    def engine_dies_meanwhile(limiter, operation):
        engine_gone()
        slow_down(limiter, operation)

    monkeypatch.setattr(door.Limiter, "slow_down", engine_dies_meanwhile)

    with pytest.raises(HostEnded):
        Declaration(provider).up()

    assert [MARK_KEY in stage["tags"] for stage in stages(aws)] == [True]


def test_a_host_without_its_engine_takes_nothing_over(provider, aws, engine_gone):
    begun = aws.create_stage(tags=mark())["stage"]
    engine_gone()

    with pytest.raises(HostEnded):
        Declaration(provider).up()

    assert aws.get_stage(arn=begun["arn"])["stage"]["tags"] == begun["tags"]


class NobodyReads(io.StringIO):
    """A pipe whose reader has been killed."""

    def write(self, _):
        raise BrokenPipeError


def test_a_host_without_its_engine_ends_though_nobody_reads_its_words(engine_gone, monkeypatch):
    engine_gone()
    monkeypatch.setattr(sys, "stderr", NobodyReads())

    with pytest.raises(HostEnded):
        host.require_engine()
