"""The declaration of ParticipantToken."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import Change, Property, Resource

PARTICIPANT_TOKEN = Resource(
    name="ParticipantToken",
    noun="participant token",
    about="""A token with which one participant joins a stage, renewed by `pulumi up` before it expires.

A token that is replaced or removed within its renewal window is left to expire. Before that, and whenever its
properties change, it is revoked, and whoever is in the stage with it is thrown out.""",
    operations=("CreateParticipantToken", "DisconnectParticipant"),
    request="CreateParticipantTokenRequest",
    arguments=(
        Property(
            name="stage_arn",
            about="the stage to join; its region is the token's",
            change=Change.REPLACES,
            required=True,
            output="the stage to join",
        ),
        Property(
            name="user_id",
            about="the participant's name for the application",
            change=Change.REPLACES,
            seen_by_participants=True,
            output="whom the token is for",
        ),
        Property(
            name="attributes",
            about="what the application attaches to the participant",
            limit="at most 1024 bytes in all",
            change=Change.REPLACES,
            seen_by_participants=True,
            output="what the participant brings along",
        ),
        Property(
            name="capabilities",
            about="what the participant may do",
            change=Change.REPLACES,
            default_words="both",
            output="what the participant may do; None stands for the service's default",
        ),
        Property(
            name="duration",
            about="time until the token expires",
            change=Change.REPLACES,
            default=720,
            output="minutes from creation to expiry",
            always=True,
        ),
        Property(
            name="renew_before",
            about="how long before its end `pulumi up` makes another token; a change of it alone calls nothing",
            rules={"name": "Minutes", "type": "integer", "min": 0},
            limit="less than `duration`",
            default_words="a quarter of `duration`; 0 for never",
            output="minutes before expiry from which a new token is made",
        ),
    ),
    computed=(
        Property(
            name="participant_id",
            about="the participant whom the token stands for; also the resource's `id`",
            shape="ParticipantTokenId",
            always=True,
        ),
        Property(name="token", about="the token", shape="ParticipantTokenString", secret=True, always=True),
        Property(name="expiration_time", about="when the token expires: ISO 8601, UTC", shape="String", always=True),
    ),
    behaviour="revocable.Revocable",
    title="Declares a token.",
    raises="an option cannot work, such as an AWS provider",
    instead_of_get="the service shows a token only once, so declare another one",
)
