"""Resource options that a dynamic resource cannot follow."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.resources.behaviour.hosted import packages
from pulumi_ivs_realtime.rules.declared import FORMATTED, formatted_outputs
from pulumi_ivs_realtime.rules.spelling import as_python

_AWS_PACKAGES = {"aws", "aws-native"}


def refuse_options(resource_name: str, opts: object, *, hosted: bool) -> None:
    """Refuses `import_` and `id`, and an AWS provider, which a dynamic resource cannot follow: the default account
    would be used silently.

    Args:
        resource_name: Pulumi's logical name.
        opts: what the program passes.
        hosted: the resource is one of the provider plugin, which can be imported.

    Raises:
        InvalidInputs: the resource is to be imported or only read, it or one of its parents names such a provider, or
            these are not resource options.
    """
    if opts is None:
        return
    if not isinstance(opts, pulumi.ResourceOptions):
        raise InvalidInputs(
            f'"{resource_name}" is given opts of the type {type(opts).__name__}; pass opts=pulumi.ResourceOptions(…).'
        )
    if opts.import_ and not hosted:
        raise InvalidInputs(
            f'"{resource_name}" is given import_, but Pulumi cannot import dynamic resources; an existing stage is '
            'taken in with the argument adopt="arn:…".'
        )
    if opts.id is not None and not hosted:  # where nothing has this id, Pulumi goes on silently, with an empty one
        raise InvalidInputs(
            f'"{resource_name}" is given the option id, with which Pulumi only reads a resource; look it up with one '
            'of the functions get_…, or manage it with the argument adopt="arn:…".'
        )
    for package in _AWS_PACKAGES & set(packages(opts)):
        raise InvalidInputs(
            f'"{resource_name}" is given a provider of "{package}", which a dynamic resource cannot follow; a stack '
            "has one account for it, set by the stack's aws: configuration, and region= is an argument of its own. "
            "Several accounts in one program take an ivs.Provider, which is of the provider plugin."
        )


def refuse_keys(resource_name: str, given: Mapping[str, object]) -> None:
    """Refuses a logical name, and keys of dicts, that are not text: Pulumi would send something else in their place.

    Raises:
        InvalidInputs: the name or a key is an Output or was made of one, or a key is not text.
    """
    if any(formatted_outputs(resource_name, "name")):
        raise InvalidInputs(f"the logical name of a resource {FORMATTED}; a logical name must be known beforehand.")
    for argument, value in given.items():
        for key in value if isinstance(value, Mapping) else ():
            if isinstance(key, pulumi.Output):
                raise InvalidInputs(
                    f'"{resource_name}": a key of {as_python(argument)} is an Output; make the whole dict in apply.'
                )
            if not isinstance(key, str):
                raise InvalidInputs(f'"{resource_name}": {as_python(argument)} has the key {key!r}; write "{key}".')
