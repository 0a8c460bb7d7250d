"""One call of the service: paced, translated, repeated only where that is safe, settled where its answer is empty."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import ClientError

from pulumi_ivs_realtime.aws import answers
from pulumi_ivs_realtime.aws.belief import Belief
from pulumi_ivs_realtime.aws.clock import ServiceClock
from pulumi_ivs_realtime.aws.deadline import seconds_left, timed_out
from pulumi_ivs_realtime.aws.limiter import Limiter
from pulumi_ivs_realtime.aws.translation import translated
from pulumi_ivs_realtime.errors import IvsRealTimeError, NotFound, ServiceFault, Throttled, Unreachable
from pulumi_ivs_realtime.model.kinds import KINDS, Kind
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.tags import Tags

if TYPE_CHECKING:
    from types_boto3_ivs_realtime.client import IvsrealtimeClient

_FAULTS = 4
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0

Answer = dict[str, Any]
_DELETIONS = {kind.delete: kind for kind in KINDS.values()}


class Caller:
    """Calls of one process in one region; safe to share between threads."""

    def __init__(self, client: IvsrealtimeClient, limiter: Limiter, belief: Belief, *, max_retries: int) -> None:
        self._client, self._limiter, self._max_retries = client, limiter, max_retries
        self.belief = belief
        self.clock = ServiceClock()
        answers.register(client)

    def call(
        self, operation: str, late: Callable[[], dict[str, Any]] | None = None, *, repeat: bool = True, **arguments: Any
    ) -> Answer:
        """Calls an operation.

        Args:
            operation: as the service names it, `CreateStage`.
            late: gives the arguments; called after any wait for the quota, right before each attempt; may raise.
            repeat: whether a call whose outcome is unknown may be sent again.
            arguments: in the API's spelling, where `late` does not give them.

        Raises:
            NotFound: the resource is gone, and that is to be believed; else NotFoundUnproven.
            ServiceError, Unreachable, NoCredentials, InvalidConfiguration, InvalidInputs: see `translated`.
            TimedOut: the operation's time is over before the call could go out.
        """
        failed: IvsRealTimeError | None = None
        for attempt in range(self._max_retries + 1):
            if not self._limiter.wait(operation, most=seconds_left(operation)):
                raise failed or timed_out(operation)
            try:
                return self._send(operation, late() if late else arguments)
            except Throttled as error:
                failed = error
                self._limiter.slow_down(operation)
                self._pause(attempt, self._max_retries)
            except ServiceFault as error:
                failed = error
                self._pause(attempt, _FAULTS if repeat else 0)
            except Unreachable as error:
                failed = error
                self._pause(attempt, _FAULTS if repeat or not error.sent else 0)
        raise AssertionError("the last attempt returns or raises")

    def _send(self, operation: str, arguments: dict[str, Any]) -> Answer:
        sent = time.monotonic()
        try:
            answer = self._answer(operation, arguments, sent=sent)
        except NotFound as error:
            raise self.belief.proven(error, _subject(arguments)) from error.__cause__
        if not answers.NEEDED[operation] and not answers.request_id(answer):
            self._settle(operation, arguments)
        self.clock.heard(answers.date(answer), sent=sent)
        return answer

    def _answer(self, operation: str, arguments: dict[str, Any], *, sent: float) -> Answer:
        with translated(operation):
            try:
                answer: Answer = getattr(self._client, xform_name(operation))(**arguments)
            except ClientError as error:
                self.clock.heard(answers.date(error.response), sent=sent)
                raise
        return answer

    def _settle(self, operation: str, arguments: dict[str, Any]) -> None:
        """Settles by one read whether a call took effect whose empty answer bears no request id.

        Raises:
            UnrecognizedAnswer: the read shows that it did not.
            NotFound: the tagged resource, or the participant's stage, does not exist.
        """
        if not self._shows(operation, arguments):
            raise answers.unrecognized(operation, "it bears no request id, and a read shows no effect")

    def _shows(self, operation: str, arguments: dict[str, Any]) -> bool:
        if kind := _DELETIONS.get(operation):
            return self._is_gone(kind, arguments["arn"])
        if operation == "DisconnectParticipant":
            # No read shows that a token is dead. That the service answers at all on this way is what can be known.
            self.call("GetStage", repeat=False, arn=arguments["stageArn"])
            return True
        tags = self._tags_of(arguments["resourceArn"])
        if operation == "TagResource":
            return bool(arguments["tags"].items() <= tags.items())
        return not tags.keys() & set(arguments["tagKeys"])

    def _is_gone(self, kind: Kind, arn: str) -> bool:
        try:
            self.call(kind.get, repeat=False, arn=arn)
        except NotFound:
            return True
        return False

    def _tags_of(self, arn: str) -> Tags:
        """By the read that the role may do anyway."""
        place = parsed(arn)
        kind = KINDS.get(place.kind) if place else None
        if kind:
            tags: Tags = self.call(kind.get, repeat=False, arn=arn)[kind.member].get("tags", {})
        else:
            tags = self.call("ListTagsForResource", repeat=False, resourceArn=arn)["tags"]
        return tags

    def _pause(self, attempt: int, attempts: int) -> None:
        """Waits before the next attempt; raises the error being handled when there is none."""
        if attempt >= min(attempts, self._max_retries):
            raise  # called from an except clause only
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)
        time.sleep(longest * random.uniform(0.5, 1.0))  # noqa: S311  # jitter, no secret


def _subject(arguments: dict[str, Any]) -> str:
    """The ARN of what a call is about."""
    return str(next((arguments[name] for name in ("arn", "resourceArn", "stageArn") if name in arguments), ""))
