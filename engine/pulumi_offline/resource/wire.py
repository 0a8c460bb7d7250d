"""Property bags to and from the protobuf `Struct`s of Pulumi's protocols."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from google.protobuf.struct_pb2 import Struct
from google.protobuf.struct_pb2 import Value as WireValue

from pulumi_offline.resource.property_values import (
    ARCHIVE,
    ASSET,
    OUTPUT,
    RESOURCE,
    SECRET,
    SIGNATURE,
    UNKNOWN,
    Asset,
    Props,
    Reference,
    Secret,
    Value,
)

UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = {
    UNKNOWN_STRING,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
}


class Reader:
    """Reads a `Struct`; dependencies that travel inside output values are collected in `dependencies`.

    Args:
        directory: what relative paths of assets refer to.
    """

    def __init__(self, directory: str = "") -> None:
        self.dependencies: set[str] = set()
        self._directory = directory

    def props(self, struct: Struct) -> Props:
        """The bag that a `Struct` holds, keys in order."""
        fields = struct.fields
        return {key: self.value(fields[key]) for key in sorted(fields)}

    def value(self, wire: WireValue) -> Value:
        """One value."""
        kind = wire.WhichOneof("kind")
        if kind == "string_value":
            text = wire.string_value
            return UNKNOWN if text in _UNKNOWNS else text
        if kind == "number_value":
            return _number(wire.number_value)
        if kind == "bool_value":
            return wire.bool_value
        if kind == "struct_value":
            return self._object(self.props(wire.struct_value))
        if kind == "list_value":
            return [self.value(item) for item in wire.list_value.values]
        return None

    def _object(self, fields: Props) -> Value:
        signature = fields.get(SIGNATURE)
        if signature is None:
            return fields
        if signature == SECRET:
            return Secret(fields["value"])
        if signature == OUTPUT:
            return self._output(fields)
        if signature == RESOURCE:
            id_ = fields.get("id")
            return Reference(fields["urn"], UNKNOWN if id_ == "" else id_, fields.get("packageVersion", ""))
        if signature in {ASSET, ARCHIVE}:
            return Asset(_hashed(fields, self._directory))
        raise ValueError(f"unrecognized signature {signature!r} in a property")

    def _output(self, fields: Props) -> Value:
        self.dependencies.update(fields.get("dependencies", ()))
        value = fields.get("value", UNKNOWN) if "value" in fields else UNKNOWN
        return Secret(value) if fields.get("secret") else value


def _number(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _hashed(fields: Props, directory: str) -> Props:
    """An asset's fields with the hash by which the engine compares its content."""
    if fields[SIGNATURE] != ASSET or fields.get("hash"):
        return fields
    if "text" in fields:
        return {**fields, "hash": hashlib.sha256(fields["text"].encode()).hexdigest()}
    if "path" in fields:
        content = Path(directory, fields["path"]).read_bytes()
        return {**fields, "hash": hashlib.sha256(content).hexdigest()}
    return fields


class Writer:
    """Writes bags as `Struct`s for one kind of reader.

    Args:
        secrets: whether the reader understands secrets; else they are sent bare.
        references: whether it understands resource references; else their id (or URN) is sent.
        unknowns: whether unknown values are sent; else they are left out.
    """

    def __init__(self, *, secrets: bool, references: bool = False, unknowns: bool = True) -> None:
        self._secrets = secrets
        self._references = references
        self._unknowns = unknowns

    def struct(self, props: Mapping[str, Value]) -> Struct:
        """The bag as a `Struct`."""
        struct = Struct()
        self._fill(struct, props)
        return struct

    def _fill(self, struct: Struct, props: Mapping[str, Value]) -> None:
        for key, value in props.items():
            if value is UNKNOWN and not self._unknowns:
                continue
            self._write(struct.fields[key], value)

    def _write(self, wire: WireValue, value: Value) -> None:
        if isinstance(value, str):
            wire.string_value = value
        elif value is None:
            wire.null_value = 0  # type: ignore[assignment]
        elif isinstance(value, bool):
            wire.bool_value = value
        elif isinstance(value, int | float):
            wire.number_value = value
        elif isinstance(value, list):
            self._write_list(wire, value)
        elif isinstance(value, dict):
            wire.struct_value.SetInParent()
            self._fill(wire.struct_value, value)
        else:
            self._write_special(wire, value)

    def _write_list(self, wire: WireValue, items: list[Any]) -> None:
        wire.list_value.SetInParent()
        for item in items:
            if item is UNKNOWN and not self._unknowns:
                continue
            self._write(wire.list_value.values.add(), item)

    def _write_special(self, wire: WireValue, value: Value) -> None:
        if value is UNKNOWN:
            wire.string_value = UNKNOWN_STRING
        elif isinstance(value, Secret):
            self._write(wire, {SIGNATURE: SECRET, "value": value.value} if self._secrets else value.value)
        elif isinstance(value, Reference):
            self._write(wire, dict(_reference_fields(value)) if self._references else _reference_text(value))
        elif isinstance(value, Asset):
            self._write(wire, value.fields)
        else:
            raise TypeError(f"no property can hold a {type(value).__name__}")


def _reference_fields(reference: Reference) -> Iterator[tuple[str, Value]]:
    yield SIGNATURE, RESOURCE
    yield "urn", reference.urn
    if reference.id_ is not None:
        yield "id", "" if reference.id_ is UNKNOWN else reference.id_
    if reference.package_version:
        yield "packageVersion", reference.package_version


def _reference_text(reference: Reference) -> Value:
    return reference.urn if reference.id_ is None else reference.id_
