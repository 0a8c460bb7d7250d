"""The operations of Amazon IVS Real-Time as this package calls them, for all kinds of resources in one way."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from pulumi_ivs_realtime.aws import answers
from pulumi_ivs_realtime.aws.belief import Belief
from pulumi_ivs_realtime.aws.calls import Caller
from pulumi_ivs_realtime.aws.limiter import Limiter, Wait
from pulumi_ivs_realtime.aws.sweep import Sweep
from pulumi_ivs_realtime.aws.translation import translated
from pulumi_ivs_realtime.model.kinds import KINDS, Kind
from pulumi_ivs_realtime.rules.settings import Connection
from pulumi_ivs_realtime.rules.tags import TagChanges, Tags

if TYPE_CHECKING:
    from types_boto3_ivs_realtime.client import IvsrealtimeClient

Found = dict[str, Any]
"""A resource as its Get operation returns it, in the API's spelling, or as its List operation does: without some."""

_PAGE = 100


class IvsRealTimeClient:
    """One for each process and region; safe to share between threads.

    Every method raises the errors of `translated`, and NotFoundUnproven where "not found" is not to be believed: a
    caller may take NotFound for gone. Each call passes the limiter first. Throttled calls are repeated
    up to `aws:maxRetries` times; calls whose outcome is unknown are repeated only where that is harmless.
    """

    def __init__(self, client: IvsrealtimeClient, limiter: Limiter, belief: Belief, *, max_retries: int) -> None:
        self._caller = Caller(client, limiter, belief, max_retries=max_retries)
        self._sweeps = {kind: Sweep(functools.partial(self.list, kind)) for kind in KINDS.values()}
        self._written: set[str] = set()

    @property
    def belief(self) -> Belief:
        """When this process takes "not found" for an answer."""
        return self._caller.belief

    def now(self) -> float:
        """Seconds since 1970 by the service's clock; see `ServiceClock.now`. Makes no call."""
        return self._caller.clock.now()

    def create(self, kind: Kind, arguments: Callable[[], dict[str, Any]]) -> Found:
        """Makes a resource, sent at most once: Unreachable or ServiceFault leave open whether it exists.

        Args:
            kind: of the resource.
            arguments: gives those of the operation, in the API's spelling; called after any wait for the quota, right
                before each attempt.
        """
        made: Found = self._caller.call(kind.create, arguments, repeat=False)[kind.member]
        self._written.add(made["arn"])
        return made

    def get(self, kind: Kind, arn: str) -> Found:
        """The resource with all its members."""
        found: Found = self._caller.call(kind.get, arn=arn)[kind.member]
        return found

    def update(self, kind: Kind, arn: str, changes: dict[str, Any]) -> Found:
        """Changes members of a resource, in the API's spelling; tags are not its business."""
        self._written.add(arn)
        found: Found = self._caller.call(kind.update, arn=arn, **changes)[kind.member]
        return found

    def delete(self, kind: Kind, arn: str, *, force: bool = False) -> None:
        """Deletes a resource: a stage ends its live session.

        Args:
            kind: of the resource.
            arn: the resource.
            force: also while an encoder publishes, for ingest configurations, which the service protects.
        """
        self._written.add(arn)
        forced: dict[str, Any] = {"force": True} if force else {}
        self._caller.call(kind.delete, arn=arn, **forced)

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
            self._caller.call("UntagResource", late({"resourceArn": arn, "tagKeys": changes.to_remove}))
        if changes.to_set:
            self._caller.call("TagResource", late({"resourceArn": arn, "tags": changes.to_set}))

    def create_participant_token(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """CreateParticipantToken; a repeated call makes a token that nobody has seen, and no harm."""
        token: dict[str, Any] = self._caller.call("CreateParticipantToken", **arguments)["participantToken"]
        return token

    def disconnect_participant(self, stage_arn: str, participant_id: str) -> None:
        """DisconnectParticipant: whoever uses the token is thrown out, and nobody can use it again."""
        self._caller.call("DisconnectParticipant", stageArn=stage_arn, participantId=participant_id)

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
        tags: Tags = self._caller.call("ListTagsForResource", resourceArn=arn)["tags"]
        return tags

    def list(self, kind: Kind, **filters: str) -> Iterator[Found]:
        """All resources of a kind in the region, all pages, with the members that a listing shows.

        Args:
            kind: of the resources.
            filters: the listing's own, in the API's spelling.
        """
        for page in self._pages(kind.list, **filters):
            yield from page[kind.members]

    def all_of(self, kind: Kind, *, since: float = float("-inf")) -> dict[str, Found]:
        """All resources of a kind in the region by ARN, from a sweep that is shared between threads.

        Args:
            kind: of the resources.
            since: a `time.monotonic()`; a sweep that began before it is not good enough.
        """
        return self._sweeps[kind].all(since=since)

    def read(self, kind: Kind, arn: str, *, whole: bool) -> Found:
        """The resource as it is now: the first few of a kind one by one, more from one shared sweep.

        Args:
            kind: of the resource.
            arn: the resource.
            whole: something is needed that a listing does not show.

        Raises:
            NotFound: its Get operation says so; what a sweep lacks is asked for.
        """
        sweep = self._sweeps[kind]
        if whole or arn in self._written or sweep.is_one_of_the_first():
            return self.get(kind, arn)
        return sweep.all().get(arn) or self.get(kind, arn)

    def _pages(self, operation: str, **arguments: Any) -> Iterator[dict[str, Any]]:
        """All pages of a listing; botocore has no paginator for this service.

        Raises:
            UnrecognizedAnswer: a page leads back to one that was read before.
        """
        seen: set[str] = set()
        page = self._caller.call(operation, maxResults=_PAGE, **arguments)
        yield page
        while token := page.get("nextToken"):
            if token in seen:
                raise answers.unrecognized(operation, "the same nextToken came twice")
            seen.add(token)
            page = self._caller.call(operation, maxResults=_PAGE, nextToken=token, **arguments)
            yield page


_CLIENTS: list[tuple[Connection, str, IvsRealTimeClient]] = []
_CLIENTS_LOCK = threading.Lock()
_LISTENERS: list[Callable[[Wait], None]] = []


def listen_to_waits(listener: Callable[[Wait], None]) -> None:
    """From now on it is told of each call of this process that waits for its quota."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)


def _tell(wait: Wait) -> None:
    for listener in _LISTENERS:
        listener(wait)


def client_for(connection: Connection, region: str) -> IvsRealTimeClient:
    """The process's one client for this connection and region; connects on first use.

    Raises:
        InvalidConfiguration: see `session.connect`.
    """
    with _CLIENTS_LOCK:
        of_connection = {made_in: client for made_with, made_in, client in _CLIENTS if made_with == connection}
        if region in of_connection:
            return of_connection[region]
        belief = next((client.belief for client in of_connection.values()), None)
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
    retries = connection.max_retries
    return IvsRealTimeClient(made.client, Limiter(dict(connection.quotas), told=_tell), belief, max_retries=retries)
