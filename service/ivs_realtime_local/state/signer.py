"""Participant tokens: JWTs signed with ES384, as Amazon IVS Real-Time signs them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ivs_realtime_local.state.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

Claims = dict[str, Any]

_KEY = "signing-key"


class BadToken(Exception):
    """A participant token that nobody can join with; `str()` says why."""


class Signer:
    """Signs tokens with a key of its own, made at the first token and kept with the state."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sign(self, claims: Claims) -> str:
        """The token that carries `claims`."""
        import jwt  # costs a tenth of a second, which starting the service need not spend

        return jwt.encode(claims, self._private_key, algorithm="ES384")

    def claims(self, token: str, *, now: float, public_keys: dict[str, str]) -> Claims:
        """The claims of a token whose signature holds and that has not expired.

        Args:
            token: as `CreateParticipantToken` or an application that holds a key pair made it.
            now: the current time, in seconds since the epoch.
            public_keys: PEM of the imported public keys, by ARN.

        Raises:
            BadToken: the signature does not hold, or the token has expired.
        """
        import jwt

        try:
            key_arn = jwt.get_unverified_header(token).get("kid")
            key = public_keys[key_arn] if key_arn else self._private_key.public_key()
            claims: Claims = jwt.decode(
                token, key, algorithms=["ES384"], options={"verify_exp": False, "verify_iat": False}
            )
        except KeyError:
            raise BadToken("it is signed with a key that is not imported") from None
        except jwt.InvalidTokenError:
            raise BadToken("its signature does not hold") from None
        if not isinstance(claims.get("exp"), int | float) or claims["exp"] <= now:
            raise BadToken("it has expired")
        return claims

    @functools.cached_property
    def _private_key(self) -> EllipticCurvePrivateKey:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        kept = self._store.get(_KEY, _KEY)
        if kept:
            key = serialization.load_pem_private_key(kept["pem"].encode(), password=None)
            assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 - we wrote it ourselves
            return key
        made = ec.generate_private_key(ec.SECP384R1())
        pem = made.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        self._store.put(_KEY, _KEY, {"pem": pem.decode()})
        return made
