"""The two operations of AWS STS that a provider needs: GetCallerIdentity and AssumeRole (query protocol, XML)."""

from __future__ import annotations

import re
import secrets
import time
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from ivs_realtime_local.errors import ApiError
from ivs_realtime_local.state.caller import Caller, access_key_for
from ivs_realtime_local.state.clock import iso8601
from ivs_realtime_local.state.credentials import Credentials, Secret

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_ROLE = re.compile(r"arn:aws:iam::([0-9]{12}):role/(?:[^/]+/)*([\w+=,.@-]{1,64})")
_SESSION = re.compile(r"[\w+=,.@-]{2,64}")
_SECONDS = re.compile(r"[0-9]{1,5}")
# STS is older than the services that speak JSON, and calls the same errors otherwise.
_CODES = {
    "ValidationException": "ValidationError",
    "InvalidSignatureException": "SignatureDoesNotMatch",
    "UnrecognizedClientException": "InvalidClientTokenId",
    "NotImplementedException": "InvalidAction",
}
_DEFAULT_SECONDS = "3600"

OPERATIONS = ("GetCallerIdentity", "AssumeRole")
"""What of STS is served."""


def action(form: str) -> str:
    """The name of the operation in a form, or nothing."""
    return dict(parse_qsl(form)).get("Action", "")


def answer(caller: Caller, form: str, credentials: Credentials | None) -> str:
    """The answer to a form, as XML.

    Args:
        caller: who asks.
        form: the parameters.
        credentials: where those of an assumed role are added, if signatures are verified at all.

    Raises:
        ApiError: for other operations and bad parameters.
    """
    name = action(form)
    if name == "GetCallerIdentity":
        return _result(name, _caller_identity(caller))
    if name == "AssumeRole":
        return _result(name, _assumed_role(dict(parse_qsl(form)), credentials))
    raise ApiError("NotImplementedException", f"The local service does not implement sts:{name or '(no Action)'}")


def error_body(error: ApiError) -> str:
    """The error as STS sends it."""
    code = _CODES.get(error.code, error.code.removesuffix("Exception"))
    return (
        f'<ErrorResponse xmlns="{_NAMESPACE}"><Error><Type>Sender</Type><Code>{code}</Code>'
        f"<Message>{escape(error.message)}</Message></Error></ErrorResponse>"
    )


def _result(name: str, inner: str) -> str:
    return f'<{name}Response xmlns="{_NAMESPACE}"><{name}Result>{inner}</{name}Result></{name}Response>'


def _caller_identity(caller: Caller) -> str:
    arn = f"arn:aws:iam::{caller.account}:user/local"
    return f"<Arn>{arn}</Arn><UserId>{escape(caller.access_key_id)}</UserId><Account>{caller.account}</Account>"


def _assumed_role(request: dict[str, str], credentials: Credentials | None) -> str:
    role, session = _ROLE.fullmatch(request.get("RoleArn", "")), request.get("RoleSessionName", "")
    if not role:
        raise ApiError("ValidationException", f'RoleArn "{request.get("RoleArn", "")}" is not the ARN of a role')
    if not _SESSION.fullmatch(session):
        raise ApiError("ValidationException", f'RoleSessionName "{session}" must match {_SESSION.pattern}')
    seconds = request.get("DurationSeconds", _DEFAULT_SECONDS)
    if not _SECONDS.fullmatch(seconds):
        raise ApiError("ValidationException", f'DurationSeconds "{seconds}" is not a number of seconds')
    account, name = role.groups()
    key = access_key_for(account, secrets.token_bytes(4))
    secret = Secret(secrets.token_urlsafe(30), secrets.token_urlsafe(60), time.time() + int(seconds))
    if credentials:
        credentials.add(key, secret)
    return (
        f"<Credentials>{_credentials(key, secret)}</Credentials>"
        f"<AssumedRoleUser><Arn>arn:aws:sts::{account}:assumed-role/{name}/{session}</Arn>"
        f"<AssumedRoleId>AROA{name.upper()}:{session}</AssumedRoleId></AssumedRoleUser>"
    )


def _credentials(key: str, secret: Secret) -> str:
    return (
        f"<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{secret.key}</SecretAccessKey>"
        f"<SessionToken>{secret.session_token}</SessionToken>"
        f"<Expiration>{iso8601(secret.expires or 0)}</Expiration>"
    )
