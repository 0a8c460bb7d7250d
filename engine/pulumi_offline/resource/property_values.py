"""Property values as the engine holds them: plain JSON values, and what JSON cannot say.

A property bag is a `dict[str, Value]`; bags are never changed in place, a changed bag is a new one, so that states
can share them and keep their serialised form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature of Pulumi's wire format, no credential
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"

Value = Any
Props = dict[str, Value]


class Unknown:
    """The value of a property that is known only after an update; there is one instance, `UNKNOWN`."""

    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:  # noqa: D102 - the class says it
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "<unknown>"


UNKNOWN = Unknown()


class Secret:
    """A value that is encrypted in the state and blinded everywhere else."""

    __slots__ = ("ciphertext", "value")

    def __init__(self, value: Value, ciphertext: str | None = None) -> None:
        self.value = value
        self.ciphertext = ciphertext  # once encrypted, a secret keeps its ciphertext: a state rewritten is a state kept

    def __repr__(self) -> str:
        return "[secret]"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and equal(self.value, other.value)

    def __hash__(self) -> int:
        return hash(SECRET)


class Reference:
    """A reference to another resource; `id_` is None for components and UNKNOWN before the resource exists."""

    __slots__ = ("id_", "package_version", "urn")

    def __init__(self, urn: str, id_: Value = None, package_version: str = "") -> None:
        self.urn = urn
        self.id_ = id_
        self.package_version = package_version

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and (self.urn, self.id_) == (other.urn, other.id_)

    def __hash__(self) -> int:
        return hash(self.urn)


class Asset:
    """An asset or an archive, as its signed fields; two are equal when their hashes (or else their fields) are."""

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, Value]) -> None:
        self.fields = fields

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Asset):
            return False
        mine, theirs = self.fields.get("hash"), other.fields.get("hash")
        return mine == theirs if mine and theirs else equal(self.fields, other.fields)

    def __hash__(self) -> int:
        return hash(self.fields.get("hash"))


def equal(a: Value, b: Value) -> bool:
    """Whether two values are the same; unlike Python's `==`, True is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(value, b[key]) for key, value in a.items())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    return bool(a == b)


def contains_unknowns(value: Value) -> bool:
    """Whether a part of the value is not known yet."""
    if value is UNKNOWN:
        return True
    if isinstance(value, Secret):
        return contains_unknowns(value.value)
    if isinstance(value, dict):
        return any(map(contains_unknowns, value.values()))
    return isinstance(value, list) and any(map(contains_unknowns, value))


def contains_secrets(value: Value) -> bool:
    """Whether a part of the value is secret."""
    if isinstance(value, Secret):
        return True
    if isinstance(value, dict):
        return any(map(contains_secrets, value.values()))
    return isinstance(value, list) and any(map(contains_secrets, value))


def revealed(value: Value) -> Value:
    """The value without any mark of secrecy."""
    if isinstance(value, Secret):
        return revealed(value.value)
    if isinstance(value, dict):
        return {key: revealed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [revealed(item) for item in value]
    return value


def blinded(value: Value) -> Value:
    """The value with "[secret]" in place of every secret."""
    if isinstance(value, Secret):
        return "[secret]"
    if isinstance(value, dict):
        return {key: blinded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [blinded(item) for item in value]
    return value


def with_secrets_of(outs: Props, ins: Mapping[str, Value]) -> Props:
    """`outs` of a provider that knows no secrets, marked where the same property of `ins` is one."""
    marked = dict(outs)
    for key, given in ins.items():
        if key not in outs:
            continue
        got = outs[key]
        if isinstance(got, dict) and isinstance(given, dict):
            marked[key] = with_secrets_of(got, given)
        elif not isinstance(got, Secret) and contains_secrets(given):
            marked[key] = Secret(got)
    return marked
