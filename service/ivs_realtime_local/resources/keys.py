"""Public keys, whose owners sign participant tokens themselves."""

from __future__ import annotations

import hashlib
from typing import Any

from ivs_realtime_local.errors import conflict, invalid
from ivs_realtime_local.resources.neighbours import Kind
from ivs_realtime_local.state.backend import Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.store import Document

_NAME = "public-key"


def _made(backend: Backend, caller: Caller, request: dict[str, Any]) -> Document:
    fingerprint = _fingerprint(request["publicKeyMaterial"])
    for row in backend.store.children(_NAME, caller.scope):
        same = row.document["fingerprint"] == fingerprint
        if same and backend.switches.same_public_key == "conflict":
            raise conflict(f"{row.key} holds the same public key")
    return {"publicKeyMaterial": request["publicKeyMaterial"], "fingerprint": fingerprint}


def _fingerprint(pem: str) -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        key = serialization.load_pem_public_key(pem.encode())
    except ValueError:
        raise invalid("publicKeyMaterial is not a public key in PEM") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp384r1":
        raise invalid("publicKeyMaterial must be a key of the curve P-384")
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.md5(der, usedforsecurity=False).digest().hex(":")


KIND = Kind(_NAME, "publicKey", ("arn", "name", "tags"), _made, create="Import")
