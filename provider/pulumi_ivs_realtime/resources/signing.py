"""Participant tokens signed on the spot, with a key pair of one's own and no call to AWS: for application code."""

from __future__ import annotations

import secrets
import string
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from pulumi_ivs_realtime.errors import InvalidConfiguration, InvalidInputs
from pulumi_ivs_realtime.model import Failure, failures
from pulumi_ivs_realtime.rules import tokens
from pulumi_ivs_realtime.rules.arns import parsed

if TYPE_CHECKING:
    from types import ModuleType

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


def create_participant_token(
    *,
    stage_arn: str,
    public_key_arn: str,
    private_key: str,
    endpoints: Mapping[str, str],
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
        endpoints: of the stage, with `events` and `whip`; may be cached for 14 days.
        user_id: at most 128 characters; every participant sees it.
        attributes: at most 1 KB in all; every participant sees them.
        capabilities: any of "PUBLISH" and "SUBSCRIBE".
        duration: minutes until it expires, 1-20160.

    Raises:
        InvalidInputs: a limit is broken; all that are, by name, and none of the key's text.
        InvalidConfiguration: PyJWT is not installed.
    """
    wanted = {
        "stageArn": stage_arn,
        "userId": user_id,
        "attributes": dict(attributes or {}),
        "capabilities": list(capabilities),
        "duration": duration,
    }
    _refuse([*tokens.token_failures(wanted, _known), *_key_failures(stage_arn, public_key_arn, endpoints)])
    issued = int(time.time())
    claims = {
        "iat": issued,
        "exp": issued + duration * _MINUTE,
        "jti": "".join(secrets.choice(_ALPHABET) for _ in range(12)),
        "resource": stage_arn,
        "topic": stage_arn.rpartition("/")[2],
        "events_url": endpoints["events"],
        "whip_url": endpoints["whip"],
        "user_id": user_id,
        "attributes": wanted["attributes"],
        "capabilities": {f"allow_{name.lower()}": True for name in capabilities},
        "version": "1.0",
    }
    return SignedParticipantToken(
        _signed(claims, private_key, public_key_arn),
        str(claims["jti"]),
        datetime.fromtimestamp(issued + duration * _MINUTE, timezone.utc),
    )


def _signed(claims: Mapping[str, object], private_key: str, public_key_arn: str) -> str:
    jwt = _jwt()
    try:
        token: str = jwt.encode(dict(claims), private_key, algorithm="ES384", headers={"kid": public_key_arn})
    except (ValueError, TypeError, jwt.InvalidKeyError) as error:
        raise InvalidInputs("create_participant_token: private_key is no PEM of a P-384 private key.") from error
    return token


def _jwt() -> ModuleType:
    try:
        import jwt
        import jwt.algorithms
    except ModuleNotFoundError as missing:
        raise InvalidConfiguration(
            "create_participant_token needs PyJWT: pip install 'pulumi-ivs-realtime[tokens]'."
        ) from missing
    return jwt


def _key_failures(stage_arn: str, public_key_arn: str, endpoints: Mapping[str, str]) -> list[Failure]:
    found = list(failures("PublicKeyArn", public_key_arn, path="public_key_arn"))
    stage, key = parsed(stage_arn), parsed(public_key_arn)
    if stage and key and stage.region != key.region:
        found.append(Failure("public_key_arn", f"lies in {key.region}, but the stage in {stage.region}"))
    return found + [Failure("endpoints", f'lacks "{name}"') for name in ("events", "whip") if not endpoints.get(name)]


def _refuse(found: Sequence[Failure]) -> None:
    if found:
        reasons = "; ".join(f"{path} {reason}" for path, reason in found)
        raise InvalidInputs(f"create_participant_token: {reasons}.")


def _known(_value: object) -> bool:
    return True
