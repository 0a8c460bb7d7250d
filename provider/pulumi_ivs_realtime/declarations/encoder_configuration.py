"""The declaration of EncoderConfiguration."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import (
    ATTEMPT,
    AUTO_NAME,
    CREATE_ATTEMPT,
    TAGS,
    TAGS_ALL,
    Block,
    Change,
    Property,
    Resource,
    adopt_of,
    arn_of,
    fixed_name_of,
    region_of,
)
from pulumi_ivs_realtime.model.kinds import ENCODER_CONFIGURATION as KIND

VIDEO = Block(
    name="Video",
    shape="Video",
    about="How a composition is encoded.",
    members=(
        Property(
            name="width", about="in pixels", limit="even; width times height at most 2,073,600", default_words="1280"
        ),
        Property(
            name="height", about="in pixels", limit="even; width times height at most 2,073,600", default_words="720"
        ),
        Property(name="framerate", about="frames a second", default_words="30"),
        Property(name="bitrate", about="bits a second", default_words="2500000"),
    ),
)

ENCODER_CONFIGURATION = Resource(
    name="EncoderConfiguration",
    noun=KIND.noun,
    about="""An Amazon IVS Real-Time encoder configuration: how compositions are encoded.

It cannot be changed, only replaced. The service does not delete it while a composition uses it.""",
    kind=KIND,
    arguments=(
        Property(
            name="video",
            about="size, frame rate and bitrate",
            block=VIDEO,
            change=Change.REPLACES,
            default_words="the service's",
            output="size, frame rate and bitrate, as far as they are declared",
        ),
        fixed_name_of(KIND.noun),
        TAGS,
        region_of(KIND.noun),
        adopt_of(KIND.noun),
    ),
    derived=(TAGS_ALL, AUTO_NAME, ATTEMPT),
    computed=(arn_of(KIND.noun), CREATE_ATTEMPT),
    behaviour="managed.Managed",
    title="Declares an encoder configuration.",
    raises="an option cannot work, such as an AWS provider, or one ARN is adopted twice",
    instead_of_get='manage an existing one with adopt="arn:…", or look it up with '
    'ivs.get_encoder_configuration(arn="arn:…")',
)
