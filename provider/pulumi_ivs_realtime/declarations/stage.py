"""The declaration of Stage."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import (
    ATTEMPT,
    AUTO_NAME,
    CREATE_ATTEMPT,
    TAGS,
    TAGS_ALL,
    Block,
    Property,
    Resource,
    adopt_of,
    arn_of,
    region_of,
)
from pulumi_ivs_realtime.model.kinds import STAGE as STAGE_KIND

THUMBNAILS = Block(
    name="ThumbnailConfiguration",
    shape="ParticipantThumbnailConfiguration",
    about="Thumbnails of recorded participants.",
    members=(
        Property(name="recording_mode", about="whether thumbnails are made", default_words='"DISABLED"'),
        Property(name="storage", about="which thumbnails are kept", default_words='["SEQUENTIAL"]'),
        Property(
            name="target_interval_seconds",
            about="time between two thumbnails",
            limit='only with the recording mode "INTERVAL"',
            default_words="60",
        ),
    ),
)

HLS = Block(
    name="HlsConfiguration",
    shape="ParticipantRecordingHlsConfiguration",
    about="HLS of recorded participants.",
    members=(Property(name="target_segment_duration_seconds", about="length of a segment", default_words="6"),),
)

RECORDING = Block(
    name="AutoParticipantRecordingConfiguration",
    shape="AutoParticipantRecordingConfiguration",
    about="Recording of each participant.",
    members=(
        Property(
            name="storage_configuration_arn",
            about='where recordings go; "" turns recording off',
            limit="in the stage's region",
            required=True,
        ),
        Property(name="media_types", about="what is recorded", default_words='["AUDIO_VIDEO"]'),
        Property(
            name="recording_reconnect_window_seconds",
            about="how long somebody may be away and still go on in the same recording",
            default_words="0",
        ),
        Property(
            name="record_participant_replicas",
            about="whether participants replicated from another stage are recorded",
            default_words="True",
        ),
        Property(name="thumbnail_configuration", about="thumbnails", block=THUMBNAILS),
        Property(name="hls_configuration", about="HLS segments", block=HLS),
    ),
)

ENDPOINTS = Block(
    name="StageEndpoints",
    shape="StageEndpoints",
    about="Where clients of the stage connect to; may be cached for 14 days.",
    members=(
        Property(name="events", about="events"),
        Property(name="whip", about="WHIP"),
        Property(name="rtmp", about="RTMP"),
        Property(name="rtmps", about="RTMPS"),
    ),
)

STAGE = Resource(
    name="Stage",
    noun="stage",
    about="""An Amazon IVS Real-Time stage: a virtual room whose participants see and hear each other.

Its outputs `arn`, `name`, `tags`, `tags_all` and `region` stay known while the stage is updated, so that what uses
them does not show as changed in a preview.""",
    kind=STAGE_KIND,
    arguments=(
        Property(
            name="name",
            about="the name on the service, which need not be unique",
            default_words="`<resource_name>-<7 hex>`, kept for life",
            output="the stage's name on the service, declared or automatic",
            always=True,
        ),
        TAGS,
        Property(
            name="auto_participant_recording_configuration",
            about="recording of each participant",
            block=RECORDING,
            unset={"storageConfigurationArn": ""},
            default_words="off",
            output="recording, as far as it is declared",
        ),
        region_of("stage"),
        Property(
            name="force_destroy",
            about="whether a stage with an active session may be destroyed",
            shape="Boolean",
            default=False,
            stored="bool | str",
            output="whether the stage may be destroyed while it is live",
            always=True,
        ),
        adopt_of("stage"),
    ),
    derived=(TAGS_ALL, AUTO_NAME, ATTEMPT),
    computed=(
        arn_of("stage"),
        Property(
            name="endpoints",
            about="where clients connect to; not known while an update of the stage is planned",
            block=ENDPOINTS,
            always=True,
        ),
        Property(
            name="active_session_id",
            about='the session that was live at the last `up` or `refresh`; "" when there was none',
            shape="StageSessionId",
            always=True,
        ),
        CREATE_ATTEMPT,
    ),
    behaviour="managed.Managed",
    title="Declares a stage.",
    raises="an option cannot work, such as an AWS provider, or one ARN is adopted twice",
    instead_of_get='manage an existing stage with adopt="arn:…", or look it up with ivs.get_stage(arn="arn:…")',
)
