"""What is particular to PublicKey: what a key is, and what its replacement means for tokens."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.inputs import PublicKeyInputs
from pulumi_ivs_realtime.rules.managed import ManagedRules

MATERIAL = "publicKeyMaterial"

_BODY = re.compile(r"-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", re.DOTALL)
_ON_P384 = bytes.fromhex("06072a8648ce3d0201" + "06052b81040022")
"""In DER: the object identifiers of elliptic-curve keys and of the curve P-384 (RFC 5480)."""


class PublicKeyRules(ManagedRules[PublicKeyInputs]):
    """The rules of PublicKey."""

    inputs = PublicKeyInputs

    def failures(self, inputs: PublicKeyInputs) -> Iterator[Failure]:
        """A private key is refused first, for other sentences would quote it."""
        material = inputs.public_key_material
        if isinstance(material, str) and "PRIVATE KEY" in material:
            yield Failure(
                MATERIAL, "holds a private key; give its public half, which `openssl ec -in key.pem -pubout` prints"
            )
            return
        yield from super().failures(inputs)

    def particular_failures(self, inputs: PublicKeyInputs) -> Iterator[Failure]:
        """The service takes keys of one curve only."""
        material = inputs.public_key_material
        if isinstance(material, str) and _BODY.search(material) and _ON_P384 not in _der(body_of(material)):
            yield Failure(
                MATERIAL,
                "must be a key of the curve P-384, which `openssl ecparam -name secp384r1 -genkey -noout` makes",
            )

    def comparable(self, inputs: PublicKeyInputs) -> PublicKeyInputs:
        """By what the key is, not by its line ends."""
        return replace(super().comparable(inputs), public_key_material=body_of(inputs.public_key_material))

    def goes_first(self, old: PublicKeyInputs, new: PublicKeyInputs) -> bool:
        """The service does not hold the same key twice [INFER]; another region does not mind."""
        same = body_of(old.public_key_material) == body_of(new.public_key_material)
        return same and old.region == new.region

    def consequence(self, old: PublicKeyInputs, new: PublicKeyInputs) -> str:
        """Tokens of the old key are refused, for a moment or for good."""
        if self.goes_first(old, new):
            return "until the key is imported again, tokens that it signed are refused"
        if body_of(old.public_key_material) == body_of(new.public_key_material):
            return "tokens that name the key by its old ARN are refused from then on"
        return "tokens signed with the old key are refused from then on"


def body_of(material: Any) -> Any:
    """The key itself, without line ends; anything that is not PEM stays as it is."""
    found = _BODY.search(material) if isinstance(material, str) else None
    return "".join(found[1].split()) if found else material


def _der(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        return b""


PUBLIC_KEYS = PublicKeyRules()
"""The rules of PublicKey."""
