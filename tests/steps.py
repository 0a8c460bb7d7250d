"""The engine's steps with one provider, so that a test reads as the life of one resource."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider


def declared(resource_name: str = "lobby", type_: str = "Stage", **props: Any) -> dict[str, Any]:
    """What a program hands over: the arguments, and the hidden inputs."""
    urn = f"urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:{type_}::{resource_name}"
    return {"__createUrn": urn, "__organization": "organization", **props}


def checked(provider: ManagedProvider[Any], news: dict[str, Any], olds: dict[str, Any] | None = None) -> dict[str, Any]:
    """The inputs after check(), which must not refuse them."""
    result = provider.check(olds or {}, news)
    assert not result.failures, [failure.reason for failure in result.failures]
    return dict(result.inputs)


def refusals(provider: ManagedProvider[Any], *, resource_name: str = "lobby", **props: Any) -> list[str]:
    """What check() has against these properties."""
    news = declared(resource_name, provider.declaration.name, **props)
    return [failure.reason for failure in provider.check({}, news).failures]


@dataclass
class Declaration:
    """One declared resource with its state, driven as the engine drives it (without replacements)."""

    provider: ManagedProvider[Any]
    resource_name: str = "lobby"
    id: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)
    outs: dict[str, Any] = field(default_factory=dict)

    def up(self, **props: Any) -> str:
        """check, then create or diff and update; returns what was done."""
        news = declared(self.resource_name, self.provider.declaration.name, **props)
        inputs = checked(self.provider, news, self.inputs)
        if not self.id:
            made = self.provider.create(inputs)
            self.id, self.outs, done = made.id, made.outs, "create"
        elif not self.provider.diff(self.id, self.outs, inputs).changes:
            done = "same"
        else:
            self.outs, done = self.provider.update(self.id, self.outs, inputs).outs, "update"
        self.inputs = inputs
        return done

    def refresh(self) -> bool:
        """read; returns whether it is still there."""
        found = self.provider.read(self.id, self.outs)
        self.id, self.outs, self.inputs = found.id, found.outs, found.inputs or {}
        return bool(self.id)

    def destroy(self) -> None:
        """delete."""
        self.provider.delete(self.id, self.outs)
