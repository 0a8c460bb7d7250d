"""Sessions of a stage and what happened in them.

A session begins when the first participant joins and ends when the last one leaves (API reference, StageSession).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ivs_realtime_local.errors import ApiError, not_found
from ivs_realtime_local.state.arns import new_id, new_session_id
from ivs_realtime_local.state.backend import Answer, Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.clock import iso8601
from ivs_realtime_local.state.pages import page
from ivs_realtime_local.state.store import Document, Row

KIND = "session"
_EVENT = "event"
_PARTICIPANT = "participant"

_PARTICIPANT_SUMMARY = ("participantId", "userId", "state", "firstJoinTime", "published", "recordingState")
_PARTICIPANT_WHOLE = (*_PARTICIPANT_SUMMARY, "attributes", "ingestConfigurationArn", "protocol")
_FILTERS = {
    "filterByUserId": "userId",
    "filterByPublished": "published",
    "filterByState": "state",
    "filterByRecordingState": "recordingState",
}


def get_stage_session(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """GetStageSession."""
    return {"stageSession": _found(backend, caller, request)}


def list_stage_sessions(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """ListStageSessions, newest first [INFER]; of a stage that does not exist: none, the model has no error for it."""
    stage = _stage_if_any(backend, caller, request)
    rows = backend.store.children(KIND, stage["arn"]) if stage else ()
    return _page("stageSessions", rows, request, lambda session: session)


def get_participant(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """GetParticipant: present or not, in one session."""
    session = _found(backend, caller, request)
    found = backend.store.get(_PARTICIPANT, f"{session['sessionId']}/{request['participantId']}")
    if not found:
        raise not_found(f"Session {session['sessionId']} has no participant {request['participantId']}")
    return {"participant": _members(found, _PARTICIPANT_WHOLE)}


def list_participants(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """ListParticipants of a session, newest first [INFER]."""
    rows = _of_session(backend, caller, request, _PARTICIPANT)
    wanted = {member: request[name] for name, member in _FILTERS.items() if name in request}
    matching = [row for row in rows if all(row.document[name] == value for name, value in wanted.items())]
    return _page("participants", matching, request, lambda one: _members(one, _PARTICIPANT_SUMMARY))


def list_participant_events(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """ListParticipantEvents, newest first, as in the AWS CLI's example."""
    rows = _of_session(backend, caller, request, _EVENT)
    matching = [row for row in rows if row.document["participantId"] == request["participantId"]]
    return _page("events", matching, request, lambda event: event)


def running(backend: Backend, stage: Document) -> str:
    """The id of the stage's session, which begins if there is none."""
    if stage["activeSessionId"]:
        return str(stage["activeSessionId"])
    session = {"sessionId": new_session_id(), "startTime": iso8601(backend.clock.now())}
    backend.store.put(KIND, session["sessionId"], session, parent=stage["arn"])
    backend.store.put("stage", stage["arn"], stage | {"activeSessionId": session["sessionId"]})
    return session["sessionId"]


def end(backend: Backend, stage: Document) -> None:
    """Ends the stage's session."""
    session = backend.store.get(KIND, stage["activeSessionId"]) or {}
    backend.store.put(KIND, stage["activeSessionId"], session | {"endTime": iso8601(backend.clock.now())})
    backend.store.put("stage", stage["arn"], stage | {"activeSessionId": ""})


def record(backend: Backend, participant: Document, name: str) -> None:
    """Keeps an event of a participant (an `EventName` of the model)."""
    event = {"name": name, "participantId": participant["participantId"], "eventTime": iso8601(backend.clock.now())}
    backend.store.put(_EVENT, f"{participant['sessionId']}/{new_id()}", event, parent=participant["sessionId"])


def forget(backend: Backend, stage: Document) -> None:
    """Forgets the sessions of a stage that is being deleted."""
    for session in list(backend.store.children(KIND, stage["arn"])):
        backend.store.delete_children(_PARTICIPANT, session.key)
        backend.store.delete_children(_EVENT, session.key)
    backend.store.delete_children(KIND, stage["arn"])


def _found(backend: Backend, caller: Caller, request: dict[str, Any]) -> Document:
    stage = backend.find(caller, request["stageArn"], "stage")
    found = backend.store.get(KIND, request["sessionId"])
    if not found or not backend.store.is_child(KIND, request["sessionId"], stage["arn"]):
        raise not_found(f"{stage['arn']} has no session {request['sessionId']}")
    return found


def _stage_if_any(backend: Backend, caller: Caller, request: dict[str, Any]) -> Document | None:
    try:
        return backend.find(caller, request["stageArn"], "stage")
    except ApiError as error:
        if error.code != "ResourceNotFoundException":
            raise
        return None


def _of_session(backend: Backend, caller: Caller, request: dict[str, Any], kind: str) -> Iterable[Row]:
    stage = _stage_if_any(backend, caller, request)
    if not stage or not backend.store.is_child(KIND, request["sessionId"], stage["arn"]):
        return ()
    return backend.store.children(kind, request["sessionId"])


def _page(member: str, rows: Iterable[Row], request: dict[str, Any], shown: Callable[[Document], Document]) -> Answer:
    listing = " ".join([member, request["stageArn"], request.get("sessionId", ""), request.get("participantId", "")])
    found, more = page(rows, request, listing=listing, newest_first=True)
    return {member: [shown(row.document) for row in found], **more}


def _members(document: Document, names: Iterable[str]) -> Document:
    return {name: document[name] for name in names if name in document}
