"""The module of a look-up in `resources/lookups/`: the resource as its Get operation returns it."""

from __future__ import annotations

from generator.texts import docstring, entry, heading, snake
from generator.types import output_type
from pulumi_ivs_realtime.declarations import Property, Resource
from pulumi_ivs_realtime.declarations.shapes import shape_of

_COMMON = ("arn", "name", "region", "tags")


def shown(resource: Resource) -> list[Property]:
    """The properties that the service shows, without those that all resources have, and without secrets."""
    members = resource.of_kind.members_of_one
    everything = (*resource.arguments, *resource.computed)
    return [each for each in everything if each.wire_name in members and each.name not in _COMMON and not each.secret]


def names(resource: Resource) -> tuple[str, ...]:
    """The public names of a resource's look-up."""
    name = f"get_{snake(resource.name)}"
    return f"Get{resource.name}Result", name, f"{name}_output"


def module(resource: Resource) -> str:
    """The source of `resources/lookups/<resource>.py`."""
    kind = resource.of_kind
    result, name, for_outputs = names(resource)
    constant = snake(resource.name).upper()
    return "\n".join(
        [
            heading(f"The look-up of {resource.of_kind.a_noun}.", snake(resource.name)),
            "from __future__ import annotations\n",
            "from dataclasses import dataclass",
            "from typing import Any\n",
            "import pulumi",
            "from pulumi import Input\n",
            f"from pulumi_ivs_realtime.model.kinds import {constant}",
            "from pulumi_ivs_realtime.aws.finding import One",
            "from pulumi_ivs_realtime.resources.lookups.asking import for_inputs, one, plain",
            "from pulumi_ivs_realtime.rules.identity.marks import without_mark",
            "from pulumi_ivs_realtime.rules.spelling import with_python_keys\n\n",
            *_result(resource, result),
            "\n",
            "@plain",
            f"def {name}(",
            "    *, arn: str | None = None, name: str | None = None, region: str | None = None",
            f") -> {result}:",
            docstring(
                f"Looks one {resource.noun} up.",
                [f"    By {kind.get}; by name, all pages of {kind.list} come first.", _arguments(resource)],
                4,
            ),
            f'    return _result(one("{name}", {constant}, arn, name, region))\n\n',
            f"def {for_outputs}(",
            "    *, arn: Input[str] | None = None, name: Input[str] | None = None, region: Input[str] | None = None",
            f") -> pulumi.Output[{result}]:",
            f'    """`{name}` for inputs; while one is not known, neither is the result."""',
            f"    return for_inputs({name}, arn=arn, name=name, region=region)\n\n",
            *_making(resource, result),
        ]
    )


def _result(resource: Resource, result: str) -> list[str]:
    own = shown(resource)
    attributes = [
        entry("arn", "its ARN.", 8),
        entry("id", "its ARN, too.", 8),
        entry("name", "may be empty, and need not be unique.", 8),
        entry("region", "where it lies.", 8),
        entry("tags", "all of its tags.", 8),
        *(entry(each.name, f"{each.about}.", 8) for each in own),
    ]
    secret = [each.name for each in resource.computed if each.secret]
    note = [f"    Without {' and '.join(f'`{each}`' for each in secret)}: a plain result cannot keep a secret."]
    return [
        "@dataclass(frozen=True)",
        f"class {result}:",
        docstring(
            f"{resource.of_kind.a_noun.capitalize()} as {resource.of_kind.get} returns it.",
            [*(note if secret else []), "\n".join(["    Attributes:", *attributes])],
            4,
        ),
        "",
        "    arn: str",
        "    id: str",
        "    name: str",
        "    region: str",
        "    tags: dict[str, str]",
        *(f"    {each.name}: {_type(resource, each)}" for each in own),
    ]


def _type(resource: Resource, declared: Property) -> str:
    if declared.block:
        return "dict[str, Any]"
    return output_type(shape_of(resource, declared), None).replace("Mapping", "dict")


def _arguments(resource: Resource) -> str:
    return "\n".join(
        [
            "    Args:",
            entry("arn", "its ARN; either this or `name`.", 8),
            entry("name", "its name, which must be the only one of that name in the region.", 8),
            entry("region", "for `name`; default `aws:region`, else the environment's.", 8),
            "\n    Raises:",
            entry(
                "InvalidInputs",
                "neither or both of `arn` and `name`, an argument of the wrong type or an output, or no region.",
                8,
            ),
            entry("LookupFailed", f"no {resource.noun} of that ARN or name, or several of that name.", 8),
            entry("ServiceError, Unreachable, InvalidConfiguration", "as AWS or the configuration have it.", 8),
        ]
    )


def _making(resource: Resource, result: str) -> list[str]:
    empty = {"dict": "{}", "str": '""', "bool": "False", "int": "0", "float": "0.0"}
    lines = []
    for each in shown(resource):
        value = f'found.get("{each.wire_name}", {empty[_type(resource, each).split("[")[0]]})'
        lines.append(f"        {each.name}={f'with_python_keys({value})' if each.block else value},")
    return [
        f"def _result(it: One) -> {result}:",
        "    found = it.found",
        f"    return {result}(",
        '        arn=found["arn"],',
        '        id=found["arn"],',
        '        name=found.get("name", ""),',
        "        region=it.region,",
        '        tags=without_mark(found.get("tags", {})),',
        *lines,
        "    )",
    ]
