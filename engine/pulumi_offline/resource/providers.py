"""What the engine asks of a provider, and the answers."""

from __future__ import annotations

import dataclasses
from typing import Literal, Protocol

from pulumi_offline.resource.property_values import Props


@dataclasses.dataclass
class Diff:
    """What a provider says about a change.

    Attributes:
        changes: whether there is one; `unknown` leaves that to the engine, which compares the inputs.
    """

    changes: Literal["none", "some", "unknown"] = "unknown"
    replaces: list[str] = dataclasses.field(default_factory=list)
    changed: list[str] = dataclasses.field(default_factory=list)
    delete_before_replace: bool = False
    detailed: dict[str, tuple[str, bool]] | None = None


@dataclasses.dataclass
class Read:
    """A resource as its provider reads it; an empty id says that it is gone."""

    id: str
    outputs: Props
    inputs: Props | None = None


Failures = list[tuple[str, str]]


class Provider(Protocol):
    """A provider of resources; every call raises ProviderFault when the provider answers with an error."""

    async def check(self, urn: str, olds: Props, news: Props) -> tuple[Props, Failures]:
        """The inputs as the provider wants them, and what is wrong with them by property."""

    async def diff(
        self, urn: str, id_: str, old_inputs: Props, old_outputs: Props, news: Props, ignore_changes: list[str]
    ) -> Diff:
        """What a change of inputs means."""

    async def create(self, urn: str, inputs: Props, *, preview: bool) -> tuple[str, Props]:
        """Make a resource; its id and outputs."""

    async def update(
        self, urn: str, id_: str, old_inputs: Props, old_outputs: Props, news: Props, *, preview: bool
    ) -> Props:
        """Change a resource; its outputs."""

    async def read(self, urn: str, id_: str, inputs: Props | None, outputs: Props) -> Read:
        """The resource as it is now."""

    async def delete(self, urn: str, id_: str, inputs: Props, outputs: Props) -> None:
        """Delete a resource."""

    async def invoke(self, token: str, args: Props) -> tuple[Props, Failures]:
        """Call a function of the package."""

    async def close(self) -> None:
        """End what serves the provider."""
