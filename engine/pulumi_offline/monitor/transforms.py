"""Transforms: callbacks into the program that change a registration on its way."""

from __future__ import annotations

from typing import Any

import grpc.aio
from google.protobuf import struct_pb2
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from pulumi_offline.errors import EngineError

Callback = tuple[str, str]

# Options that travel under the same name in a registration and in a transform.
_SAME = {
    "depends_on": "dependencies",
    "ignore_changes": "ignoreChanges",
    "replace_on_changes": "replaceOnChanges",
    "version": "version",
    "provider": "provider",
    "plugin_download_url": "pluginDownloadURL",
    "deleted_with": "deletedWith",
    "replace_with": "replace_with",
    "import": "importId",
    "hide_diff": "hideDiffs",
    "additional_secret_outputs": "additionalSecretOutputs",
}
_REPEATED = {
    "depends_on",
    "ignore_changes",
    "replace_on_changes",
    "replace_with",
    "hide_diff",
    "additional_secret_outputs",
}


class Transforms:
    """The transforms of a run: of resources (and what is below them) and of the whole stack."""

    def __init__(self) -> None:
        self._of: dict[str, list[Callback]] = {}
        self._parents: dict[str, str] = {}
        self._all: list[Callback] = []
        self._channels: dict[str, grpc.aio.Channel] = {}

    def for_all(self, callback: Any) -> None:
        """A transform for every resource of the stack."""
        self._all.append((callback.target, callback.token))

    def remember(self, urn: str, request: Any) -> None:
        """Let the transforms of a resource hold for what is below it."""
        self._of[urn] = [(callback.target, callback.token) for callback in request.transforms]
        self._parents[urn] = request.parent

    async def apply(self, request: Any) -> None:
        """Pass a registration through its transforms, its parents' and the stack's, in that order."""
        callbacks = [(callback.target, callback.token) for callback in request.transforms]
        parent = request.parent
        while parent:
            callbacks += self._of.get(parent, [])
            parent = self._parents.get(parent, "")
        for target, token in [*callbacks, *self._all]:
            await self._call(target, token, request)

    async def close(self) -> None:
        """Close the channels to the program."""
        channels, self._channels = self._channels, {}
        for channel in channels.values():
            await channel.close(None)

    async def _call(self, target: str, token: str, request: Any) -> None:
        if target not in self._channels:
            self._channels[target] = grpc.aio.insecure_channel(target)
        transform = resource_pb2.TransformRequest(
            type=request.type,
            name=request.name,
            custom=request.custom,
            parent=request.parent,
            properties=request.object,
            options=_options(request),
        )
        call = callback_pb2.CallbackInvokeRequest(token=token, request=transform.SerializeToString())
        try:
            answer = await callback_pb2_grpc.CallbacksStub(self._channels[target]).Invoke(call)
        except grpc.aio.AioRpcError as error:
            raise EngineError(f"invoke transform: {error.details()}") from None
        transformed = resource_pb2.TransformResponse.FromString(answer.response)
        if transformed.HasField("properties"):
            _take_properties(request, transformed.properties)
        if transformed.HasField("options"):
            _take_options(request, transformed.options)


def _options(request: Any) -> Any:
    options = resource_pb2.TransformResourceOptions(
        aliases=request.aliases,
        providers=request.providers,
        custom_timeouts=request.customTimeouts,
    )
    for name, field in _SAME.items():
        value = getattr(request, field)
        if name in _REPEATED:
            getattr(options, name).extend(value)
        elif value:
            setattr(options, name, value)
    for name, field in (("protect", "protect"), ("retain_on_delete", "retainOnDelete")):
        if request.HasField(field):
            setattr(options, name, getattr(request, field))
    if request.deleteBeforeReplaceDefined:
        options.delete_before_replace = request.deleteBeforeReplace
    return options


def _take_properties(request: Any, properties: struct_pb2.Struct) -> None:
    # What the program changed it sends with its dependencies inside; those of the request no longer hold.
    request.object.CopyFrom(properties)
    for key in list(request.propertyDependencies):
        if key not in properties.fields:
            del request.propertyDependencies[key]


def _take_options(request: Any, options: Any) -> None:
    for name, field in _SAME.items():
        if name in _REPEATED:
            del getattr(request, field)[:]
            getattr(request, field).extend(getattr(options, name))
        else:
            setattr(request, field, getattr(options, name))
    del request.aliases[:]
    request.aliases.extend(options.aliases)
    for name, field in (("protect", "protect"), ("retain_on_delete", "retainOnDelete")):
        if options.HasField(name):
            setattr(request, field, getattr(options, name))
    if options.HasField("delete_before_replace"):
        request.deleteBeforeReplaceDefined = True
        request.deleteBeforeReplace = options.delete_before_replace
    if options.HasField("custom_timeouts"):
        request.customTimeouts.CopyFrom(options.custom_timeouts)
