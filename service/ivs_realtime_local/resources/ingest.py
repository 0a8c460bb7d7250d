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
    backend.store.put(_NAME, ingest["arn"], ingest | changes)
    return {"ingestConfiguration": ingest | changes}


def set_state(backend: Backend, arn: str, state: str) -> None:
    """Notes whether an encoder publishes with the configuration: `ACTIVE` or `INACTIVE`."""
    ingest = backend.store.get(_NAME, arn)
    if ingest:
        backend.store.put(_NAME, arn, ingest | {"state": state})


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
    return {
        "ingestProtocol": request["ingestProtocol"],
        "streamKey": f"rt_{caller.account}_{caller.region}_{new_id()}_{new_id(24)}",
        "stageArn": request.get("stageArn", ""),
        "participantId": new_id(),
        "state": "INACTIVE",
        "userId": request.get("userId", ""),
        "attributes": request.get("attributes", {}),
        "redundantIngest": request.get("redundantIngest", False),
    }


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
