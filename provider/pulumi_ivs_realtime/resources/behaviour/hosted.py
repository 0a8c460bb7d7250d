"""Resources of the provider plugin, declared with the classes of the dynamic ones and an `ivs.Provider`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from pulumi_ivs_realtime.declarations import Resource
from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.resources.behaviour.run import this_run
from pulumi_ivs_realtime.rules.identity.hosts import DYNAMIC, PACKAGE, PLUGIN


def is_hosted(opts: object) -> bool:
    """Whether these options, or those of a parent, name a provider of the plugin."""
    return isinstance(opts, pulumi.ResourceOptions) and PACKAGE in packages(opts)


def packages(opts: pulumi.ResourceOptions) -> list[str]:
    """The packages of the providers that these options, or those of a parent, name."""
    given = [opts.provider] if opts.provider is not None else []
    several = opts.providers or {}
    given += list(several.values()) if isinstance(several, Mapping) else list(several)
    inherited = getattr(opts.parent, "_providers", {}) if opts.parent is not None else {}
    return [provider.package for provider in given] + list(inherited)


def declared_as(declaration: Resource, resource_name: str, opts: pulumi.ResourceOptions | None) -> tuple[str, str, int]:
    """What a resource has in common in both hosts: class, name and parent."""
    parent = opts.parent if opts else None
    return declaration.name, resource_name, id(parent) if parent else 0


def mixed_hosts(resource_name: str) -> str:
    """Why one name in both hosts is refused."""
    return f'"{resource_name}" is declared twice, with an ivs.Provider and without; give one of them another name.'


def register(
    resource: pulumi.CustomResource,
    declaration: Resource,
    resource_name: str,
    declared: Mapping[str, Any],
    opts: pulumi.ResourceOptions | None,
) -> None:
    """Registers the resource with the plugin; the dynamic one of the same name is taken over as it is.

    Args:
        resource: an instance of a dynamic resource's class.
        declaration: what it is declared as.
        resource_name: Pulumi's logical name.
        declared: the arguments in the engine's spelling.
        opts: Pulumi's resource options.
    """
    own = {each.wire_name for each in declaration.arguments}
    props = {name: value for name, value in declared.items() if name in own}
    known_as, run = declared_as(declaration, resource_name, opts), this_run()

    async def dynamic() -> pulumi.Alias:
        # Awaited when the program has declared all, also one that has failed: what it has declared is registered.
        if known_as in run.mixed:
            raise InvalidInputs(mixed_hosts(resource_name))
        return pulumi.Alias(type_=f"{DYNAMIC}{declaration.name}")

    former = pulumi.ResourceOptions(aliases=[pulumi.Output.from_input(dynamic())])
    pulumi.CustomResource.__init__(
        resource,
        f"{PLUGIN}{declaration.name}",
        resource_name,
        {**dict.fromkeys(each for each in declaration.outputs_alone if each not in declaration.hidden), **props},
        pulumi.ResourceOptions.merge(former, opts),
    )
