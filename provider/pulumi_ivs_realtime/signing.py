"""Participant tokens signed on the spot, with a key pair of one's own and no call to AWS: for application code."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from pulumi_ivs_realtime.errors import InvalidConfiguration, InvalidInputs
from pulumi_ivs_realtime.model import Failure, failures
from pulumi_ivs_realtime.resources.behaviour.ending import in_one_sentence
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.kinds import tokens

if TYPE_CHECKING:
    from types import ModuleType

    from pulumi_ivs_realtime.resources.lookups.stages import StageEndpointsResult

_ALPHABET = string.ascii_letters + string.digits
_MINUTE = 60


@dataclass(frozen=True)
class SignedParticipantToken:
    """A token that `create_participant_token` signed.

    Attributes:
        token: the JWT; a secret, and not part of the representation.
        participant_id: whom it stands for.
        expiration_time: with time zone UTC.
    """

    token: str = field(repr=False)
    participant_id: str
    expiration_time: datetime


@in_one_sentence()
def create_participant_token(
    *,
    stage_arn: str,
    public_key_arn: str,
    private_key: str,
    endpoints: Mapping[str, str] | StageEndpointsResult,
    user_id: str = "",
    attributes: Mapping[str, str] | None = None,
    capabilities: Sequence[str] = ("PUBLISH", "SUBSCRIBE"),
    duration: int = tokens.DEFAULT_DURATION,
) -> SignedParticipantToken:
    """Signs a participant token with a key pair whose public half is imported into Amazon IVS Real-Time.

    No call is made, so no quota counts, and each result is another: it is for application code, not an input of a
    resource. Source: Amazon IVS Real-Time user guide, "Distribute participant tokens", key pairs (ES384).

    Args:
        stage_arn: the stage to join.
        public_key_arn: of the imported public key (P-384), in the stage's region.
        private_key: its private half, PEM.
        endpoints: of the stage, as a look-up or a Stage has them, or a mapping with `events` and `whip`; may be
            cached for 14 days.
        user_id: at most 128 characters; every participant sees it.
        attributes: at most 1 KB in all; every participant sees them.
        capabilities: any of "PUBLISH" and "SUBSCRIBE".
        duration: minutes until it expires, 1-20160.

    Raises:
        InvalidInputs: a limit is broken; all that are, by name, and none of the key's text.
        InvalidConfiguration: PyJWT or cryptography is not installed.
    """
    given: dict[str, Any] = {
        "stage_arn": stage_arn,
        "user_id": user_id,
        "attributes": {} if attributes is None else attributes,
        "capabilities": capabilities,
        "duration": duration,
        "public_key_arn": public_key_arn,
        "endpoints": vars(endpoints) if is_dataclass(endpoints) else endpoints,
    }
    key = _p384(private_key)
    _refuse([*_failures(given), *([] if key else [Failure("private_key", "is not the PEM of a P-384 private key")])])
    issued = int(time.time())
    expires = issued + int(duration) * _MINUTE
    claims = {
        "iat": issued,
        "exp": expires,
        "jti": "".join(secrets.choice(_ALPHABET) for _ in range(12)),
        "resource": stage_arn,
        "topic": stage_arn.rpartition("/")[2],
        "events_url": given["endpoints"]["events"],
        "whip_url": given["endpoints"]["whip"],
        "user_id": user_id,
        "attributes": dict(given["attributes"]),
        "capabilities": {f"allow_{name.lower()}": True for name in capabilities},
        "version": "1.0",
    }
    jwt, _ = _libraries()
    token = jwt.encode(claims, key, algorithm="ES384", headers={"kid": public_key_arn})
    return SignedParticipantToken(token, str(claims["jti"]), datetime.fromtimestamp(expires, timezone.utc))


_SHAPES = {
    "stage_arn": "StageArn",
    "user_id": "ParticipantTokenUserId",
    "attributes": "ParticipantTokenAttributes",
    "capabilities": "ParticipantTokenCapabilities",
    "duration": "ParticipantTokenDurationMinutes",
    "public_key_arn": "PublicKeyArn",
    "endpoints": "StageEndpoints",
}


def _failures(given: Mapping[str, Any]) -> Iterator[Failure]:
    for name, shape in _SHAPES.items():
        yield from failures(shape, given[name], path=name)
    yield from tokens.attribute_failures(given["attributes"])
    arns = (given["stage_arn"], given["public_key_arn"])
    stage, key = (parsed(arn) if isinstance(arn, str) else None for arn in arns)
    if stage and key and stage.region != key.region:
        yield Failure("public_key_arn", f"is in {key.region}, but the stage is in {stage.region}")
    if isinstance(given["endpoints"], Mapping):
        lacking = [name for name in ("events", "whip") if not given["endpoints"].get(name)]
        yield from (Failure("endpoints", f'lacks "{name}"') for name in lacking)


def _refuse(found: Sequence[Failure]) -> None:
    if found:
        reasons = "; ".join(f"{path} {reason}" for path, reason in found)
        raise InvalidInputs(f"create_participant_token: {reasons}.")


def _p384(pem: Any) -> Any:
    """The private key in a PEM; None when it holds another kind of key, or none."""
    _, keys = _libraries()
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        key = keys.load_pem_private_key(pem.encode() if isinstance(pem, str) else pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if getattr(getattr(key, "curve", None), "name", None) == "secp384r1" else None


def _libraries() -> tuple[ModuleType, ModuleType]:
    try:
        import jwt
        from cryptography.hazmat.primitives import serialization
    except ModuleNotFoundError as missing:
        raise InvalidConfiguration(
            "create_participant_token needs PyJWT and cryptography: pip install 'pulumi-ivs-realtime[tokens]'."
        ) from missing
    return jwt, serialization
