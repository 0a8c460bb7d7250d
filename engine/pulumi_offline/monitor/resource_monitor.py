"""Pulumi's ResourceMonitor and Engine services: what a program's SDK talks to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, resource_pb2, resource_pb2_grpc

from pulumi_offline.deployment.events import Events, Severity
from pulumi_offline.deployment.registrations import OutputsRequest, Registration
from pulumi_offline.errors import EngineError, ProviderFault, Unsupported
from pulumi_offline.monitor.requests import goal_of, inherited, refuse_unsupported
from pulumi_offline.monitor.transforms import Transforms
from pulumi_offline.resource.goals import Goal, Outcome
from pulumi_offline.resource.property_values import Props, Secret, contains_unknowns
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import is_provider_type, package_of, provider_package, provider_urn, type_of
from pulumi_offline.resource.wire import Reader, Writer
from pulumi_offline.workspace.workspace import ORGANIZATION

if TYPE_CHECKING:
    from pulumi_offline.execution.deployment_executor import Deployer

_FEATURES = (
    "SECRETS",
    "RESOURCE_REFERENCES",
    "OUTPUT_VALUES",
    "ALIAS_SPECS",
    "REPLACEMENT_TRIGGER",
    "DELETED_WITH",
    "REPLACE_WITH",
    "TRANSFORMS",
    "INVOKE_TRANSFORMS",
)
_FEATURE_IDS = {
    "secrets",
    "resourceReferences",
    "outputValues",
    "aliasSpecs",
    "replacementTrigger",
    "deletedWith",
    "replaceWith",
    "transforms",
    "invokeTransforms",
}
_SEVERITIES: dict[int, Severity] = {
    engine_pb2.DEBUG: "debug",
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}
# Older releases of the SDK do not ask; to them a resource that was not created has outputs that are not there.
_TELLS_UNKNOWN = "unknown" in resource_pb2.RegisterResourceResponse.DESCRIPTOR.fields_by_name

_RESULTS: dict[str, Any] = {"success": 0, "failed": 1, "skipped": 2}
_DYNAMIC = {"pulumi-python", "pulumi-nodejs"}


class Aborted(Exception):
    """A call is answered with a gRPC status."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self.code = code
        self.details = details


