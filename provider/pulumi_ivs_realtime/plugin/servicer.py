"""Pulumi's provider protocol over the lifecycle that dynamic resources have, too."""

from __future__ import annotations

import functools
import importlib.metadata
import json
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2
from pulumi.runtime.proto import provider_pb2 as proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from pulumi_ivs_realtime.aws.deadline import within
from pulumi_ivs_realtime.configuration.keys import misspelt_aws_keys, refuse_unknown_keys
from pulumi_ivs_realtime.configuration.reading import debugging, read_settings
from pulumi_ivs_realtime.declarations import ATTEMPT
from pulumi_ivs_realtime.errors import IvsRealTimeError
from pulumi_ivs_realtime.lifecycle.frame import Failed, Provider, tell_of_waits
from pulumi_ivs_realtime.lifecycle.host import tell, watch_engine
from pulumi_ivs_realtime.plugin import functions, hosted, values
from pulumi_ivs_realtime.plugin.accounts import Accounts
from pulumi_ivs_realtime.plugin.configuration import is_default, is_secret_of_stack, keys_of
from pulumi_ivs_realtime.plugin.differences import detailed
from pulumi_ivs_realtime.plugin.engine import speak_to_engine
from pulumi_ivs_realtime.plugin.marks import Marks
from pulumi_ivs_realtime.plugin.schema import schema
from pulumi_ivs_realtime.rules.hidden import as_now_spelt
from pulumi_ivs_realtime.rules.secrets import CONFIDENTIAL
from pulumi_ivs_realtime.rules.settings import Settings

VERSION = importlib.metadata.version("pulumi-ivs-realtime")

Q = TypeVar("Q")
A = TypeVar("A")
Handler = Callable[["Servicer", Q, grpc.ServicerContext], A]


def _one_sentence(handler: Handler[Q, A]) -> Handler[Q, A]:
    """Ends a request with the error's own sentence."""

    @functools.wraps(handler)
    def handled(self: Servicer, request: Q, context: grpc.ServicerContext) -> A:
        try:
            return handler(self, request, context)
        except Failed as error:
            context.abort(grpc.StatusCode.UNKNOWN, f"{type(error).__name__}: {error}")
        except IvsRealTimeError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        except Exception as error:
            if debugging(os.environ):
                raise
            context.abort(
                grpc.StatusCode.UNKNOWN, f"{type(error).__name__}: {error} (set PULUMI_IVS_DEBUG=1 to see where)."
            )
        raise AssertionError("abort raises")

    return handled


