"""The module of a resource's typed inputs in `rules/inputs/`."""

from __future__ import annotations

from dataclasses import fields

from generator.texts import docstring, entry, heading, snake
from generator.types import stored_type
from pulumi_ivs_realtime.declarations import Resource
from pulumi_ivs_realtime.declarations.shapes import shape_of
from pulumi_ivs_realtime.rules.inputs.base import ManagedInputs


def module(resource: Resource) -> str:
    """The source of `rules/inputs/<resource>.py`."""
    constant = snake(resource.name).upper()
    base = "ManagedInputs" if resource.kind else "Inputs"
    of_all = {each.name for each in fields(ManagedInputs)} if resource.kind else set()
    own = [each for each in (*resource.arguments, *resource.derived) if each.name not in of_all]
    attributes = [entry(each.name, f"{each.about}.", 8) for each in own]
    hidden = " and ".join(f"`{each.name}`" for each in own if each.hidden)
    note = f"    No program passes {hidden} (docs/decisions/identity.md)." if hidden else ""
    lines = [
        f"    {each.name}: Value[{each.stored or stored_type(shape_of(resource, each), each.block)}] = None"
        for each in own
    ]
    return "\n".join(
        [
            heading(f"The inputs of a {resource.name}.", snake(resource.name)),
            "from __future__ import annotations\n",
            "from collections.abc import Mapping",
            "from dataclasses import dataclass",
            "from typing import Any, ClassVar\n",
            f"from pulumi_ivs_realtime.declarations import {constant}, Resource",
            f"from pulumi_ivs_realtime.rules.inputs.base import {base}",
            "from pulumi_ivs_realtime.rules.inputs.values import Value\n\n",
            "@dataclass(frozen=True, kw_only=True, repr=False)",
            f"class {resource.name}Inputs({base}):",
            docstring(
                f"One {resource.noun}, as it is stored.",
                [*([note] if note else []), "\n".join(["    Attributes:", *attributes])],
                4,
            ),
            "",
            f"    declaration: ClassVar[Resource] = {constant}\n",
            *lines,
        ]
    )
