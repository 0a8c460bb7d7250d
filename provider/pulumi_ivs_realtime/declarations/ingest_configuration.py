"""The declaration of IngestConfiguration."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import Block, Change, Property, fixed
from pulumi_ivs_realtime.model.kinds import INGEST_CONFIGURATION as KIND

CREDENTIAL = Block(
    name="RedundantIngestCredential",
    shape="RedundantIngestCredential",
    about="One of two encoders that publish the same for redundancy.",
    members=(
        Property(name="participant_id", about="the participant whom it stands for"),
        Property(name="stream_key", about="its stream key"),
    ),
)

INGEST_CONFIGURATION = fixed(
    KIND,
    """An Amazon IVS Real-Time ingest configuration: a stream key with which an encoder publishes to a stage.

An encoder that publishes is a live participant. While it does, the configuration is not changed, replaced or deleted,
unless `force_destroy` allows it.

DisconnectParticipant and DeleteStage take the stage away from the configuration. That is no difference here, for
attaching it again would let in who was thrown out: the outputs `attached_stage_arn` and `detachment` show it. It is
attached again when `stage_arn` changes, or is taken out and put back in a later run.""",
    (
        Property(
            name="ingest_protocol",
            about="how the encoder sends",
            limit='"RTMP" needs insecure_ingest=True',
            change=Change.REPLACES,
            required=True,
            output="how the encoder sends",
            always=True,
        ),
        Property(
            name="stage_arn",
            about="the stage to publish to",
            limit="in the ingest configuration's region",
            unset="",
            default_words="none",
            output="the declared stage",
        ),
        Property(
            name="user_id",
            about="the participant's name for the application",
            change=Change.REPLACES,
            seen_by_participants=True,
        ),
        Property(
            name="attributes",
            about="what the application attaches to the participant",
            limit="at most 1024 bytes in all",
            change=Change.REPLACES,
            seen_by_participants=True,
        ),
        Property(
            name="insecure_ingest",
            about="whether RTMP without TLS is allowed; the service never shows it",
            change=Change.REPLACES,
            default_words="False",
        ),
        Property(
            name="redundant_ingest",
            about="whether two encoders publish the same for redundancy",
            unset=False,
            default_words="False",
        ),
    ),
    own=(
        Property(name="stream_key", about="what the encoder is given", shape="StreamKey", secret=True, always=True),
        Property(
            name="redundant_ingest_credentials",
            about="what two encoders are given for redundancy",
            block=CREDENTIAL,
            listed=True,
            follows=("redundantIngest",),
            secret=True,
            always=True,
        ),
        Property(
            name="participant_id",
            about="the participant whom the encoder is in the stage",
            shape="ParticipantId",
            always=True,
        ),
        Property(
            name="state",
            about='"ACTIVE" when an encoder published at the last `up` or `refresh`, else "INACTIVE"',
            shape="IngestConfigurationState",
            always=True,
        ),
        Property(
            name="attached_stage_arn",
            about='the stage to which it belonged at the last `up` or `refresh`; "" for none',
            shape="String",
            follows=("stageArn",),
            always=True,
        ),
        Property(
            name="detachment",
            about='why that is not `stage_arn`; "" where it is',
            shape="String",
            follows=("stageArn",),
            always=True,
        ),
    ),
    guard=Property(
        name="force_destroy",
        about="whether it may be changed or destroyed while an encoder publishes",
        shape="Boolean",
        default=False,
        stored="bool | str",
        always=True,
    ),
)
