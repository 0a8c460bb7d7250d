"""Participant tokens: issued by the service, or signed by an application with a key pair of its own."""

from __future__ import annotations

from typing import Any

from ivs_realtime_local.state.arns import Arn, new_id
from ivs_realtime_local.state.backend import Answer, Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.clock import iso8601
from ivs_realtime_local.state.operations import refuse
from ivs_realtime_local.state.store import Document

KIND = "token"

DEFAULT_MINUTES = 720
_MOST_ATTRIBUTE_BYTES = 1024
_CAPABILITIES = ["PUBLISH", "SUBSCRIBE"]


def create_participant_token(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """CreateParticipantToken: the token is shown this once."""
    stage = backend.find(caller, request["stageArn"], "stage")
    check_attributes(request, "attributes")
    return {"participantToken": issue(backend, stage, request)}


def check_attributes(request: dict[str, Any], path: str) -> None:
    """Refuses attributes that are more than 1 KB in all."""
    size = sum(len(f"{key}{value}".encode(errors="replace")) for key, value in request.get("attributes", {}).items())
    refuse(size > _MOST_ATTRIBUTE_BYTES, f"{path} must have at most {_MOST_ATTRIBUTE_BYTES} bytes in all, not {size}")


def issue(backend: Backend, stage: Document, wanted: dict[str, Any]) -> Document:
    """A new token for the stage; the service remembers who it was for, not the token itself."""
    minutes = wanted.get("duration", DEFAULT_MINUTES)
    now = backend.clock.now()
    shown: Document = {
        "participantId": new_id(),
        "userId": wanted.get("userId", ""),
        "attributes": wanted.get("attributes", {}),
        "duration": minutes,
        "capabilities": wanted.get("capabilities") or _CAPABILITIES,
        "expirationTime": iso8601(now + minutes * 60),
    }
    token = backend.signer.sign(_claims(stage, shown, int(now), int(now + minutes * 60)))
    remembered = {"state": "issued", "expires": now + minutes * 60}
    backend.store.put(KIND, key(stage, shown["participantId"]), remembered, parent=stage["arn"])
    return shown | {"token": token}


def key(stage: Document, participant_id: str) -> str:
    """The key under which a stage remembers a participant's token."""
    return f"{stage['arn']}/{participant_id}"


def forget(backend: Backend, stage: Document) -> None:
    """Forgets the tokens of a stage that is being deleted."""
    backend.store.delete_children(KIND, stage["arn"])


def _claims(stage: Document, token: Document, issued: int, expires: int) -> dict[str, Any]:
    return {
        "exp": expires,
        "iat": issued,
        "jti": token["participantId"],
        "resource": stage["arn"],
        "topic": Arn.parse(stage["arn"]).id,
        "events_url": stage["endpoints"]["events"],
        "whip_url": stage["endpoints"]["whip"],
        "user_id": token["userId"],
        "attributes": token["attributes"],
        "capabilities": {f"allow_{name.lower()}": True for name in token["capabilities"]},
        "version": "1.0",
    }
