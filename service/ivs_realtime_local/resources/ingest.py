"""Ingest configurations: a stream key that lets an encoder publish to a stage over RTMP."""

from __future__ import annotations

from typing import Any

from ivs_realtime_local.errors import conflict
from ivs_realtime_local.resources import tokens
from ivs_realtime_local.resources.neighbours import Kind
from ivs_realtime_local.state.arns import Arn, new_id
from ivs_realtime_local.state.backend import Answer, Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.operations import refuse
from ivs_realtime_local.state.store import Document

_NAME = "ingest-configuration"
_SUMMARY = ("arn", "name", "ingestProtocol", "stageArn", "participantId", "state", "userId", "redundantIngest")


def update_ingest_configuration(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """UpdateIngestConfiguration: moves it to another stage, or to none; not while it is in use."""
    ingest = backend.find(caller, request["arn"], _NAME)
    _check_idle(ingest)
    _check_stage(backend, caller, request)
    changes = {name: request[name] for name in ("stageArn", "redundantIngest") if name in request}
    changed = _with_credentials(ingest | changes, caller)
    backend.store.put(_NAME, ingest["arn"], changed)
    return {"ingestConfiguration": changed}


def set_state(backend: Backend, arn: str, state: str) -> None:
    """Notes whether an encoder publishes with the configuration: `ACTIVE` or `INACTIVE`."""
    ingest = backend.store.get(_NAME, arn)
    if ingest:
        backend.store.put(_NAME, arn, ingest | {"state": state})


def of_participant(backend: Backend, stage: Document, participant_id: str) -> Document | None:
    """The configuration of a stage whose encoder is this participant; None where it is nobody's."""
    arn = Arn.parse(stage["arn"])
    rows = backend.store.children(_NAME, f"{arn.account}/{arn.region}")
    own = (row.document for row in rows if row.document["stageArn"] == stage["arn"])
    return next((each for each in own if participant_id in _participants(each)), None)


def detach(backend: Backend, arn: str) -> None:
    """Takes the configuration away from its stage."""
    ingest = backend.store.get(_NAME, arn)
    if ingest:
        backend.store.put(_NAME, arn, ingest | {"stageArn": "", "state": "INACTIVE"})


def let_go(backend: Backend, stage: Document) -> None:
    """Empties the stage of all ingest configurations that pointed at a stage that is being deleted."""
    arn = Arn.parse(stage["arn"])
    for row in list(backend.store.children(_NAME, f"{arn.account}/{arn.region}")):
        if row.document["stageArn"] == stage["arn"]:
            backend.store.put(_NAME, row.key, row.document | {"stageArn": "", "state": "INACTIVE"})


def _made(backend: Backend, caller: Caller, request: dict[str, Any]) -> Document:
    insecure = request.get("insecureIngest", False)
    refuse(request["ingestProtocol"] == "RTMP" and not insecure, "ingestProtocol RTMP needs insecureIngest")
    tokens.check_attributes(request, "attributes")
    _check_stage(backend, caller, request)
    made = {
        "ingestProtocol": request["ingestProtocol"],
        "streamKey": _stream_key(caller),
        "stageArn": request.get("stageArn", ""),
        "participantId": new_id(),
        "state": "INACTIVE",
        "userId": request.get("userId", ""),
        "attributes": request.get("attributes", {}),
        "redundantIngest": request.get("redundantIngest", False),
    }
    return _with_credentials(made, caller)


def _stream_key(caller: Caller) -> str:
    return f"rt_{caller.account}_{caller.region}_{new_id()}_{new_id(24)}"


def _with_credentials(ingest: Document, caller: Caller) -> Document:
    """With a participant and a stream key for each of two encoders, where there is redundancy, and only there."""
    others = {name: value for name, value in ingest.items() if name != "redundantIngestCredentials"}
    if not ingest["redundantIngest"]:
        return others
    # [INFER] that the first is the configuration's own, and that the other lasts as long as redundancy does.
    own = {"participantId": ingest["participantId"], "streamKey": ingest["streamKey"]}
    other = {"participantId": new_id(), "streamKey": _stream_key(caller)}
    return {**others, "redundantIngestCredentials": ingest.get("redundantIngestCredentials", [own, other])}


def _participants(ingest: Document) -> set[str]:
    return {ingest["participantId"], *(each["participantId"] for each in ingest.get("redundantIngestCredentials", ()))}


def _check_stage(backend: Backend, caller: Caller, request: dict[str, Any]) -> None:
    # [INFER] The model gives the operation that makes one no "not found".
    arn = request.get("stageArn", "")
    missing = arn and (Arn.parse(arn).region != caller.region or not backend.store.get("stage", arn))
    refuse(missing, f"stageArn names {arn}, which does not exist in {caller.region}")


def _check_idle(ingest: Document) -> None:
    if ingest["state"] == "ACTIVE":
        raise conflict(f"{ingest['arn']} is being published with")


def _check_deletion(_backend: Backend, ingest: Document, request: dict[str, Any]) -> None:
    if not request.get("force"):
        _check_idle(ingest)


KIND = Kind(
    _NAME,
    "ingestConfiguration",
    _SUMMARY,
    _made,
    _check_deletion,
    filters=(("filterByStageArn", "stageArn"), ("filterByState", "state")),
)
