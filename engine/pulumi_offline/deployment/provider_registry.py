"""The providers of a run: which resource of which package is served by what."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable

from pulumi_offline.errors import EngineError
from pulumi_offline.resource.property_values import Props, equal
from pulumi_offline.resource.providers import Diff, Failures, Provider, Read
from pulumi_offline.resource.state import State
from pulumi_offline.resource.urns import is_provider_type, provider_id, provider_package, provider_urn, type_of
from pulumi_offline.resource.wire import UNKNOWN_STRING

Start = Callable[[str, Props], Awaitable[Provider]]


class Registry:
    """The running providers by reference (`<urn>::<id>`).

    Args:
        start: starts the provider of a package with a configuration.
        olds: the resources of the snapshot by URN, among which a provider that was not registered is looked for.
    """

    def __init__(self, start: Start, olds: Callable[[], dict[str, State]]) -> None:
        self._start = start
        self._olds = olds
        self._running: dict[str, asyncio.Future[Provider]] = {}
        self._replaced: list[asyncio.Future[Provider]] = []
        self._resources = _ProviderResources(self)

    async def provider_for(self, state: State) -> Provider:
        """What serves a resource."""
        if is_provider_type(state.type):
            return self._resources
        return await self.provider(state.provider)

    async def provider(self, reference: str) -> Provider:
        """What a reference names; loaded from the snapshot if nothing has registered it.

        Raises:
            EngineError: nothing in this run or in the snapshot answers to it.
        """
        if reference not in self._running:
            old = self._olds().get(provider_urn(reference))
            if old is None or old.id != provider_id(reference):
                raise EngineError(f"unknown provider '{reference}'")
            await self.configure(old, old.inputs)
        return await asyncio.shield(self._running[reference])

    async def configure(self, state: State, inputs: Props) -> None:
        """Start what a provider resource stands for; what ran under its reference before is ended with the run."""
        reference = f"{state.urn}::{state.id}"
        if reference in self._running:
            self._replaced.append(self._running[reference])
        package = provider_package(type_of(state.urn))
        self._running[reference] = asyncio.ensure_future(self._start(package, inputs))

    async def close(self) -> None:
        """End all of them."""
        started = await asyncio.gather(*self._running.values(), *self._replaced, return_exceptions=True)
        await asyncio.gather(*(provider.close() for provider in started if not isinstance(provider, BaseException)))


class _ProviderResources:
    """The provider of the provider resources themselves."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def check(self, _urn: str, _olds: Props, news: Props) -> tuple[Props, Failures]:
        return news, []

    async def diff(
        self, _urn: str, _id: str, _old_inputs: Props, old_outputs: Props, news: Props, _ignore: list[str]
    ) -> Diff:
        return Diff("none" if equal(old_outputs, news) else "some")

    async def create(self, urn: str, inputs: Props, *, preview: bool) -> tuple[str, Props]:
        id_ = UNKNOWN_STRING if preview else str(uuid.uuid4())
        await self._registry.configure(_provider_state(urn, id_), inputs)
        return id_, inputs

    async def update(
        self, urn: str, id_: str, _old_inputs: Props, _old_outputs: Props, news: Props, *, preview: bool
    ) -> Props:
        del preview
        await self._registry.configure(_provider_state(urn, id_), news)
        return news

    async def read(self, _urn: str, id_: str, _inputs: Props | None, outputs: Props) -> Read:
        return Read(id_, outputs)

    async def delete(self, urn: str, id_: str, inputs: Props, outputs: Props) -> None:
        """Nothing stands behind it."""

    async def invoke(self, token: str, _args: Props) -> tuple[Props, Failures]:
        raise EngineError(f"{token}: a provider resource has no functions")

    async def close(self) -> None:
        """Nothing to end."""


def _provider_state(urn: str, id_: str) -> State:
    return State(urn=urn, type=type_of(urn), custom=True, id=id_)