def answered(method: Callable[..., Any]) -> Callable[..., Any]:
    """A service's method with the engine's errors as gRPC statuses."""

    async def call(self: Any, request: Any, context: Any) -> Any:
        try:
            return await method(self, request)
        except Aborted as aborted:
            await context.abort(aborted.code, aborted.details)
        except EngineError as error:
            await context.abort(grpc.StatusCode.UNKNOWN, str(error))

    return call


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """The ResourceMonitor of one run.

    Args:
        root: the project's folder.
        directory: the program's folder.

    Attributes:
        finished: set when the program has registered everything.
    """

    def __init__(self, deployer: Deployer, *, root: str, directory: str) -> None:
        self.finished = asyncio.Event()
        self._deployer = deployer
        self._deployment = deployer.deployment
        self._root, self._directory = root, directory
        self._goals: dict[str, Goal] = {}
        self._states: dict[str, State] = {}
        self._defaults: dict[str, asyncio.Task[str]] = {}
        self._providers_of: dict[str, dict[str, str]] = {}
        self._transforms = Transforms()

    async def close(self) -> None:
        """Let go of the program's callbacks."""
        await self._transforms.close()

    @answered
    async def SupportsFeature(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        """Which of the old-style features there are."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in _FEATURE_IDS)

    @answered
    async def GetDeploymentInfo(self, _request: Any) -> Any:  # noqa: N802
        """What run this is."""
        target, options = self._deployment.target, self._deployment.options
        return resource_pb2.DeploymentInfo(
            project=target.project,
            stack=target.stack,
            organization=ORGANIZATION,
            config={key: value.text for key, value in target.config.items()},
            configSecretKeys=[key for key, value in target.config.items() if value.secret],
            dryRun=options.preview,
            parallel=options.parallel,
            supportedFeatures=[
                resource_pb2.ResourceMonitorFeature.Value(f"RESOURCE_MONITOR_FEATURE_{name}") for name in _FEATURES
            ],
        )

    @answered
    async def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        """A resource that the program declares."""
        refuse_unsupported(request)
        if request.parent in self._goals:
            inherited(request, self._goals[request.parent], self._packages_of(request.parent))
        await self._transforms.apply(request)
        goal = goal_of(request, root=self._root, directory=self._directory)
        if goal.custom and not is_provider_type(goal.type):
            goal.provider = await self._provider_reference(request, package_of(goal.type))
        outcome = await self._register(goal)
        if outcome.result != "success" and not request.supportsResultReporting:
            raise Aborted(grpc.StatusCode.INTERNAL, "resource registration failed")
        self._remember(request, goal, outcome)
        return self._registered(request, outcome)

    def _packages_of(self, parent: str) -> list[str]:
        provider = self._goals[parent].provider
        return [provider_package(type_of(provider_urn(provider)))] if provider else []

    async def _register(self, goal: Goal) -> Outcome:
        registration = Registration(goal)
        await self._deployer.register(registration)
        return await self._outcome(registration)

    async def _outcome(self, registration: Registration) -> Outcome:
        try:
            return await asyncio.shield(registration.outcome)
        except EngineError:
            message = "resource monitor shut down while waiting on step's done channel"
            raise Aborted(grpc.StatusCode.UNAVAILABLE, message) from None

    def _remember(self, request: Any, goal: Goal, outcome: Outcome) -> None:
        urn = outcome.state.urn
        self._goals[urn] = goal
        self._states[urn] = outcome.state
        self._transforms.remember(urn, request)
        if not goal.custom:
            self._providers_of[urn] = {**self._providers_of.get(goal.parent, {}), **dict(request.providers)}

    async def _provider_reference(self, request: Any, package: str) -> str:
        explicit = request.provider or dict(getattr(request, "providers", {})).get(package)
        explicit = explicit or self._providers_of.get(request.parent, {}).get(package)
        if explicit and provider_package(type_of(provider_urn(explicit))) == package:
            return explicit
        return await self._default_provider(package, request.version)

    async def _default_provider(self, package: str, version: str) -> str:
        name = f"default_{version.replace('.', '_')}" if version and package not in _DYNAMIC else "default"
        key = f"{package}:{name}"
        if key not in self._defaults:
            self._defaults[key] = asyncio.ensure_future(self._make_default(package, name, version))
        return await asyncio.shield(self._defaults[key])

    async def _make_default(self, package: str, name: str, version: str) -> str:
        inputs = self._package_config(package)
        if version and package not in _DYNAMIC:
            inputs["version"] = version
        goal = Goal(type=f"pulumi:providers:{package}", name=name, custom=True, properties=inputs)
        outcome = await self._register(goal)
        return f"{outcome.state.urn}::{outcome.state.id}"

    def _package_config(self, package: str) -> Props:
        """What of the stack's configuration a package gets: its own; dynamic providers all of it, by full keys."""
        config: Props = {}
        for key, value in self._deployment.target.config.items():
            namespace, _, name = key.partition(":")
            if package in _DYNAMIC or namespace == package:
                config[key if package in _DYNAMIC else name] = Secret(value.text) if value.secret else value.text
        return config

    def _registered(self, request: Any, outcome: Outcome) -> Any:
        state = outcome.state
        outputs = state.outputs if request.custom else {}
        if not request.supportsPartialValues:
            outputs = {key: value for key, value in outputs.items() if not contains_unknowns(value)}
        writer = Writer(secrets=request.acceptSecrets, references=request.acceptResources)
        answer = resource_pb2.RegisterResourceResponse(
            urn=state.urn,
            id=state.id,
            object=writer.struct(outputs),
            result=_RESULTS[outcome.result],
        )
        if _TELLS_UNKNOWN:
            answer.unknown = outcome.unknown
        return answer

    @answered
    async def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Outputs of a component or of the stack."""
        outputs = Reader(self._directory).props(request.outputs)
        if request.urn in self._states:
            self._states[request.urn].outputs = outputs
        await self._deployer.register_outputs(OutputsRequest(request.urn, outputs))
        return empty_pb2.Empty()

    @answered
    async def ReadResource(self, request: Any) -> Any:  # noqa: N802
        """A resource that the program only reads."""
        provider = await self._provider_reference(request, package_of(request.type))
        properties = Reader(self._directory).props(request.properties)
        state = State(
            urn="",
            type=request.type,
            custom=True,
            external=True,
            id=request.id,
            inputs=properties,
            parent=request.parent,
            provider=provider,
            dependencies=list(request.dependencies),
            additional_secret_outputs=list(request.additionalSecretOutputs),
        )
        goal = Goal(type=request.type, name=request.name, custom=True, properties=properties, parent=request.parent)
        registration = Registration(goal)
        await self._deployer.read(registration, state)
        outcome = await self._outcome(registration)
        self._states[outcome.state.urn] = outcome.state
        writer = Writer(secrets=request.acceptSecrets, references=request.acceptResources)
        return resource_pb2.ReadResourceResponse(urn=outcome.state.urn, properties=writer.struct(outcome.state.outputs))

    @answered
    async def Invoke(self, request: Any) -> Any:  # noqa: N802
        """A function of a package."""
        args = Reader(self._directory).props(request.args)
        if request.tok == "pulumi:pulumi:getResource":
            return _invoked(Writer(secrets=True, references=True).struct(self._resource(args)))
        provider = await self._deployment.registry.provider(
            await self._provider_reference(request, package_of(request.tok))
        )
        try:
            result, failures = await provider.invoke(request.tok, args)
        except ProviderFault as fault:
            raise EngineError(f"invocation of {request.tok} returned an error: {fault}") from None
        writer = Writer(secrets=True, references=request.acceptResources)
        answer = _invoked(writer.struct(result))
        for property_, reason in failures:
            answer.failures.add(property=property_, reason=reason)
        return answer

    def _resource(self, args: Props) -> Props:
        state = self._states.get(args["urn"]) or self._deployment.news.get(args["urn"])
        if state is None:
            raise EngineError(f"unknown resource {args['urn']}")
        return {"urn": state.urn, "id": state.id, "state": state.outputs}

    @answered
    async def Call(self, request: Any) -> Any:  # noqa: N802
        """A method of a resource of another package."""
        raise Unsupported(f"{request.tok}: the offline engine does not call methods of other packages (call)")

    @answered
    async def RegisterStackTransform(self, request: Any) -> Any:  # noqa: N802
        """A transform for every resource."""
        self._transforms.for_all(request)
        return empty_pb2.Empty()

    @answered
    async def RegisterStackInvokeTransform(self, _request: Any) -> Any:  # noqa: N802
        """A transform for every call of a function."""
        raise Unsupported("the offline engine does not run invoke transforms (register_invoke_transform)")

    @answered
    async def RegisterResourceHook(self, request: Any) -> Any:  # noqa: N802
        """A hook."""
        raise Unsupported(f"resource hook '{request.name}': the offline engine does not run resource hooks (hooks)")

    @answered
    async def RegisterPackage(self, request: Any) -> Any:  # noqa: N802
        """A parameterised package."""
        raise Unsupported(f"package '{request.name}': the offline engine does not know parameterized packages")

    @answered
    async def SignalAndWaitForShutdown(self, _request: Any) -> Any:  # noqa: N802
        """Everything is registered; the program may go when the run is over."""
        self.finished.set()
        await self._deployer.over.wait()
        await self.close()  # before the program goes: gRPC writes a line to stderr when it is the other side that ends
        return empty_pb2.Empty()


def _invoked(result: Any) -> Any:
    answer = resource_pb2.ResourceInvokeResponse()
    getattr(answer, "return").CopyFrom(result)  # a field that bears a keyword's name
    return answer


class EngineService(engine_pb2_grpc.EngineServicer):
    """The Engine service of one run: the messages of the program."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._root = ""

    @answered
    async def Log(self, request: Any) -> Any:  # noqa: N802
        """A message."""
        severity = _SEVERITIES[request.severity]
        self._events.diagnostic(severity, request.message, request.urn, ephemeral=request.ephemeral)
        return empty_pb2.Empty()

    @answered
    async def GetRootResource(self, _request: Any) -> Any:  # noqa: N802
        """The stack's resource."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    @answered
    async def SetRootResource(self, request: Any) -> Any:  # noqa: N802
        """The stack's resource."""
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    @answered
    async def RequirePulumiVersion(self, _request: Any) -> Any:  # noqa: N802
        """The program needs some version of the CLI; this engine follows one that is newer than most demand."""
        return engine_pb2.RequirePulumiVersionResponse()
