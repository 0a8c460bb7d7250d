"""A provider over a real gRPC channel, asked as the engine asks it; values stand as they travel."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent import futures
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import provider_pb2 as proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub, add_ResourceProviderServicer_to_server

from clients import REGION
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.plugin.servicer import Servicer

Props = dict[str, Any]

SIGNATURE = "4dabf18193072939515e22adb298388d"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
EXECUTABLE = str(Path(sys.executable).with_name("pulumi-resource-ivs-realtime"))


def secret(value: Any) -> Props:
    """A secret as it travels."""
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": value}


def output(**parts: Any) -> Props:
    """An output as it travels; without a value it is not known yet."""
    return {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", **parts}


def struct(props: Mapping[str, Any]) -> struct_pb2.Struct:
    """Properties as a message."""
    made = struct_pb2.Struct()
    made.update(props)
    return made


def props(message: struct_pb2.Struct) -> Props:
    """A message's properties."""
    found: Props = json_format.MessageToDict(message)
    return found


def urn_of(type_: str, name: str = "lobby") -> str:
    """The URN of a resource of the plugin."""
    return f"urn:pulumi:dev::rooms::ivs-realtime:index:{type_}::{name}"


PROVIDER = "urn:pulumi:dev::rooms::pulumi:providers:ivs-realtime::one"


@dataclass
class Plugin:
    """A provider behind a channel.

    Attributes:
        urn: of the resource that the requests are about.
        always: inputs that every check adds, as the dynamic host's pickle.
    """

    stub: ResourceProviderStub
    urn: str = urn_of("Stage")
    always: Props = field(default_factory=dict)

    def at(self, type_: str, name: str = "lobby") -> Plugin:
        """The same provider, asked about another resource."""
        return Plugin(self.stub, urn_of(type_, name), self.always)

    def configure(self, *, urn: str = PROVIDER, **arguments: Any) -> proto.ConfigureResponse:
        return self.stub.Configure(proto.ConfigureRequest(urn=urn, args=struct(arguments), acceptSecrets=True))

    def check(self, news: Props, olds: Props | None = None, seed: bytes = b"seed") -> tuple[Props, list[str]]:
        """The inputs, and what is wrong with them."""
        request = proto.CheckRequest(
            urn=self.urn, news=struct({**news, **self.always}), olds=struct(olds or {}), randomSeed=seed
        )
        found = self.stub.Check(request)
        return props(found.inputs), [each.reason for each in found.failures]

    def checked(self, news: Props, olds: Props | None = None) -> Props:
        """The inputs, with which nothing must be wrong."""
        inputs, failures = self.check(news, olds)
        assert not failures
        return inputs

    def diff(self, id_: str, old_inputs: Props, olds: Props, news: Props) -> proto.DiffResponse:
        request = proto.DiffRequest(
            urn=self.urn, id=id_, old_inputs=struct(old_inputs), olds=struct(olds), news=struct(news)
        )
        return self.stub.Diff(request)

    def create(self, inputs: Props, *, preview: bool = False) -> tuple[str, Props]:
        made = self.stub.Create(proto.CreateRequest(urn=self.urn, properties=struct(inputs), preview=preview))
        return made.id, props(made.properties)

    def update(self, id_: str, olds: Props, news: Props, *, preview: bool = False) -> Props:
        request = proto.UpdateRequest(urn=self.urn, id=id_, olds=struct(olds), news=struct(news), preview=preview)
        return props(self.stub.Update(request).properties)

    def read(self, id_: str, inputs: Props | None = None, outputs: Props | None = None) -> tuple[str, Props, Props]:
        """The id, the inputs and the outputs; without either to begin with it is an import."""
        request = proto.ReadRequest(urn=self.urn, id=id_, inputs=struct(inputs or {}), properties=struct(outputs or {}))
        found = self.stub.Read(request)
        return found.id, props(found.inputs), props(found.properties)

    def delete(self, id_: str, outputs: Props) -> None:
        self.stub.Delete(proto.DeleteRequest(urn=self.urn, id=id_, properties=struct(outputs)))

    def invoke(self, function: str, **arguments: Any) -> Props:
        request = proto.InvokeRequest(tok=f"ivs-realtime:index:{function}", args=struct(arguments))
        return props(getattr(self.stub.Invoke(request), "return"))

    def cancel(self) -> None:
        self.stub.Cancel(empty_pb2.Empty())


@contextlib.contextmanager
def in_this_process() -> Iterator[Plugin]:
    """A servicer in this process."""
    server = grpc.server(futures.ThreadPoolExecutor(8))
    add_ResourceProviderServicer_to_server(Servicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Plugin(ResourceProviderStub(channel))
    server.stop(0).wait()


@contextlib.contextmanager
def as_a_process(service: LocalService, *command: str, **environment: str) -> Iterator[Plugin]:
    """A provider in a process of its own, which prints its port; the plugin's own executable by default."""
    process = subprocess.Popen(
        command or (EXECUTABLE,),
        env={**os.environ, **service.environment(REGION), **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        port = process.stdout.readline().strip()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Plugin(ResourceProviderStub(channel))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        process.stdout.close()
