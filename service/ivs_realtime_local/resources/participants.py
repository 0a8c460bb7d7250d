"""Participants of a stage: join, publish, leave, be thrown out."""

from __future__ import annotations

from typing import Any

from ivs_realtime_local.errors import ApiError, not_found
from ivs_realtime_local.resources import ingest, sessions, tokens
from ivs_realtime_local.state import events
from ivs_realtime_local.state.arns import Arn, new_id
from ivs_realtime_local.state.backend import Answer, Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.clock import iso8601
from ivs_realtime_local.state.signer import BadToken, Claims
from ivs_realtime_local.state.store import Document

KIND = "participant"
CONNECTED = "CONNECTED"
DISCONNECTED = "DISCONNECTED"

_EVERYTHING = {"allow_publish": True, "allow_subscribe": True}


class CannotJoin(Exception):
    """A participant cannot do what it asks for; `str()` says why."""


def disconnect_participant(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """DisconnectParticipant: throws the participant out; its token can never be used again.

    An encoder's ingest configuration belongs to no stage from then on, and may be given one again.
    """
    stage = backend.find(caller, request["stageArn"], "stage")
    if configuration := ingest.of_participant(backend, stage, request["participantId"]):
        _take_away(backend, stage, configuration, request["participantId"])
        return {}
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


def _take_away(backend: Backend, stage: Document, configuration: Document, participant_id: str) -> None:
    if _present(backend, stage, participant_id):
        leave(backend, stage, participant_id)
    ingest.detach(backend, configuration["arn"])


def join_with(backend: Backend, stage: Document, token: str) -> Document:
    """A participant joins with a token; returns it with `participantId` and `sessionId`.

    Raises:
        CannotJoin: the token is forged, expired, revoked, used already or made for another stage.
    """
    try:
        keys = _public_keys(backend, stage)
        claims = backend.signer.claims(token, now=backend.clock.now(), public_keys=keys)
    except BadToken as error:
        raise CannotJoin(f"The token is refused: {error}.") from None
    if claims.get("resource") != stage["arn"]:
        raise CannotJoin("The token is refused: it is for another stage.")
    _use(backend, stage, claims)
    return _join(backend, stage, claims)


def join(backend: Backend, stage: Document, *, user_id: str = "") -> Document:
    """A participant joins without showing a token, as if it had one that allows everything."""
    expires = backend.clock.now() + tokens.DEFAULT_MINUTES * 60
    claims = {"jti": new_id(), "user_id": user_id, "exp": expires, "capabilities": _EVERYTHING}
    _use(backend, stage, claims)
    return _join(backend, stage, claims)


def join_through(backend: Backend, configuration: Document) -> Document:
    """An encoder begins to publish with an ingest configuration.

    Raises:
        CannotJoin: the configuration names no stage, or is in use.
    """
    stage = backend.store.get("stage", configuration["stageArn"])
    if not stage or configuration["state"] == "ACTIVE":
        raise CannotJoin(f"{configuration['arn']} is in use, or names no stage.")
    claims = {"jti": configuration["participantId"], "user_id": configuration["userId"], "capabilities": _EVERYTHING}
    joined = _join(backend, stage, claims | {"attributes": configuration["attributes"]})
    protocol = {"protocol": configuration["ingestProtocol"], "ingestConfigurationArn": configuration["arn"]}
    _put(backend, joined | protocol)
    ingest.set_state(backend, configuration["arn"], "ACTIVE")
    return publish(backend, backend.store.get("stage", stage["arn"]) or stage, joined["participantId"])


def leave(backend: Backend, stage: Document, participant_id: str) -> None:
    """A participant leaves; the last one ends the session.

    Raises:
        CannotJoin: it is not there.
    """
    participant = _there(backend, stage, participant_id)
    if participant["publishing"]:
        participant = unpublish(backend, stage, participant_id)
    _put(backend, participant | {"state": DISCONNECTED})
    sessions.record(backend, participant, "LEFT")
    if "ingestConfigurationArn" in participant:
        ingest.set_state(backend, participant["ingestConfigurationArn"], "INACTIVE")
    if not connected(backend, stage):
        sessions.end(backend, stage)


def publish(backend: Backend, stage: Document, participant_id: str) -> Document:
    """A participant begins to publish.

    Raises:
        CannotJoin: it is not there, its token does not allow it, or too many publish already.
    """
    participant = _there(backend, stage, participant_id)
    if participant["publishing"]:
        return participant
    _check_may_publish(backend, stage, participant)
    recorded = stage["autoParticipantRecordingConfiguration"]["storageConfigurationArn"]
    changed = _put(
        backend,
        participant | {"published": True, "publishing": True, "recordingState": "ACTIVE" if recorded else "DISABLED"},
    )
    sessions.record(backend, changed, "PUBLISH_STARTED")
    _emit(backend, stage, changed, events.PUBLISHED)
    return changed


def unpublish(backend: Backend, stage: Document, participant_id: str) -> Document:
    """A participant ceases to publish; raises CannotJoin when it is not there."""
    participant = _there(backend, stage, participant_id)
    stopped = "STOPPED" if participant["recordingState"] == "ACTIVE" else participant["recordingState"]
    changed = _put(backend, participant | {"publishing": False, "recordingState": stopped})
    sessions.record(backend, changed, "PUBLISH_STOPPED")
    _emit(backend, stage, changed, events.UNPUBLISHED)
    return changed


def connected(backend: Backend, stage: Document) -> list[Document]:
    """The participants who are on the stage now."""
    rows = backend.store.children(KIND, stage["activeSessionId"]) if stage["activeSessionId"] else ()
    return [row.document for row in rows if row.document["state"] == CONNECTED]


def is_recorded(backend: Backend, stage: Document) -> bool:
    """Whether somebody's publishing is being recorded now."""
    return any(one["publishing"] and one["recordingState"] == "ACTIVE" for one in connected(backend, stage))


def _join(backend: Backend, stage: Document, claims: Claims) -> Document:
    if backend.quotas.counts:
        _check_quota(backend, "subscribersPerStage", len(connected(backend, stage)))
    session_id = sessions.running(backend, stage)
    participant = {
        "participantId": claims["jti"],
        "sessionId": session_id,
        "userId": claims.get("user_id", ""),
        "attributes": claims.get("attributes", {}),
        "state": CONNECTED,
        "firstJoinTime": iso8601(backend.clock.now()),
        "published": False,
        "publishing": False,
        "mayPublish": bool(claims.get("capabilities", {}).get("allow_publish")),
        "recordingState": "DISABLED",
    }
    backend.store.put(KIND, f"{session_id}/{claims['jti']}", participant, parent=session_id)
    sessions.record(backend, participant, "JOINED")
    return participant


def _use(backend: Backend, stage: Document, claims: Claims) -> None:
    key = tokens.key(stage, str(claims["jti"]))
    remembered = backend.store.get(tokens.KIND, key) or {"state": "issued", "expires": claims["exp"]}
    if remembered["state"] != "issued":
        raise CannotJoin(f"The token is refused: it is {remembered['state']}.")
    backend.store.put(tokens.KIND, key, remembered | {"state": "used"}, parent=stage["arn"])


def _public_keys(backend: Backend, stage: Document) -> dict[str, str]:
    arn = Arn.parse(stage["arn"])
    rows = backend.store.children("public-key", f"{arn.account}/{arn.region}")
    return {row.key: row.document["publicKeyMaterial"] for row in rows}


def _check_may_publish(backend: Backend, stage: Document, participant: Document) -> None:
    try:
        if not participant["mayPublish"]:
            raise CannotJoin("The token does not allow to publish.")
        publishing = [one for one in connected(backend, stage) if one["publishing"]]
        _check_quota(backend, "publishersPerStage", len(publishing))
    except CannotJoin:
        _emit(backend, stage, participant, events.PUBLISH_ERROR)
        raise


def _check_quota(backend: Backend, what: str, present: int) -> None:
    try:
        backend.quotas.check_count(what, present)
    except ApiError as error:
        raise CannotJoin(f"{error.message}.") from None


def _there(backend: Backend, stage: Document, participant_id: str) -> Document:
    found = _present(backend, stage, participant_id)
    if not found:
        raise CannotJoin(f"{stage['arn']} has no participant {participant_id} at the moment.")
    return found


def _present(backend: Backend, stage: Document, participant_id: str) -> Document | None:
    found = backend.store.get(KIND, f"{stage['activeSessionId']}/{participant_id}")
    return found if found and found["state"] == CONNECTED else None


def _put(backend: Backend, participant: Document) -> Document:
    backend.store.put(KIND, f"{participant['sessionId']}/{participant['participantId']}", participant)
    return participant


def _emit(backend: Backend, stage: Document, participant: Document, name: str) -> None:
    detail = {
        "session_id": participant["sessionId"],
        "participant_id": participant["participantId"],
        "user_id": participant["userId"],
    }
    backend.events.emit(events.stage_update(stage["arn"], name, at=backend.clock.now(), detail=detail))
