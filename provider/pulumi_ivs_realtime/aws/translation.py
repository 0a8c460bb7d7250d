"""The one translator of botocore's errors into ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore import exceptions as boto

from pulumi_ivs_realtime.aws import answers
from pulumi_ivs_realtime.errors import (
    AccessDenied,
    Conflict,
    InvalidConfiguration,
    InvalidInputs,
    NoCredentials,
    NotFound,
    QuotaExceeded,
    ServiceError,
    ServiceFault,
    Throttled,
    Unreachable,
)
from pulumi_ivs_realtime.model import REGIONS

_KINDS: dict[str, type[ServiceError]] = {
    "ResourceNotFoundException": NotFound,
    "AccessDeniedException": AccessDenied,
    "AccessDenied": AccessDenied,
    "TooManyRequestsException": Throttled,
    "ThrottlingException": Throttled,
    "Throttling": Throttled,
    "ServiceQuotaExceededException": QuotaExceeded,
    "ConflictException": Conflict,
}

_QUOTA = "ask for more under Service Quotas (service ivs) or delete what is no longer needed"
_FAULT = "run again; nothing that took effect is lost"
_DENIED = "allow {actions} to the role that runs Pulumi"
_UNKNOWN_KEY = "check the credentials; AWS does not know this access key"
_BAD_SIGNATURE = "check the secret key and this machine's clock"
_BAD_REGION = f"check the region; Amazon IVS Real-Time is offered in {', '.join(REGIONS)}"
_REMEDIES = {
    "ResourceNotFoundException": "run `pulumi refresh` if it was deleted outside of Pulumi",
    "AccessDeniedException": _DENIED,
    "AccessDenied": _DENIED,
    "TooManyRequestsException": "lower ivs-realtime:quotas to leave room for others, and run again",
    "ServiceQuotaExceededException": _QUOTA,
    "ConflictException": "it is busy, with a recording perhaps; run again when that has ended",
    "PendingVerification": "AWS is still verifying the account; its support can say how long",
    "UnrecognizedClientException": _UNKNOWN_KEY,
    "InvalidClientTokenId": _UNKNOWN_KEY,
    "InvalidSignatureException": _BAD_SIGNATURE,
    "SignatureDoesNotMatch": _BAD_SIGNATURE,
    "ExpiredTokenException": "renew the credentials, and run again",
    "ExpiredToken": "renew the credentials, and run again",
    "InvalidIdentityToken": "check the token's issuer and audience against the role's identity provider",
    "InternalServerException": _FAULT,
}

# Tags in the create call need an action of their own; a role must also be willing to be assumed.
_ACTIONS = {
    "CreateStage": "ivs:CreateStage and ivs:TagResource",
    "AssumeRole": "sts:AssumeRole (here and in the assumed role's trust policy)",
    "AssumeRoleWithWebIdentity": "sts:AssumeRoleWithWebIdentity (in the assumed role's trust policy)",
    "GetCallerIdentity": "sts:GetCallerIdentity",
}

_NEVER_SENT = (boto.EndpointConnectionError, boto.ConnectTimeoutError, boto.ProxyConnectionError)
_MAYBE_SENT = (boto.ConnectionClosedError, boto.ReadTimeoutError, boto.HTTPClientError)
_NO_CREDENTIALS = (boto.NoCredentialsError, boto.PartialCredentialsError, boto.CredentialRetrievalError)
# The profile is right, and nobody has signed in to it, or too long ago.
_SIGN_IN = {
    boto.SSOError: "sign in with `aws sso login --profile NAME`, and run again",
    boto.LoginError: "sign in with `aws login --profile NAME`, and run again",
}


@contextmanager
def translated(operation: str) -> Iterator[None]:
    """Raises our errors for botocore's.

    Args:
        operation: the AWS operation in the sentence, such as `CreateStage`.

    Raises:
        ServiceError: AWS answered with an error.
        Unreachable: no answer came, or one that is not the service's (UnrecognizedAnswer).
        NoCredentials: none usable, or nobody has signed in.
        InvalidConfiguration: no usable profile or region.
        InvalidInputs: botocore itself refused the arguments.
    """
    try:
        yield
    except boto.ClientError as error:
        raise service_error(operation, error.response) from error
    except _NO_CREDENTIALS as error:
        raise NoCredentials(" ".join(str(error).split()).rstrip(".")) from error
    except tuple(_SIGN_IN) as error:
        remedy = next(remedy for kind, remedy in _SIGN_IN.items() if isinstance(error, kind))
        raise NoCredentials(" ".join(str(error).split()).rstrip("."), remedy) from error
    except _NEVER_SENT as error:
        raise Unreachable(_silence(operation, error), sent=False) from error
    except _MAYBE_SENT as error:
        raise Unreachable(_silence(operation, error), sent=True) from error
    except _unreadable() as error:
        raise answers.unrecognized(operation, "it cannot be read") from error
    except boto.ParamValidationError as error:
        raise InvalidInputs(f"{operation} was not sent: {' '.join(str(error).split())}") from error
    except boto.BotoCoreError as error:
        raise InvalidConfiguration(f"{operation} could not be sent: {' '.join(str(error).split())}") from error


def _unreadable() -> type[Exception]:
    """What botocore raises for an answer that it cannot parse; imported late, for programs need none of its parsers."""
    from botocore.parsers import ResponseParserError

    return ResponseParserError


def service_error(operation: str, response: Mapping[str, Any]) -> ServiceError:
    """Our error for an error response; the text is looked for under both keys that the service may use."""
    error = response.get("Error", {})
    code = str(error.get("Code", "Unknown"))
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    reason = " ".join(str(error.get("Message") or response.get("exceptionMessage") or "").split())
    reason = "" if reason.startswith("<") else reason  # the page of a gateway, which says nothing that its status lacks
    kind = _KINDS.get(code) or (ServiceFault if status >= 500 else ServiceError)
    remedy = _REMEDIES.get(code) or (_FAULT if kind is ServiceFault else None)
    if remedy is _BAD_SIGNATURE and "region" in reason:
        remedy = _BAD_REGION
    sentence = _sentence(operation, code, reason, remedy)
    return kind(sentence, operation=operation, code=code, reason=reason, status=status)


def _sentence(operation: str, code: str, reason: str, remedy: str | None) -> str:
    said = f"AWS answered {operation} with {code}" + (f": {reason.rstrip('.')}" if reason else "")
    actions = _ACTIONS.get(operation, f"ivs:{operation}")
    return f"{said}; {remedy.format(actions=actions)}." if remedy else f"{said}."


def _silence(operation: str, error: Exception) -> str:
    return f"no answer to {operation} ({' '.join(str(error).split()).rstrip('.')}); check network, region and endpoint."
