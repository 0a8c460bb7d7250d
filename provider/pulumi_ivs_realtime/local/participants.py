"""Participants of a stage and the sessions that they make: join, publish, leave, be thrown out.

A session begins when the first participant joins and ends when the last one leaves.
"""

from __future__ import annotations

from typing import Any

from pulumi_ivs_realtime.local import tokens
from pulumi_ivs_realtime.local.arns import new_id, new_session_id
from pulumi_ivs_realtime.local.backend import Answer, Backend
from pulumi_ivs_realtime.local.caller import Caller
from pulumi_ivs_realtime.local.clock import iso8601
from pulumi_ivs_realtime.local.errors import not_found
from pulumi_ivs_realtime.local.signer import BadToken
from pulumi_ivs_realtime.local.store import Document

SESSION = "session"
PARTICIPANT = "participant"
EVENT = "event"

CONNECTED = "CONNECTED"
DISCONNECTED = "DISCONNECTED"


class CannotJoin(Exception):
    """A participant cannot do what it asks for; `str()` says why."""


def disconnect_participant(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """DisconnectParticipant: throws the participant out; its token can never be used again."""
    stage = backend.find(caller, request["stageArn"], "stage")
    key = tokens.key(stage, request["participantId"])
    token = backend.store.get(tokens.KIND, key)
    if token is None:
        if backend.switches.disconnect_unknown == "success":
            return {}
        raise not_found(f"{stage['arn']} has no participant {request['participantId']}")
    backend.store.put(tokens.KIND, key, token | {"state": "revoked"})
    if _present(backend, stage, request["participantId"]):
        leave(backend, stage, request["participantId"])
    return {}


def join_with(backend: Backend, stage: Document, token: str) -> Document:
    """A participant joins with a token; returns it with `participantId` and `sessionId`.

    Raises:
        CannotJoin: the token is forged, expired, revoked, used already or made for another stage.
    """
    try:
        claims = backend.signer.claims(token, now=backend.clock.now(), public_keys={})
    except BadToken as error:
        raise CannotJoin(f"The token is refused: {error}.") from None
    if claims.get("resource") != stage["arn"]:
        raise CannotJoin("The token is refused: it is for another stage.")
    key = tokens.key(stage, str(claims["jti"]))
    remembered = backend.store.get(tokens.KIND, key) or {"state": "issued", "expires": claims["exp"]}
    if remembered["state"] != "issued":
        raise CannotJoin(f"The token is refused: it is {remembered['state']}.")
    backend.store.put(tokens.KIND, key, remembered | {"state": "used"}, parent=stage["arn"])
    return _join(backend, stage, str(claims["jti"]), claims.get("user_id", ""), claims.get("attributes", {}))


def join(backend: Backend, stage: Document, *, user_id: str = "") -> Document:
    """A participant joins without showing a token, as if it had one."""
    participant_id = new_id()
    remembered = {"state": "used", "expires": backend.clock.now() + tokens.DEFAULT_MINUTES * 60}
    backend.store.put(tokens.KIND, tokens.key(stage, participant_id), remembered, parent=stage["arn"])
    return _join(backend, stage, participant_id, user_id, {})


def _join(backend: Backend, stage: Document, id_: str, user_id: str, attributes: dict[str, str]) -> Document:
    session_id = _running_session(backend, stage)
    participant = {
        "participantId": id_,
        "sessionId": session_id,
        "userId": user_id,
        "state": CONNECTED,
        "firstJoinTime": iso8601(backend.clock.now()),
        "published": False,
        "publishing": False,
        "attributes": attributes,
    }
    backend.store.put(PARTICIPANT, f"{session_id}/{id_}", participant, parent=session_id)
    _record(backend, participant, "JOINED")
    return participant


def leave(backend: Backend, stage: Document, participant_id: str) -> None:
    """A participant leaves; the last one ends the session.

    Raises:
        CannotJoin: it is not there.
    """
    participant = _present(backend, stage, participant_id)
    if not participant:
        raise CannotJoin(f"{stage['arn']} has no participant {participant_id} at the moment.")
    if participant["publishing"]:
        participant = unpublish(backend, stage, participant_id)
    _update(backend, participant | {"state": DISCONNECTED})
    _record(backend, participant, "LEFT")
    if not connected(backend, stage):
        _end_session(backend, stage)


def publish(backend: Backend, stage: Document, participant_id: str) -> Document:
    """A participant begins to publish; raises CannotJoin when it is not there."""
    return _publishing(backend, stage, participant_id, {"published": True, "publishing": True}, "PUBLISH_STARTED")


def unpublish(backend: Backend, stage: Document, participant_id: str) -> Document:
    """A participant ceases to publish; raises CannotJoin when it is not there."""
    return _publishing(backend, stage, participant_id, {"publishing": False}, "PUBLISH_STOPPED")


def connected(backend: Backend, stage: Document) -> list[Document]:
    """The participants who are on the stage now."""
    rows = backend.store.children(PARTICIPANT, stage["activeSessionId"]) if stage["activeSessionId"] else ()
    return [row.document for row in rows if row.document["state"] == CONNECTED]


def forget(backend: Backend, stage: Document) -> None:
    """Ends and forgets the sessions of a stage that is being deleted."""
    for session in [row.document for row in backend.store.children(SESSION, stage["arn"])]:
        backend.store.delete_children(PARTICIPANT, session["sessionId"])
        backend.store.delete_children(EVENT, session["sessionId"])
    backend.store.delete_children(SESSION, stage["arn"])


def _publishing(backend: Backend, stage: Document, id_: str, changes: Document, event: str) -> Document:
    participant = _present(backend, stage, id_)
    if not participant:
        raise CannotJoin(f"{stage['arn']} has no participant {id_} at the moment.")
    changed = _update(backend, participant | changes)
    _record(backend, changed, event)
    return changed


def _present(backend: Backend, stage: Document, participant_id: str) -> Document | None:
    found = backend.store.get(PARTICIPANT, f"{stage['activeSessionId']}/{participant_id}")
    return found if found and found["state"] == CONNECTED else None


def _update(backend: Backend, participant: Document) -> Document:
    backend.store.put(PARTICIPANT, f"{participant['sessionId']}/{participant['participantId']}", participant)
    return participant


def _running_session(backend: Backend, stage: Document) -> str:
    if stage["activeSessionId"]:
        return str(stage["activeSessionId"])
    session = {"sessionId": new_session_id(), "startTime": iso8601(backend.clock.now())}
    backend.store.put(SESSION, session["sessionId"], session, parent=stage["arn"])
    backend.store.put("stage", stage["arn"], stage | {"activeSessionId": session["sessionId"]})
    return session["sessionId"]


def _end_session(backend: Backend, stage: Document) -> None:
    session = backend.store.get(SESSION, stage["activeSessionId"]) or {}
    backend.store.put(SESSION, stage["activeSessionId"], session | {"endTime": iso8601(backend.clock.now())})
    backend.store.put("stage", stage["arn"], stage | {"activeSessionId": ""})


def _record(backend: Backend, participant: Document, name: str) -> None:
    event = {"name": name, "participantId": participant["participantId"], "eventTime": iso8601(backend.clock.now())}
    backend.store.put(EVENT, f"{participant['sessionId']}/{new_id()}", event, parent=participant["sessionId"])
