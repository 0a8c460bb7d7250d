"""Signature Version 4: who signed a request, for which region and service, when, and whether that is true."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ivs_realtime_local.errors import ApiError
from ivs_realtime_local.model import REGIONS
from ivs_realtime_local.state.caller import Caller, account_of
from ivs_realtime_local.state.credentials import Credentials, Secret

_ALGORITHM = "AWS4-HMAC-SHA256"
_STAMP = "%Y%m%dT%H%M%SZ"
_TOLERANCE = timedelta(minutes=5)
_FIELD = re.compile(r"(\w+)=([^,\s]*)")
_SCOPE_PARTS = 5
_DATE = 8

Clocks = tuple[float, ...]


@dataclass(frozen=True)
class Signed:
    """A request as far as its signature covers it.

    Attributes:
        method: the HTTP method.
        url: with scheme, host, path and query as they came in.
        headers: all of them.
        body: the whole body.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class _Authorization:
    access_key_id: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: tuple[str, ...]
    signature: str


def caller_of(request: Signed, *, service: str, clocks: Clocks, credentials: Credentials | None) -> Caller:
    """The caller that a request's Authorization header names.

    Args:
        request: as it came in.
        service: the signing name that the request must bear, `ivs` or `sts`.
        clocks: what time it is, in seconds since the epoch, and what else callers may take it for.
        credentials: whose signatures count; None believes every signature that is well formed.

    Raises:
        ApiError: with the code that AWS answers with.
    """
    given = _authorization(request.headers)
    if given.service != service:
        raise _invalid(f"Credential should be scoped to correct service: '{service}'.")
    if given.terminator != "aws4_request" or (service == "ivs" and given.region not in REGIONS):
        raise _invalid("Credential should be scoped to a valid region.")
    _check_time(request.headers, given.date, clocks)
    if credentials:
        _verify(request, given, credentials.secret(given.access_key_id), clocks[0])
    return Caller(account_of(given.access_key_id), given.region, given.access_key_id)


def _authorization(headers: Mapping[str, str]) -> _Authorization:
    algorithm, _, rest = headers.get("authorization", "").partition(" ")
    if algorithm != _ALGORITHM:
        raise ApiError("MissingAuthenticationTokenException", "Missing Authentication Token")
    fields: dict[str, str] = dict(_FIELD.findall(rest))
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if not fields.get(name)]
    if missing:
        raise _incomplete(" ".join(f"Authorization header requires '{name}' parameter." for name in missing))
    scope = fields["Credential"].rsplit("/", _SCOPE_PARTS - 1)
    if len(scope) != _SCOPE_PARTS:
        raise _incomplete(f"Credential must have exactly {_SCOPE_PARTS} slash-delimited elements.")
    key, date, region, service, terminator = scope
    covered = tuple(fields["SignedHeaders"].split(";"))
    return _Authorization(key, date, region, service, terminator, covered, fields["Signature"])


def _check_time(headers: Mapping[str, str], date: str, clocks: Clocks) -> None:
    stamp = headers.get("x-amz-date", "")
    try:
        signed = datetime.strptime(stamp, _STAMP).replace(tzinfo=timezone.utc)
    except ValueError:
        raise _incomplete("Authorization header requires existence of a 'X-Amz-Date' header.") from None
    if stamp[:_DATE] != date:
        raise _invalid(f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: {stamp}")
    here = datetime.fromtimestamp(min(clocks, key=lambda now: abs(now - signed.timestamp())), tz=timezone.utc)
    if here - signed > _TOLERANCE:
        raise _invalid(f"Signature expired: {stamp} is now earlier than {here - _TOLERANCE:{_STAMP}}")
    if signed - here > _TOLERANCE:
        raise _invalid(f"Signature not yet current: {stamp} is still later than {here + _TOLERANCE:{_STAMP}}")


def _verify(request: Signed, given: _Authorization, secret: Secret | None, now: float) -> None:
    if secret is None or request.headers.get("x-amz-security-token", "") != secret.session_token:
        raise ApiError("UnrecognizedClientException", "The security token included in the request is invalid.")
    if secret.expires is not None and secret.expires <= now:
        raise ApiError("ExpiredTokenException", "The security token included in the request is expired")
    content = request.headers.get("x-amz-content-sha256")
    is_other_body = content is not None and content != hashlib.sha256(request.body).hexdigest()
    if is_other_body or not hmac.compare_digest(_expected(request, given, secret), given.signature):
        raise _invalid(
            "The request signature we calculated does not match the signature you provided. "
            "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
        )


def _expected(request: Signed, given: _Authorization, secret: Secret) -> str:
    from botocore.auth import SigV4Auth  # a fifth of a second that only verifying services spend
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials as Key

    covered = {name: request.headers[name] for name in given.signed_headers if name in request.headers}
    signed = AWSRequest(request.method, request.url, headers=covered, data=request.body)
    signed.context["timestamp"] = request.headers["x-amz-date"]
    signer = SigV4Auth(Key(given.access_key_id, secret.key), given.service, given.region)
    signature: str = signer.signature(signer.string_to_sign(signed, signer.canonical_request(signed)), signed)
    return signature


def _incomplete(message: str) -> ApiError:
    return ApiError("IncompleteSignatureException", message)


def _invalid(message: str) -> ApiError:
    return ApiError("InvalidSignatureException", message)
