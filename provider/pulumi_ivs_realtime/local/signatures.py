"""Signature Version 4: who signed a request, for which region and service, and when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from pulumi_ivs_realtime.local.caller import Caller, account_of
from pulumi_ivs_realtime.local.errors import ApiError
from pulumi_ivs_realtime.model import REGIONS

_ALGORITHM = "AWS4-HMAC-SHA256"
_STAMP = "%Y%m%dT%H%M%SZ"
_TOLERANCE = timedelta(minutes=5)
_FIELD = re.compile(r"(\w+)=([^,\s]*)")
_SCOPE_PARTS = 5


def signed_by(headers: Mapping[str, str], *, service: str, now: float) -> Caller:
    """The caller that a request's Authorization header names.

    Args:
        headers: of the request.
        service: the signing name that the request must bear, `ivs` or `sts`.
        now: seconds since the epoch.

    Raises:
        ApiError: no signature, or one that AWS would refuse before it looks at the secret.
    """
    scope = credential_scope(headers)
    if scope[3] != service:
        raise _invalid(f"Credential should be scoped to correct service: '{service}'.")
    if scope[4] != "aws4_request" or (service == "ivs" and scope[2] not in REGIONS):
        raise _invalid("Credential should be scoped to a valid region.")
    _check_time(headers, scope[1], now)
    return Caller(account_of(scope[0]), scope[2], scope[0])


def credential_scope(headers: Mapping[str, str]) -> list[str]:
    """Access key, date, region, service and terminator of the signature.

    Raises:
        ApiError: MissingAuthenticationTokenException, IncompleteSignatureException.
    """
    algorithm, _, rest = headers.get("authorization", "").partition(" ")
    if algorithm != _ALGORITHM:
        raise ApiError("MissingAuthenticationTokenException", "Missing Authentication Token")
    fields = dict(_FIELD.findall(rest))
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if not fields.get(name)]
    if missing:
        wanted = " ".join(f"Authorization header requires '{name}' parameter." for name in missing)
        raise ApiError("IncompleteSignatureException", wanted)
    scope: list[str] = fields["Credential"].rsplit("/", _SCOPE_PARTS - 1)
    if len(scope) != _SCOPE_PARTS:
        raise ApiError(
            "IncompleteSignatureException",
            f"Credential must have exactly {_SCOPE_PARTS} slash-delimited elements, got {fields['Credential']}",
        )
    return scope


def _check_time(headers: Mapping[str, str], date: str, now: float) -> None:
    stamp = headers.get("x-amz-date", "")
    try:
        signed = datetime.strptime(stamp, _STAMP).replace(tzinfo=timezone.utc)
    except ValueError:
        raise ApiError(
            "IncompleteSignatureException", "Authorization header requires existence of a 'X-Amz-Date' header."
        ) from None
    if stamp[:8] != date:
        raise _invalid(f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: {stamp}")
    here = datetime.fromtimestamp(now, tz=timezone.utc)
    if here - signed > _TOLERANCE:
        raise _invalid(f"Signature expired: {stamp} is now earlier than {here - _TOLERANCE:{_STAMP}}")
    if signed - here > _TOLERANCE:
        raise _invalid(f"Signature not yet current: {stamp} is still later than {here + _TOLERANCE:{_STAMP}}")


def _invalid(message: str) -> ApiError:
    return ApiError("InvalidSignatureException", message)
