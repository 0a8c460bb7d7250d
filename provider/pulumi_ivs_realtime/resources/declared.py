"""The base of all declared resources: which type a class of them has, and under which it stood before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import pulumi
from pulumi.dynamic import Resource, ResourceProvider

UNNAMED = "pulumi-python:dynamic:Resource"
"""The type that Pulumi gives to every subclass of a dynamic resource that names none."""

_NOT_SAID: Any = ...
"""What Pulumi's Alias holds where it leaves the type as it is."""


class Declared(Resource):
    """A resource of this package.

    A subclass keeps the type of its class, unless it names one of its own: `class Room(Stage, module="acme",
    name="Room")`. Pulumi would give it the type of every nameless dynamic resource, by which nobody knows a stage.
    """

    _was_unnamed: ClassVar[bool] = False

    def __init_subclass__(cls, module: str = "", name: str = "", **kwargs: Any) -> None:
        inherited = cls._resource_type_name
        super().__init_subclass__(module=module, name=name or "Resource", **kwargs)
        cls._was_unnamed = not (module or name)
        if cls._was_unnamed:
            cls._resource_type_name = inherited

    def __init__(
        self,
        provider: ResourceProvider,
        resource_name: str,
        props: dict[str, Any],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        """As Pulumi's dynamic resource; what an earlier version made of a subclass stays what it is."""
        if self._was_unnamed:
            former = pulumi.ResourceOptions(aliases=[*_unnamed(opts.aliases or () if opts else ())])
            opts = pulumi.ResourceOptions.merge(opts, former)
        super().__init__(provider, resource_name, props, opts)


def type_of(cls: type[Declared]) -> str:
    """The whole type of a class, such as `pulumi-python:dynamic/ivs-realtime:Stage`."""
    return f"pulumi-python:{cls._resource_type_name}"


def _unnamed(aliases: Iterable[pulumi.Input[pulumi.Alias | str]]) -> Iterator[pulumi.Input[pulumi.Alias | str]]:
    """The resource, and each of its aliases, under the type that it had when nobody had named it."""
    yield pulumi.Alias(type_=UNNAMED)
    for alias in aliases:
        if isinstance(alias, pulumi.Alias) and alias.type_ is _NOT_SAID:
            yield pulumi.Alias(alias.name, UNNAMED, alias.parent, alias.stack, alias.project)
