"""URNs and references to providers."""

from __future__ import annotations

STACK_TYPE = "pulumi:pulumi:Stack"
_PREFIX = "urn:pulumi:"


def make_urn(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """The URN of a resource below `parent` (a URN, or "" for none)."""
    above = qualified_type(parent) if parent else ""
    if above and type_of(parent) != STACK_TYPE:
        type_ = f"{above}${type_}"
    return f"{_PREFIX}{stack}::{project}::{type_}::{name}"


def qualified_type(urn: str) -> str:
    """A resource's type with those of its parents: `my:Parent$my:Child`."""
    return urn.split("::", 3)[2]


def type_of(urn: str) -> str:
    """A resource's own type."""
    return qualified_type(urn).rsplit("$", 1)[-1]


def name_of(urn: str) -> str:
    """A resource's name in the program."""
    return urn.split("::", 3)[3]


def is_provider_type(type_: str) -> bool:
    """Whether resources of this type are providers."""
    return type_.startswith("pulumi:providers:")


def is_default_provider(urn: str) -> bool:
    """Whether the engine itself made this provider, because a resource named none."""
    return is_provider_type(type_of(urn)) and name_of(urn).startswith("default")


def package_of(type_: str) -> str:
    """The package that a type belongs to: `aws` of `aws:s3/bucket:Bucket`."""
    return type_.split(":", 1)[0]


def provider_package(type_: str) -> str:
    """The package that a provider type serves: `aws` of `pulumi:providers:aws`."""
    return type_.removeprefix("pulumi:providers:")


def provider_urn(reference: str) -> str:
    """The URN in a provider reference `<urn>::<id>`."""
    return reference.rpartition("::")[0]


def provider_id(reference: str) -> str:
    """The id in a provider reference `<urn>::<id>`."""
    return reference.rpartition("::")[2]
