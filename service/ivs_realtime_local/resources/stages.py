"""Stages."""

from __future__ import annotations

import hashlib
from typing import Any

from ivs_realtime_local.errors import conflict
from ivs_realtime_local.resources import ingest, participants, recording, sessions, tags, tokens
from ivs_realtime_local.state.arns import Arn, new_id
from ivs_realtime_local.state.backend import Answer, Backend
from ivs_realtime_local.state.caller import Caller
from ivs_realtime_local.state.pages import page
from ivs_realtime_local.state.store import Document

KIND = "stage"

_SUMMARY = ("arn", "name", "activeSessionId", "tags")
_RECORDING = "autoParticipantRecordingConfiguration"


def create_stage(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """CreateStage: never idempotent; names need not be unique."""
    tags.check_keys(request.get("tags", {}))
    for index, configuration in enumerate(request.get("participantTokenConfigurations", ())):
        tokens.check_attributes(configuration, f"participantTokenConfigurations[{index}].attributes")
    configured = recording.completed(backend, caller, request.get(_RECORDING, recording.OFF))
    backend.quotas.check_count("stages", backend.store.count(KIND, caller.scope))
    arn = str(Arn(caller.region, caller.account, KIND, new_id()))
    stage = {
        "arn": arn,
        "name": request.get("name", ""),
        "activeSessionId": "",
        "tags": request.get("tags", {}),
        _RECORDING: configured,
        "endpoints": endpoints(caller),
    }
    backend.store.put(KIND, arn, stage, parent=caller.scope)
    backend.lag.note(arn, backend.clock.now())
    made = [tokens.issue(backend, stage, wanted) for wanted in request.get("participantTokenConfigurations", ())]
    # Tokens made together with their stage carry no expirationTime.
    shown = [{name: value for name, value in token.items() if name != "expirationTime"} for token in made]
    return {"stage": _full(backend, stage), **({"participantTokens": shown} if shown else {})}


def get_stage(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """GetStage."""
    return {"stage": _full(backend, backend.find(caller, request["arn"], KIND))}


def list_stages(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """ListStages: the caller's region, without endpoints and recording."""
    now, all_ = backend.clock.now(), backend.store.children(KIND, caller.scope)
    listed = (row for row in all_ if not backend.lag.hides(row.key, now)) if backend.lag.seconds else all_
    rows, more = page(listed, request, listing=f"stages {caller.scope}")
    return {"stages": [_summary(backend, row.document) for row in rows], **more}


def update_stage(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """UpdateStage: name and recording; a recording configuration is replaced as a whole. [INFER]"""
    stage = backend.find(caller, request["arn"], KIND)
    changes: Document = {"name": request["name"]} if "name" in request else {}
    if _RECORDING in request:
        changes[_RECORDING] = recording.completed(backend, caller, request[_RECORDING])
        _check_recording_change(backend, stage, changes[_RECORDING])
    stage = stage | changes
    backend.store.put(KIND, stage["arn"], stage)
    return {"stage": _full(backend, stage)}


def delete_stage(backend: Backend, caller: Caller, request: dict[str, Any]) -> Answer:
    """DeleteStage: a live session ends, everyone is thrown out."""
    stage = backend.find(caller, request["arn"], KIND)
    sessions.forget(backend, stage)
    tokens.forget(backend, stage)
    ingest.let_go(backend, stage)
    backend.store.delete(KIND, stage["arn"])
    return {}


def endpoints(caller: Caller) -> dict[str, str]:
    """A stage's endpoints: one set for each account and region, as plausible as they are unreachable."""
    prefix = hashlib.sha256(caller.scope.encode()).hexdigest()[:12]
    return {
        "events": "wss://global.events.live-video.net",
        "whip": f"https://{prefix}.global-bm.whip.live-video.net",
        "rtmp": f"rtmp://{prefix}.global-contribute.live-video.net/app/",
        "rtmps": f"rtmps://{prefix}.global-contribute.live-video.net:443/app/",
    }


def _check_recording_change(backend: Backend, stage: Document, wanted: recording.Configuration) -> None:
    # [INFER] "while recording is active": while somebody's publishing is being recorded.
    recorded = participants.is_recorded(backend, stage)
    if recorded and wanted != stage[_RECORDING] and backend.switches.recording_change_while_active == "conflict":
        raise conflict(f"The recording configuration of {stage['arn']} cannot change while it is being recorded")


def _full(backend: Backend, stage: Document) -> Document:
    if stage["activeSessionId"] or backend.switches.idle_session == "empty":
        return stage
    return {name: value for name, value in stage.items() if name != "activeSessionId"}


def _summary(backend: Backend, stage: Document) -> Document:
    shown = _full(backend, stage)
    return {name: shown[name] for name in _SUMMARY if name in shown}
