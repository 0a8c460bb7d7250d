"""The errors of this package: one sentence each, naming the resource, what AWS said and what to do.

IvsRealTimeError
├── InvalidConfiguration      the stack's configuration or the environment; found before any call
│   └── NoCredentials
├── InvalidInputs             properties, options and arguments, found before any call; also a ValueError
├── ServiceError              AWS answered with an error
│   ├── NotFound
│   ├── AccessDenied
│   ├── Throttled
│   ├── QuotaExceeded
│   ├── Conflict
│   └── ServiceFault          5xx: whether the call took effect is not known
├── Unreachable               no answer: whether the call took effect may not be known
│   └── UnrecognizedAnswer    an answer came that is not the service's: a proxy's, a login page
├── LookupFailed              a look-up by name found no stage, or several
├── Refused                   our own rules forbid it: a live stage, a stage of someone else
│   └── NotFoundUnproven      AWS answered "not found", perhaps because the resource is another account's
├── TimedOut                  the engine gave the operation no more time (custom_timeouts); nothing was sent
└── EngineGone                the engine that asked for this call is no longer there
"""

from __future__ import annotations


class IvsRealTimeError(Exception):
    """Base of all errors of this package; `str()` is one sentence for the user."""


class InvalidConfiguration(IvsRealTimeError):
    """A key of the stack's configuration or of the environment cannot be used as it is."""


_GIVE_SOME = "set aws:profile, AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


class NoCredentials(InvalidConfiguration):
    """No usable AWS credentials are found.

    Attributes:
        reason: the AWS SDK's own text.
        remedy: what to do where that is known; else empty.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(f"no usable AWS credentials ({reason}); {remedy or _GIVE_SOME}.")
        self.reason = reason
        self.remedy = remedy


class InvalidInputs(IvsRealTimeError, ValueError):
    """A property or an option of a resource, or an argument of a function, that cannot be used as it is."""


class ServiceError(IvsRealTimeError):
    """AWS answered with an error.

    Attributes:
        operation: the AWS operation, such as `CreateStage`.
        code: AWS's error code, such as `ResourceNotFoundException`.
        reason: AWS's own text; may be empty.
        status: the HTTP status.
    """

    def __init__(self, sentence: str, *, operation: str, code: str, reason: str, status: int) -> None:
        super().__init__(sentence)
        self.operation = operation
        self.code = code
        self.reason = reason
        self.status = status


class NotFound(ServiceError):
    """ResourceNotFoundException: the resource does not exist in that region and account."""


class AccessDenied(ServiceError):
    """AccessDeniedException, or credentials that AWS does not accept."""


class Throttled(ServiceError):
    """TooManyRequestsException, after all attempts."""


class QuotaExceeded(ServiceError):
    """ServiceQuotaExceededException: a count quota of the account in that region is used up."""


class Conflict(ServiceError):
    """ConflictException: the resource's state does not allow the call now."""


class ServiceFault(ServiceError):
    """A 5xx answer; whether the call took effect is not known."""


class Unreachable(IvsRealTimeError):
    """No answer from AWS.

    Attributes:
        sent: False only when the request certainly never left this machine.
    """

    def __init__(self, sentence: str, *, sent: bool) -> None:
        super().__init__(sentence)
        self.sent = sent


class UnrecognizedAnswer(Unreachable):
    """An answer came that is not known to be the service's; whether the call took effect is not known."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, sent=True)


class LookupFailed(IvsRealTimeError):
    """A look-up by name found no stage, or several."""


class Refused(IvsRealTimeError):
    """Refused by this package's own rules, before the call that would do harm."""


class NotFoundUnproven(Refused):
    """AWS answered "not found", and the credentials are not known to be of the account that the ARN names.

    Attributes:
        doubt: why that answer is not believed; half a sentence.
    """

    def __init__(self, sentence: str, *, doubt: str) -> None:
        super().__init__(sentence)
        self.doubt = doubt


class TimedOut(IvsRealTimeError):
    """A call could not begin within the resource's `custom_timeouts`, and was not sent; the provider plugin's alone."""


class EngineGone(IvsRealTimeError):
    """The Pulumi engine that asked for this operation is no longer there to record it."""
