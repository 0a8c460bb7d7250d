"""Property values as the protocol has them: plain data with marks for what is secret and what is not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format, struct_pb2

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.lifecycle.frame import UNKNOWN

# Source: Pulumi's provider protocol, "special signatures" (sdk/go/common/resource/sig).
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, no secret
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"

Props = dict[str, Any]


@dataclass(frozen=True)
class Secret:
    """A value that the engine marks as secret."""

    value: Any

    def __repr__(self) -> str:
        return "Secret(…)"


def read(struct: struct_pb2.Struct) -> Props:
    """The properties of a message, with `Secret` in each place that is one.

    Raises:
        InvalidInputs: a value is an asset or an archive, which no property takes.
    """
    whole: Props = json_format.MessageToDict(struct)
    return _object(whole)


def plain(value: Any) -> Any:
    """The value without the marks of secrets."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def secret_names(props: Mapping[str, Any]) -> list[str]:
    """The properties that are or hold secrets."""
    return [name for name, value in props.items() if any(_secrets(value))]


def marked(props: Mapping[str, Any], pattern: Mapping[str, Any], secret: Iterable[str] = ()) -> Props:
    """The properties with the marks of `pattern` wherever it has one, and all of those named in `secret`."""
    found = {name: _marked(value, pattern.get(name)) for name, value in props.items()}
    return {name: Secret(plain(value)) if name in secret else value for name, value in found.items()}


def written(props: Mapping[str, Any]) -> struct_pb2.Struct:
    """The message of properties; what is not set is left out."""
    struct = struct_pb2.Struct()
    struct.update({name: _written(value) for name, value in props.items() if value is not None})
    return struct


def is_unknown(value: object) -> bool:
    """Whether a plain value stands for one that is not known yet."""
    return isinstance(value, str) and value == UNKNOWN


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    signature = value.get(_SIGNATURE)
    if signature == _SECRET:
        return Secret(_read(value.get("value")))
    if signature == _OUTPUT:
        inner = _read(value["value"]) if "value" in value else UNKNOWN
        return Secret(inner) if value.get("secret") else inner
    if signature == _RESOURCE:
        return value.get("id") or value.get("urn")
    if signature is not None:
        raise InvalidInputs("a value is an asset or an archive, which no property takes.")
    return _object(value)


def _object(value: Props) -> Props:
    """Without what is set to nothing, which other hosts do not hand over either."""
    return {key: _read(inner) for key, inner in value.items() if inner is not None}


def _secrets(value: Any) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _secrets(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner)


def _marked(value: Any, pattern: Any) -> Any:
    if isinstance(pattern, Secret):
        return Secret(value)
    if isinstance(value, Mapping) and isinstance(pattern, Mapping):
        return {key: _marked(inner, pattern.get(key)) for key, inner in value.items()}
    if isinstance(value, list) and isinstance(pattern, list):
        patterns = [*pattern, *[None] * len(value)]
        return [_marked(inner, patterns[index]) for index, inner in enumerate(value)]
    return value


def _written(value: Any) -> Any:
    if isinstance(value, Secret):
        return {_SIGNATURE: _SECRET, "value": _written(value.value)}
    if isinstance(value, Mapping):
        return {key: _written(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_written(inner) for inner in value]
    return value
