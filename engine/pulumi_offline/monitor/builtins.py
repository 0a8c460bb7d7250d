"""The engine's own package `pulumi`: references to the outputs of other stacks in the same backend."""

from __future__ import annotations

from collections.abc import Callable

from pulumi_offline.errors import ProviderFault, Unsupported
from pulumi_offline.resource.property_values import Props, contains_secrets
from pulumi_offline.resource.providers import Diff, Failures, Read
from pulumi_offline.resource.urns import type_of

_STACK_REFERENCE = "pulumi:pulumi:StackReference"

# From a stack's name (`dev`, `project/dev` or `organization/project/dev`) to its outputs.
StackOutputs = Callable[[str], Props]


class BuiltinPackage:
    """The provider of the package `pulumi`; of its resources only stack references are known."""

    # ruff: noqa: ARG002 - the signatures are those of every provider

    def __init__(self, stack_outputs: StackOutputs) -> None:
        self._stack_outputs = stack_outputs

    async def read(self, urn: str, id_: str, inputs: Props | None, outputs: Props) -> Read:
        """The outputs of the stack that a reference names."""
        _refuse_others(urn)
        name = (inputs or outputs).get("name", id_)
        found = self._stack_outputs(name)
        secret = [key for key, value in sorted(found.items()) if contains_secrets(value)]
        return Read(id_, {"name": name, "outputs": found, "secretOutputNames": secret}, inputs)

    async def check(self, urn: str, _olds: Props, news: Props) -> tuple[Props, Failures]:
        """Nothing of the package can be declared here."""
        del news
        raise Unsupported(f"{type_of(urn)}: the offline engine does not know this resource of the package pulumi")

    async def diff(
        self, urn: str, _id: str, _old_inputs: Props, _old_outputs: Props, _news: Props, _ignore: list[str]
    ) -> Diff:
        """A reference is read again each time."""
        _refuse_others(urn)
        return Diff("none")

    async def create(self, urn: str, inputs: Props, *, preview: bool) -> tuple[str, Props]:
        """See check."""
        raise Unsupported(type_of(urn))

    async def update(
        self, urn: str, id_: str, old_inputs: Props, old_outputs: Props, news: Props, *, preview: bool
    ) -> Props:
        """See check."""
        raise Unsupported(type_of(urn))

    async def delete(self, urn: str, id_: str, inputs: Props, outputs: Props) -> None:
        """A reference is only forgotten."""

    async def invoke(self, token: str, _args: Props) -> tuple[Props, Failures]:
        """The package has no functions that a program may call."""
        raise ProviderFault(f"{token}: the offline engine does not know this function")

    async def close(self) -> None:
        """Nothing to end."""


def _refuse_others(urn: str) -> None:
    if type_of(urn) != _STACK_REFERENCE:
        raise Unsupported(f"{type_of(urn)}: the offline engine does not know this resource of the package pulumi")
