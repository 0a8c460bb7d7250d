"""Errors as the service sends them: a status, a code and one sentence."""

from __future__ import annotations

from ivs_realtime_local.model import shapes

# Codes that the model of ivs-realtime does not list; from "Common Errors" of the API reference, and
# TooManyRequestsException from what clients report.
_COMMON = {
    "TooManyRequestsException": 429,
    "MissingAuthenticationTokenException": 403,
    "IncompleteSignatureException": 400,
    "InvalidSignatureException": 403,
    "UnrecognizedClientException": 403,
    "ExpiredTokenException": 403,
    "ServiceUnavailableException": 503,
    "SerializationException": 400,
    "UnknownOperationException": 404,
    "RequestEntityTooLargeException": 413,
    "NotImplementedException": 501,
}
_MODELLED = {name: shape["error"]["httpStatusCode"] for name, shape in shapes().items() if shape.get("exception")}

STATUS: dict[str, int] = _COMMON | _MODELLED
"""HTTP status by error code."""


class ApiError(Exception):
    """An answer other than success.

    Attributes:
        code: AWS's error code, one of `STATUS`.
        message: one sentence.
        status: the HTTP status.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = STATUS[code]

    @property
    def modelled(self) -> bool:
        """Whether the service's model knows the code."""
        return self.code in _MODELLED


def not_found(message: str) -> ApiError:
    """ResourceNotFoundException, 404."""
    return ApiError("ResourceNotFoundException", message)


def invalid(message: str) -> ApiError:
    """ValidationException, 400."""
    return ApiError("ValidationException", message)


def conflict(message: str) -> ApiError:
    """ConflictException, 409."""
    return ApiError("ConflictException", message)


def quota_exceeded(message: str) -> ApiError:
    """ServiceQuotaExceededException, 402."""
    return ApiError("ServiceQuotaExceededException", message)
