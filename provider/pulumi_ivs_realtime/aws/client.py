"""The operations of Amazon IVS Real-Time as this package calls them: paced, translated, repeated only where safe."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pulumi_ivs_realtime.aws import answers
from pulumi_ivs_realtime.aws.belief import Belief
from pulumi_ivs_realtime.aws.clock import ServiceClock
from pulumi_ivs_realtime.aws.limiter import Limiter
from pulumi_ivs_realtime.aws.translation import translated
from pulumi_ivs_realtime.errors import NotFound, ServiceFault, Throttled, Unreachable
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.settings import Connection
from pulumi_ivs_realtime.rules.tags import TagChanges, Tags

if TYPE_CHECKING:
    from types_boto3_ivs_realtime.client import IvsrealtimeClient

Stage = dict[str, Any]
"""A stage as GetStage returns it (`arn`, `name`, `tags`, `endpoints`, …), or as ListStages does (without endpoints)."""

_PAGE = 100
_SINGLE_READS = 5
_FAULTS = 4
_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0


class IvsRealTimeClient:
    """One for each process and region; safe to share between threads.

    Every method raises the errors of `translated`, and NotFoundUnproven where "not found" is not to be believed: a
    caller may take NotFound for gone. Each call passes the limiter first. Throttled calls are repeated
    up to `aws:maxRetries` times; calls whose outcome is unknown are repeated only where that is harmless.
    """

    def __init__(self, client: IvsrealtimeClient, limiter: Limiter, belief: Belief, *, max_retries: int) -> None:
        self._client, self._limiter, self._max_retries = client, limiter, max_retries
        self._belief = belief
        answers.register(client)
        self._clock = ServiceClock()
        self._lock = threading.Lock()
        self._sweep: dict[str, Stage] = {}
        self._swept_at = float("-inf")
        self._reads = 0
        self._written: set[str] = set()

    def now(self) -> float:
        """Seconds since 1970 by the service's clock; see `ServiceClock.now`. Makes no call."""
        return self._clock.now()

    def create_stage(self, arguments: Callable[[], dict[str, Any]]) -> Stage:
        """CreateStage, sent at most once: Unreachable or ServiceFault leave open whether the stage exists.

        Args:
            arguments: gives those of CreateStage, in the API's spelling; called after any wait for the quota,
                right before each attempt.
        """
        stage: Stage = self._call("CreateStage", arguments, repeat=False)["stage"]
        self._written.add(stage["arn"])
        return stage

    def get_stage(self, arn: str) -> Stage:
        """GetStage."""
        stage: Stage = self._call("GetStage", arn=arn)["stage"]
        return stage

    def update_stage(self, arn: str, changes: dict[str, Any]) -> Stage:
        """UpdateStage with `name` and the recording block; tags are not its business."""
        self._written.add(arn)
        stage: Stage = self._call("UpdateStage", arn=arn, **changes)["stage"]
        return stage

    def delete_stage(self, arn: str) -> None:
        """DeleteStage; it ends a live session."""
        self._written.add(arn)
        self._call("DeleteStage", arn=arn)

    def change_tags(self, arn: str, changes: TagChanges, *, before: Callable[[], None] = lambda: None) -> None:
        """UntagResource, then TagResource: the resource may already hold as many tags as it can.

        Args:
            arn: the resource.
            changes: no call is made for what is empty.
            before: called after any wait for the quota, right before each attempt; may raise.
        """

        def late(arguments: dict[str, Any]) -> Callable[[], dict[str, Any]]:
            def guarded() -> dict[str, Any]:
                before()
                return arguments

            return guarded

        self._written.add(arn)
        if changes.to_remove:
            self._call("UntagResource", late({"resourceArn": arn, "tagKeys": changes.to_remove}))
        if changes.to_set:
            self._call("TagResource", late({"resourceArn": arn, "tags": changes.to_set}))

    def create_participant_token(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """CreateParticipantToken; a repeated call makes a token that nobody has seen, and no harm."""
        token: dict[str, Any] = self._call("CreateParticipantToken", **arguments)["participantToken"]
        return token

    def disconnect_participant(self, stage_arn: str, participant_id: str) -> None:
        """DisconnectParticipant: whoever uses the token is thrown out, and nobody can use it again."""
        self._call("DisconnectParticipant", stageArn=stage_arn, participantId=participant_id)

    def list_participants(self, arn: str, session_id: str, *, most: int) -> list[dict[str, Any]]:
        """ListParticipants: those connected to a session now, as summaries; more than `most` end the asking."""
        found: list[dict[str, Any]] = []
        for page in self._pages("ListParticipants", stageArn=arn, sessionId=session_id, filterByState="CONNECTED"):
            found += page["participants"]
            if len(found) > most:
                break
        return found

    def list_tags(self, arn: str) -> Tags:
        """ListTagsForResource."""
        tags: Tags = self._call("ListTagsForResource", resourceArn=arn)["tags"]
        return tags

    def list_stages(self) -> Iterator[Stage]:
        """ListStages, all pages."""
        for page in self._pages("ListStages"):
            yield from page["stages"]

    def all_stages(self, *, since: float = float("-inf")) -> dict[str, Stage]:
        """All stages of the region by ARN, from a sweep that is shared between threads.

        Args:
            since: a `time.monotonic()`; a sweep that began before it is not good enough.
        """
        with self._lock:
            if self._swept_at < since or self._swept_at == float("-inf"):
                began = time.monotonic()
                self._sweep = {stage["arn"]: stage for stage in self.list_stages()}
                self._swept_at = began
            return self._sweep

    def read_stage(self, arn: str, *, whole: bool) -> Stage:
        """The stage as it is now: the first few by GetStage, more from one shared sweep.

        Args:
            arn: the stage.
            whole: the recording block is needed, which only GetStage returns.

        Raises:
            NotFound: GetStage says so; a stage that a sweep lacks is asked for.
        """
        if whole or arn in self._written or self._one_of_the_first():
            return self.get_stage(arn)
        return self.all_stages().get(arn) or self.get_stage(arn)

    def _one_of_the_first(self) -> bool:
        with self._lock:
            self._reads += 1
            return self._reads <= _SINGLE_READS

    def _pages(self, operation: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        """All pages of a listing; botocore has no paginator for this service.

        Raises:
            UnrecognizedAnswer: a page leads back to one that was read before.
        """
        seen: set[str] = set()
        page = self._call(operation, maxResults=_PAGE, **arguments)
        yield page
        while token := page.get("nextToken"):
            if token in seen:
                raise answers.unrecognized(operation, "the same nextToken came twice")
            seen.add(token)
            page = self._call(operation, maxResults=_PAGE, nextToken=token, **arguments)
            yield page

    def _call(
        self, operation: str, late: Callable[[], dict[str, Any]] | None = None, *, repeat: bool = True, **arguments: Any
    ) -> dict[str, Any]:
        for attempt in range(self._max_retries + 1):
            self._limiter.wait(operation)
            try:
                return self._send(operation, late() if late else arguments)
            except Throttled:
                self._limiter.slow_down(operation)
                self._pause(attempt, self._max_retries)
            except ServiceFault:
                self._pause(attempt, _FAULTS if repeat else 0)
            except Unreachable as error:
                self._pause(attempt, _FAULTS if repeat or not error.sent else 0)
        raise AssertionError("the last attempt returns or raises")

    def _send(self, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
        sent = time.monotonic()
        try:
            answer = self._answer(operation, arguments, sent=sent)
        except NotFound as error:
            raise self._belief.proven(error, _subject(arguments)) from error.__cause__
        if not answers.NEEDED[operation] and not answers.request_id(answer):
            self._settle(operation, arguments)
        self._clock.heard(answers.date(answer), sent=sent)
        return answer

    def _answer(self, operation: str, arguments: dict[str, Any], *, sent: float) -> dict[str, Any]:
        with translated(operation):
            try:
                answer: dict[str, Any] = getattr(self._client, _METHODS[operation])(**arguments)
            except ClientError as error:
                self._clock.heard(answers.date(error.response), sent=sent)
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
        if operation == "DeleteStage":
            return self._is_gone(arguments["arn"])
        if operation == "DisconnectParticipant":
            # No read shows that a token is dead. That the service answers at all on this way is what can be known.
            self._call("GetStage", repeat=False, arn=arguments["stageArn"])
            return True
        tags = self._tags_of(arguments["resourceArn"])
        if operation == "TagResource":
            return bool(arguments["tags"].items() <= tags.items())
        return not tags.keys() & set(arguments["tagKeys"])

    def _is_gone(self, arn: str) -> bool:
        try:
            self._call("GetStage", repeat=False, arn=arn)
        except NotFound:
            return True
        return False

    def _tags_of(self, arn: str) -> Tags:
        """By the read that the role may do anyway."""
        place = parsed(arn)
        if place and place.kind == "stage":
            tags: Tags = self._call("GetStage", repeat=False, arn=arn)["stage"].get("tags", {})
        else:
            tags = self._call("ListTagsForResource", repeat=False, resourceArn=arn)["tags"]
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


_METHODS = {
    "CreateStage": "create_stage",
    "GetStage": "get_stage",
    "ListStages": "list_stages",
    "UpdateStage": "update_stage",
    "DeleteStage": "delete_stage",
    "TagResource": "tag_resource",
    "UntagResource": "untag_resource",
    "ListTagsForResource": "list_tags_for_resource",
    "CreateParticipantToken": "create_participant_token",
    "DisconnectParticipant": "disconnect_participant",
    "ListParticipants": "list_participants",
}

_CLIENTS: list[tuple[Connection, str, IvsRealTimeClient]] = []
_CLIENTS_LOCK = threading.Lock()


def client_for(connection: Connection, region: str) -> IvsRealTimeClient:
    """The process's one client for this connection and region; connects on first use.

    Raises:
        InvalidConfiguration: see `session.connect`.
    """
    with _CLIENTS_LOCK:
        of_connection = {made_in: client for made_with, made_in, client in _CLIENTS if made_with == connection}
        if region in of_connection:
            return of_connection[region]
        belief = next((client._belief for client in of_connection.values()), None)
        client = _connected(connection, region, belief)
        _CLIENTS.append((connection, region, client))
        return client


def forget_clients() -> None:
    """Lets the next call connect again, for processes whose environment has changed since the last one."""
    with _CLIENTS_LOCK:
        _CLIENTS.clear()


def _connected(connection: Connection, region: str, belief: Belief | None) -> IvsRealTimeClient:
    from pulumi_ivs_realtime.aws.session import connect

    with translated("The first call"):
        made = connect(connection, region)
    belief = belief or Belief(made.caller_account, connection.trusted_accounts)
    return IvsRealTimeClient(made.client, Limiter(dict(connection.quotas)), belief, max_retries=connection.max_retries)
