"""The base of all declared resources: which type a class of them has, and under which it stood before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, NoReturn, overload

import pulumi
from pulumi.dynamic import Resource as DynamicResource
from pulumi.dynamic import ResourceProvider
from typing_extensions import Self, deprecated

from pulumi_ivs_realtime.declarations import Resource
from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.resources.behaviour.ending import in_one_sentence
from pulumi_ivs_realtime.resources.behaviour.hidden import inputs
from pulumi_ivs_realtime.resources.behaviour.hosted import declared_as, is_hosted, mixed_hosts, register
from pulumi_ivs_realtime.resources.behaviour.options import refuse_keys, refuse_options
from pulumi_ivs_realtime.resources.behaviour.outputs import wait_for_one
from pulumi_ivs_realtime.resources.behaviour.run import this_run

UNNAMED = "pulumi-python:dynamic:Resource"
"""The type that Pulumi gives to every subclass of a dynamic resource that names none."""

_NOT_SAID: Any = ...
"""What Pulumi's Alias holds where it leaves the type as it is."""


class Declared(DynamicResource):
    """A resource of this package.

    A subclass keeps the type of its class, unless it names one of its own: `class Room(Stage, module="acme",
    name="Room")`. Pulumi would give it the type of every nameless dynamic resource, by which nobody knows a stage.
    What an earlier version made of a subclass stays what it is.
    """

    _declaration: ClassVar[Resource]
    _lifecycle: ClassVar[type[ResourceProvider]]
    _was_unnamed: ClassVar[bool] = False

    def __init_subclass__(cls, module: str = "", name: str = "", **kwargs: Any) -> None:
        inherited = cls._resource_type_name
        super().__init_subclass__(module=module, name=name or "Resource", **kwargs)
        cls._was_unnamed = not (module or name)
        if cls._was_unnamed:
            cls._resource_type_name = inherited

    def __init__(
        self,
        resource_name: str,
        given: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        """Registers the resource.

        Args:
            resource_name: Pulumi's logical name.
            given: the arguments, in the engine's spelling.
            opts: Pulumi's resource options.

        Raises:
            InvalidInputs: an option cannot work, or the arguments contradict those of another resource.
        """
        self._hosted = is_hosted(opts)
        with in_one_sentence():
            refuse_options(resource_name, opts, hosted=self._hosted)
            refuse_keys(resource_name, given)
            self._refuse_other_host(resource_name, opts)
            self._refuse(resource_name, given)
            if self._hosted:
                opts = self._merged_options(given, opts)
                register(self, self._declaration, resource_name, self._declared_inputs(given), opts)
                wait_for_one(self)
                self._registered(given, opts)
                return
            known = inputs(type_of(type(self)), resource_name, opts, self._declared_inputs(given))
            props = {**dict.fromkeys(self._declaration.outputs_alone), **known, **self._hidden_inputs(given)}
        opts = self._merged_options(given, opts)
        if self._was_unnamed:
            former = pulumi.ResourceOptions(aliases=[*_unnamed(opts.aliases or () if opts else ())])
            opts = pulumi.ResourceOptions.merge(opts, former)
        super().__init__(self._lifecycle(), resource_name, props, opts)
        wait_for_one(self)
        self._registered(given, opts)

    def _registered(self, given: Mapping[str, Any], opts: pulumi.ResourceOptions | None) -> None:
        """What follows the registration. Not an __init__: Pulumi writes each caller of its own into the state."""

    @overload
    @classmethod
    @deprecated("Pulumi cannot read dynamic resources by their id; use the argument adopt or a look-up", category=None)
    def get(cls, resource_name: str, id: pulumi.Input[str]) -> NoReturn: ...

    @overload
    @classmethod
    def get(cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions) -> Self: ...

    @classmethod
    def get(cls, resource_name: str, id: pulumi.Input[str], opts: pulumi.ResourceOptions | None = None) -> Self:
        """The resource of the provider plugin with this ARN, which another stack or nobody manages.

        Args:
            resource_name: Pulumi's logical name.
            id: its ARN.
            opts: with an `ivs.Provider`; Pulumi cannot read dynamic resources by their id.

        Raises:
            InvalidInputs: there is no such provider; it names the way on.
        """
        if is_hosted(opts):
            found = cls.__new__(cls)
            register(
                found,
                cls._declaration,
                resource_name,
                {},
                pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id)),
            )
            return found
        with in_one_sentence():
            instead = cls._declaration.instead_of_get
            raise InvalidInputs(f"{cls.__name__}.get: Pulumi cannot read dynamic resources by their id; {instead}.")
        raise AssertionError("in_one_sentence hides no error")

    def _refuse_other_host(self, resource_name: str, opts: pulumi.ResourceOptions | None) -> None:
        """Each host's resource has the other's type as an alias: the one would take over what the other made.

        Raises:
            InvalidInputs: this program declares both under one name.
        """
        declared, run = declared_as(self._declaration, resource_name, opts), this_run()
        if run.hosted.setdefault(declared, self._hosted) != self._hosted:
            run.mixed.add(declared)
            raise InvalidInputs(mixed_hosts(resource_name))

    def _refuse(self, resource_name: str, given: Mapping[str, Any]) -> None:
        """Raises InvalidInputs where the arguments contradict those of another resource of this program."""

    def _declared_inputs(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as they are handed to the engine."""
        return dict(given)

    def _hidden_inputs(self, given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - for those that look
        """What this package adds and no program passes."""
        return {}

    def _merged_options(
        self,
        given: Mapping[str, Any],  # noqa: ARG002 - for those that look
        opts: pulumi.ResourceOptions | None,
    ) -> pulumi.ResourceOptions | None:
        """The options with those that this kind of resource always has."""
        if not self._declaration.secret:
            return opts
        ours = pulumi.ResourceOptions(additional_secret_outputs=list(self._declaration.secret))
        return pulumi.ResourceOptions.merge(ours, opts)


def type_of(cls: type[Declared]) -> str:
    """The whole type of a class, such as `pulumi-python:dynamic/ivs-realtime:Stage`."""
    return f"pulumi-python:{cls._resource_type_name}"


def _unnamed(aliases: Iterable[pulumi.Input[pulumi.Alias | str]]) -> Iterator[pulumi.Input[pulumi.Alias | str]]:
    """The resource, and each of its aliases, under the type that it had when nobody had named it."""
    yield pulumi.Alias(type_=UNNAMED)
    for alias in aliases:
        if isinstance(alias, pulumi.Alias) and alias.type_ is _NOT_SAID:
            yield pulumi.Alias(alias.name, UNNAMED, alias.parent, alias.stack, alias.project)
