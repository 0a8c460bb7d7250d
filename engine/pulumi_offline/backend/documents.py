"""States to and from the documents of a checkpoint (deployment version 3)."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Iterator
from typing import Any

from pulumi_offline.resource.property_values import (
    ARCHIVE,
    ASSET,
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
from pulumi_offline.resource.state import State
from pulumi_offline.resource.wire import UNKNOWN_STRING
from pulumi_offline.workspace.passphrase import Crypter

Document = dict[str, Any]
Seal = Callable[[Secret], Document]

_FLOAT = "8ad145fe-0d11-4827-bfd7-1abcbf086f5c"

# Attribute of a state → its key in the document, in the order in which the CLI writes them; empty ones are left out.
_KEYS = {
    "delete": "delete",
    "id": "id",
    "type": "type",
    "inputs": "inputs",
    "outputs": "outputs",
    "parent": "parent",
    "protect": "protect",
    "taint": "taint",
    "external": "external",
    "dependencies": "dependencies",
    "init_errors": "initErrors",
    "provider": "provider",
    "property_dependencies": "propertyDependencies",
    "pending_replacement": "pendingReplacement",
    "additional_secret_outputs": "additionalSecretOutputs",
    "aliases": "aliases",
    "custom_timeouts": "customTimeouts",
    "import_id": "importID",
    "retain_on_delete": "retainOnDelete",
    "deleted_with": "deletedWith",
    "replace_with": "replaceWith",
    "created": "created",
    "modified": "modified",
    "source_position": "sourcePosition",
    "stack_trace": "stackTrace",
    "ignore_changes": "ignoreChanges",
    "hide_diff": "hideDiff",
    "replace_on_changes": "replaceOnChanges",
    "replacement_trigger": "replacementTrigger",
    "refresh_before_update": "refreshBeforeUpdate",
    "view_of": "viewOf",
    "resource_hooks": "resourceHooks",
}
_PROPERTIES = {"inputs", "outputs", "replacement_trigger"}


def sealed_with(crypter: Crypter) -> Seal:
    """How secrets stand in a checkpoint: encrypted, once."""

    def seal(secret: Secret) -> Document:
        if secret.ciphertext is None:
            secret.ciphertext = crypter.encrypt(plaintext(secret))
        return {SIGNATURE: SECRET, "ciphertext": secret.ciphertext}

    return seal


def shown(secret: Secret) -> Document:
    """How secrets stand in an export that shows them."""
    return {SIGNATURE: SECRET, "plaintext": plaintext(secret)}


def blinded(_secret: Secret) -> Document:
    """How secrets stand in events."""
    return {SIGNATURE: SECRET, "ciphertext": "[secret]"}


def plaintext(secret: Secret) -> str:
    """A secret's value as the JSON text that is encrypted."""
    return compact(value_document(secret.value, shown))


def compact(document: object) -> str:
    """JSON as the CLI writes it: no spaces, no escapes beyond JSON's own."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def props_document(props: Props, seal: Seal) -> Document:
    """A bag of properties, keys in order."""
    return {key: value_document(props[key], seal) for key in sorted(props)}


def value_document(value: Value, seal: Seal) -> Value:
    """One value."""
    if isinstance(value, dict):
        return props_document(value, seal)
    if isinstance(value, list):
        return [value_document(item, seal) for item in value]
    if isinstance(value, Secret):
        return seal(value)
    if value is UNKNOWN:
        return UNKNOWN_STRING
    if isinstance(value, Asset):
        return {key: value_document(item, seal) for key, item in value.fields.items()}
    if isinstance(value, Reference):
        return _reference_document(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {SIGNATURE: _FLOAT, "value": struct.pack(">d", value).hex()}
    return value


def _reference_document(reference: Reference) -> Document:
    document = {SIGNATURE: RESOURCE, "urn": reference.urn, "packageVersion": reference.package_version}
    if reference.id_ is not None:
        document["id"] = "" if reference.id_ is UNKNOWN else reference.id_
    return document


def state_document(state: State, seal: Seal) -> Document:
    """A state as its document in the checkpoint."""
    return {"urn": state.urn, "custom": state.custom, **dict(_fields(state, seal))}


def _fields(state: State, seal: Seal) -> Iterator[tuple[str, Value]]:
    for attribute, key in _KEYS.items():
        value = getattr(state, attribute)
        if not value:
            continue
        if attribute in _PROPERTIES:
            value = value_document(value, seal)
        elif attribute == "stack_trace":
            value = [{"sourcePosition": frame} if frame else {} for frame in value]
        elif attribute == "property_dependencies":
            value = {name: value[name] for name in sorted(value)}
        yield key, value


def state_of(document: Document, unseal: Callable[[Document], Secret]) -> State:
    """The state that a document describes."""
    fields: Document = {}
    for attribute, key in _KEYS.items():
        if key not in document or document[key] is None:
            continue
        value = document[key]
        if attribute in _PROPERTIES:
            value = value_of(value, unseal)
        elif attribute == "stack_trace":
            value = [frame.get("sourcePosition", "") for frame in value]
        fields[attribute] = value
    return State(urn=document["urn"], custom=document["custom"], **fields)


def value_of(document: Value, unseal: Callable[[Document], Secret]) -> Value:
    """The value that a document describes."""
    if isinstance(document, list):
        return [value_of(item, unseal) for item in document]
    if not isinstance(document, dict):
        return UNKNOWN if document == UNKNOWN_STRING else document
    signature = document.get(SIGNATURE)
    if signature == SECRET:
        return unseal(document)
    if signature in {ASSET, ARCHIVE}:
        return Asset({key: value_of(item, unseal) for key, item in document.items()})
    if signature == RESOURCE:
        id_ = document.get("id")
        return Reference(document["urn"], UNKNOWN if id_ == "" else id_, document.get("packageVersion", ""))
    if signature == _FLOAT:
        return struct.unpack(">d", bytes.fromhex(document["value"]))[0]
    return {key: value_of(item, unseal) for key, item in document.items()}


def unsealed_with(crypter: Crypter) -> Callable[[Document], Secret]:
    """How secrets are read from a checkpoint."""

    def unseal(document: Document) -> Secret:
        ciphertext = document.get("ciphertext")
        text = document["plaintext"] if ciphertext is None else crypter.decrypt(ciphertext)
        return Secret(value_of(json.loads(text), unseal), ciphertext)

    return unseal