class Servicer(ResourceProviderServicer):
    """One provider: the default one, or an explicit one of the program."""

    def __init__(self) -> None:
        speak_to_engine()
        self._settings = Settings()
        self._secret_defaults = False
        self._marks = Marks()
        self._accounts = Accounts()

    def Handshake(self, _request: proto.ProviderHandshakeRequest, _context: Any) -> proto.ProviderHandshakeResponse:
        """What of the protocol this provider speaks."""
        return proto.ProviderHandshakeResponse(accept_secrets=True, accept_resources=False, accept_outputs=False)

    def Attach(self, request: plugin_pb2.PluginAttach, _context: Any) -> empty_pb2.Empty:
        """An engine that did not start this process, but debugs it."""
        sys.argv[1:] = [request.address]
        speak_to_engine()
        return empty_pb2.Empty()

    def GetPluginInfo(self, _request: Any, _context: Any) -> plugin_pb2.PluginInfo:
        """The version."""
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, _request: Any, _context: Any) -> proto.GetSchemaResponse:
        """Types, documentation and functions, for `pulumi package add` and generated SDKs."""
        return proto.GetSchemaResponse(schema=json.dumps(schema(VERSION)))

    def GetMapping(self, _request: Any, _context: Any) -> proto.GetMappingResponse:
        """There is none from Terraform, which has no such resources."""
        return proto.GetMappingResponse()

    def CheckConfig(self, request: proto.CheckRequest, _context: Any) -> proto.CheckResponse:
        """Refuses configuration that has the wrong shape, in one sentence."""
        keys: dict[str, str] = {}
        failures = []
        try:
            keys = keys_of(values.plain(values.read(request.news)), request.urn)
            refuse_unknown_keys(keys)
            read_settings(keys.get, os.environ)
        except IvsRealTimeError as error:
            failures.append(str(error))
        for misspelt in misspelt_aws_keys(keys):
            if is_default(request.urn):
                tell(misspelt, "warning")
            else:
                failures.append(misspelt)
        found = [proto.CheckFailure(reason=each) for each in failures]
        return proto.CheckResponse(inputs=request.news, failures=found)

    def DiffConfig(self, request: proto.DiffRequest, _context: Any) -> proto.DiffResponse:
        """No change of a provider replaces what it manages: each resource knows its region and account.

        The engine also compares a resource's new provider with its old one here.
        """
        changes = values.read(request.news) != values.read(request.old_inputs or request.olds)
        if changes:
            self._accounts.doubt()
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_SOME if changes else proto.DiffResponse.DIFF_NONE)

    @_one_sentence
    def Configure(self, request: proto.ConfigureRequest, _context: grpc.ServicerContext) -> proto.ConfigureResponse:
        """Reads the provider's arguments, or for the default one the stack's `aws:` and `ivs-realtime:` keys."""
        given = values.read(request.args)
        self._secret_defaults = "defaultTags" in values.secret_names(given) or is_secret_of_stack(
            "aws:defaultTags", request.urn
        )
        keys = keys_of(values.plain(given), request.urn)
        refuse_unknown_keys(keys)
        self._settings = read_settings(keys.get, os.environ)
        watch_engine()
        tell_of_waits()
        return proto.ConfigureResponse(
            acceptSecrets=True, supportsPreview=True, acceptResources=False, acceptOutputs=False
        )

    @_one_sentence
    def Check(self, request: proto.CheckRequest, _context: grpc.ServicerContext) -> proto.CheckResponse:
        """Completes the inputs, and says by property what the service would refuse."""
        news, olds = values.read(request.news), values.plain(_recorded(request.olds))
        declared = values.plain(news)
        seed = b"" if declared.get("adopt") else request.randomSeed  # what is adopted gets no mark
        given = {**declared, **hosted.hidden(request.urn, seed)}
        pattern = self._pattern(news)
        if secret := values.secret_names(pattern):
            given[CONFIDENTIAL] = secret
        result = self._lifecycle(request.urn).check(olds, given)
        failures = [proto.CheckFailure(property=each.property, reason=each.reason) for each in result.failures]
        inputs = {name: value for name, value in result.inputs.items() if name != CONFIDENTIAL}
        return proto.CheckResponse(inputs=values.written(values.marked(inputs, pattern)), failures=failures)

    @_one_sentence
    def Diff(self, request: proto.DiffRequest, _context: grpc.ServicerContext) -> proto.DiffResponse:
        """What differs, by path, and whether another resource takes its place."""
        provider = self._lifecycle(request.urn)
        olds, news = values.plain(_recorded(request.olds)), values.plain(values.read(request.news))
        old_inputs = values.plain(_recorded(request.old_inputs)) or olds
        with provider.speaking("comparing", news):
            self._accounts.refuse_foreign(provider, request.urn, request.id, old_inputs)
        found = provider.diff(request.id, {**olds, **old_inputs}, news)
        return proto.DiffResponse(
            changes=proto.DiffResponse.DIFF_SOME if found.changes else proto.DiffResponse.DIFF_NONE,
            replaces=found.replaces or (),
            deleteBeforeReplace=bool(found.delete_before_replace),
            stables=hosted.stable(provider.declaration),
            diffs=found.differing,
            detailedDiff=detailed(found.differing, found.replaces or (), old_inputs, news),
            hasDetailedDiff=True,
        )

    @_one_sentence
    def Create(self, request: proto.CreateRequest, _context: grpc.ServicerContext) -> proto.CreateResponse:
        """Makes the resource; in a preview says what it will be, and calls nothing."""
        provider = self._lifecycle(request.urn)
        news = values.read(request.properties)
        inputs = values.plain(news)
        if request.preview:
            outputs = hosted.previewed(provider.declaration, inputs, {})
            return proto.CreateResponse(properties=self._outputs(provider, outputs, news))
        if not self._marks.provable(provider, inputs):
            inputs.pop(ATTEMPT.wire_name, None)  # then create() takes the mark off itself
        with within(request.timeout):
            made = provider.create(inputs)
        self._marks.made(provider, made.id, inputs)
        return proto.CreateResponse(id=made.id, properties=self._outputs(provider, made.outs or {}, news))

    @_one_sentence
    def Update(self, request: proto.UpdateRequest, _context: grpc.ServicerContext) -> proto.UpdateResponse:
        """Changes the resource; in a preview says what it will be, and calls nothing."""
        provider = self._lifecycle(request.urn)
        olds, news = values.plain(_recorded(request.olds)), values.read(request.news)
        inputs = values.plain(news)
        with provider.speaking("updating", inputs):
            self._accounts.refuse_foreign(provider, request.urn, request.id, olds)
        if request.preview:
            outputs = hosted.previewed(provider.declaration, inputs, olds)
        else:
            with within(request.timeout):
                outputs = provider.update(request.id, olds, inputs).outs or {}
        return proto.UpdateResponse(properties=self._outputs(provider, outputs, news))

    @_one_sentence
    def Read(self, request: proto.ReadRequest, _context: grpc.ServicerContext) -> proto.ReadResponse:
        """The resource as it is: for a refresh, and for `pulumi import` and `get`, which must find it."""
        provider = self._lifecycle(request.urn)
        olds, old_inputs = _recorded(request.properties), _recorded(request.inputs)
        if not olds and not old_inputs:
            inputs, outputs = hosted.imported(provider, request.id, request.urn)
            return proto.ReadResponse(
                id=request.id,
                inputs=values.written(values.marked(inputs, self._pattern({}))),
                properties=self._outputs(provider, outputs, {}),
            )
        found = provider.read(request.id, {**values.plain(olds), **values.plain(old_inputs)})
        if not found.id:
            return proto.ReadResponse(id="")
        pattern = self._pattern({**olds, **old_inputs})
        return proto.ReadResponse(
            id=found.id,
            inputs=values.written(values.marked(found.inputs or values.plain(old_inputs), pattern)),
            properties=self._outputs(provider, found.outs or {}, pattern),
        )

    @_one_sentence
    def Delete(self, request: proto.DeleteRequest, _context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Deletes the resource, unless somebody uses it."""
        olds = values.plain(_recorded(request.properties))
        with within(request.timeout):
            self._lifecycle(request.urn).delete(request.id, olds)
        return empty_pb2.Empty()

    @_one_sentence
    def Invoke(self, request: proto.InvokeRequest, _context: grpc.ServicerContext) -> proto.InvokeResponse:
        """A look-up."""
        arguments = values.plain(values.read(request.args))
        answer = functions.call(request.tok, arguments, self._settings)
        response = proto.InvokeResponse()
        getattr(response, "return").CopyFrom(values.written(answer))
        return response

    def Cancel(self, _request: Any, _context: Any) -> empty_pb2.Empty:
        """The run is to end, which may also be its ordinary end: what the state shows loses its mark now."""
        self.end()
        return empty_pb2.Empty()

    def end(self) -> None:
        """What is left to do before this process ends."""
        self._marks.last_look()

    def _lifecycle(self, urn: str) -> Provider:
        return hosted.lifecycle(urn, self._settings)

    def _pattern(self, props: hosted.Props) -> hosted.Props:
        """Where secrets are: in the tags with the default ones, too, where either are."""
        return {**props, "tagsAll": values.Secret({}) if self._secret_defaults else props.get("tags")}

    def _outputs(self, provider: Provider, outputs: hosted.Props, pattern: hosted.Props) -> Any:
        return values.written(values.marked(outputs, self._pattern(pattern), provider.declaration.secret))


def _recorded(struct: struct_pb2.Struct) -> hosted.Props:
    """Properties of a state, which an earlier version may have written."""
    return as_now_spelt(values.read(struct))
