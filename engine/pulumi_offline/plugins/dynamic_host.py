"""The real dynamic host, driven as the CLI drives a provider plugin."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import grpc
import grpc.aio
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from pulumi_offline.errors import EngineError, ProviderFault
from pulumi_offline.plugins.processes import Line, Process, Zygote
from pulumi_offline.resource.property_values import Props, with_secrets_of
from pulumi_offline.resource.providers import Diff, Failures, Read
from pulumi_offline.resource.urns import name_of, type_of
from pulumi_offline.resource.wire import Reader, Writer

T = TypeVar("T")

_OPTIONS = [("grpc.max_receive_message_length", 1024 * 1024 * 400)]
_UNCERTAIN = {grpc.StatusCode.INTERNAL, grpc.StatusCode.DATA_LOSS, grpc.StatusCode.UNKNOWN}
_CHANGES = {
    provider_pb2.DiffResponse.DIFF_NONE: "none",
    provider_pb2.DiffResponse.DIFF_SOME: "some",
    provider_pb2.DiffResponse.DIFF_UNKNOWN: "unknown",
}

# The dynamic host accepts neither secrets nor references; secrecy is put back by the names of the properties.
_bare = Writer(secrets=False)
_known = Writer(secrets=False, unknowns=False)


class Host:
    """A running dynamic host, configured with the stack's configuration."""

    def __init__(self, process: Process, port: int, *, preview: bool) -> None:
        channel = grpc.aio.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS)
        self.process = process
        self._inputs = _bare if preview else _known
        self._channel = channel
        self._stub = provider_pb2_grpc.ResourceProviderStub(channel)

    @classmethod
    async def start(
        cls,
        zygote: Zygote,
        *,
        engine: str,
        directory: str,
        environment: Mapping[str, str],
        path: list[str],
        line: Line,
        error_line: Line,
        preview: bool,
    ) -> Host:
        """Fork a host; it must be configured before anything else is asked of it.

        Args:
            engine: the address of the engine, which the host is told as the CLI tells it.
            directory: the program's folder, in which the host runs.
            path: its `sys.path`.
            line: takes each line that the host prints.
            error_line: takes each line of its error output.
            preview: whether unknown values are sent to it.
        """
        process, reader = await zygote.start(
            "host",
            arguments=["pulumi.dynamic", engine],
            directory=directory,
            environment=environment,
            path=path,
            stdout=None,
            stderr=error_line,
        )
        port = (await reader.readline()).decode().strip()
        if not port.isdigit():
            raise EngineError(f"the dynamic provider's host did not start: it said {port!r} in place of its port")
        process.drain(reader, line)
        return cls(process, int(port), preview=preview)

    async def close(self) -> None:
        """End the host as the CLI does, at once."""
        await self._channel.close(None)
        self.process.signal(signal.SIGKILL)
        await self.process.wait()

    async def check(self, urn: str, olds: Props, news: Props) -> tuple[Props, Failures]:
        """See Provider."""
        write = self._inputs.struct
        request = provider_pb2.CheckRequest(urn=urn, olds=write(olds), news=write(news))
        answer = await self._call(self._stub.Check, request, urn)
        failures = [(failure.property, failure.reason) for failure in answer.failures]
        return with_secrets_of(Reader().props(answer.inputs), news), failures

    async def diff(
        self, urn: str, id_: str, old_inputs: Props, old_outputs: Props, news: Props, ignore_changes: list[str]
    ) -> Diff:
        """See Provider."""
        request = provider_pb2.DiffRequest(
            id=id_,
            urn=urn,
            old_inputs=_bare.struct(old_inputs),
            olds=_bare.struct(old_outputs),
            news=_bare.struct(news),
            ignoreChanges=ignore_changes,
        )
        answer = await self._call(self._stub.Diff, request, urn)
        return Diff(
            _CHANGES[answer.changes],  # type: ignore[arg-type]
            list(answer.replaces),
            list(answer.diffs),
            answer.deleteBeforeReplace,
        )

    async def create(self, urn: str, inputs: Props, *, preview: bool) -> tuple[str, Props]:
        """See Provider; in a preview the host is not asked, its outputs are the inputs."""
        if preview:
            return "", dict(inputs)
        request = provider_pb2.CreateRequest(urn=urn, properties=_known.struct(inputs))
        answer = await self._call(self._stub.Create, request, urn)
        if not answer.id:
            raise ProviderFault(f"plugin returned empty resource.ID from create '{urn}'")
        return answer.id, with_secrets_of(Reader().props(answer.properties), inputs)

    async def update(
        self, urn: str, id_: str, old_inputs: Props, old_outputs: Props, news: Props, *, preview: bool
    ) -> Props:
        """See Provider; in a preview the host is not asked, its outputs are the inputs."""
        if preview:
            return dict(news)
        request = provider_pb2.UpdateRequest(
            id=id_,
            urn=urn,
            old_inputs=_known.struct(old_inputs),
            olds=_known.struct(old_outputs),
            news=_known.struct(news),
        )
        answer = await self._call(self._stub.Update, request, urn)
        return with_secrets_of(Reader().props(answer.properties), news)

    async def read(self, urn: str, id_: str, inputs: Props | None, outputs: Props) -> Read:
        """See Provider."""
        request = provider_pb2.ReadRequest(id=id_, urn=urn, properties=_known.struct(outputs))
        if inputs is not None:
            request.inputs.CopyFrom(_known.struct(inputs))
        answer = await self._call(self._stub.Read, request, urn)
        news = Reader().props(answer.inputs) if answer.HasField("inputs") else None
        return Read(
            answer.id,
            with_secrets_of(Reader().props(answer.properties), outputs),
            None if news is None else with_secrets_of(news, inputs or {}),
        )

    async def delete(self, urn: str, id_: str, inputs: Props, outputs: Props) -> None:
        """See Provider."""
        request = provider_pb2.DeleteRequest(
            id=id_, urn=urn, properties=_known.struct(outputs), old_inputs=_known.struct(inputs)
        )
        await self._call(self._stub.Delete, request, urn)

    async def invoke(self, token: str, args: Props) -> tuple[Props, Failures]:
        """See Provider."""
        answer = await self._call(self._stub.Invoke, provider_pb2.InvokeRequest(tok=token, args=_bare.struct(args)), "")
        failures = [(failure.property, failure.reason) for failure in answer.failures]
        return Reader().props(getattr(answer, "return")), failures

    async def configure(self, config: Props) -> None:
        """Give it the stack's configuration, by full key."""
        request = provider_pb2.ConfigureRequest(
            acceptSecrets=True,
            acceptResources=True,
            sends_old_inputs=True,
            sends_old_inputs_to_delete=True,
            args=Writer(secrets=True).struct(config),
        )
        await self._call(self._stub.Configure, request, "")

    async def _call(self, method: Callable[[Any], Any], request: Any, urn: str) -> Any:
        if urn:
            request.name, request.type = name_of(urn), type_of(urn)
        try:
            return await method(request)
        except grpc.aio.AioRpcError as error:
            # gRPC has many words for a host that has died in a call; the CLI's library has these.
            gone = error.code() is grpc.StatusCode.UNAVAILABLE
            text = "error reading from server: EOF" if gone else error.details() or ""
            raise ProviderFault(text, unknown_state=error.code() in _UNCERTAIN) from None
        except asyncio.CancelledError:
            raise ProviderFault("the provider's host ended") from None


def host_environment(environment: Mapping[str, str], project: str) -> dict[str, str]:
    """The environment of a host: that of the engine with what the CLI adds; it learns the configuration otherwise."""
    return {**environment, "PULUMI_PROJECT": project, "PULUMI_CONFIG": "{}"}
