"""Which function answers which operation of the model."""

from __future__ import annotations

from ivs_realtime_local.resources import configurations, ingest, keys, participants, sessions, stages, tags, tokens
from ivs_realtime_local.state.backend import Handler

NEIGHBOURS = (configurations.STORAGE, configurations.ENCODER, ingest.KIND, keys.KIND)
"""The kinds beside stages."""

HANDLERS: dict[str, Handler] = {
    "CreateStage": stages.create_stage,
    "GetStage": stages.get_stage,
    "ListStages": stages.list_stages,
    "UpdateStage": stages.update_stage,
    "DeleteStage": stages.delete_stage,
    "TagResource": tags.tag_resource,
    "UntagResource": tags.untag_resource,
    "ListTagsForResource": tags.list_tags_for_resource,
    "CreateParticipantToken": tokens.create_participant_token,
    "DisconnectParticipant": participants.disconnect_participant,
    "GetStageSession": sessions.get_stage_session,
    "ListStageSessions": sessions.list_stage_sessions,
    "GetParticipant": sessions.get_participant,
    "ListParticipants": sessions.list_participants,
    "ListParticipantEvents": sessions.list_participant_events,
    "UpdateIngestConfiguration": ingest.update_ingest_configuration,
    **{operation: handler for kind in NEIGHBOURS for operation, handler in kind.handlers().items()},
}
"""The operations that are served; all others of the model answer that they are not implemented here."""
