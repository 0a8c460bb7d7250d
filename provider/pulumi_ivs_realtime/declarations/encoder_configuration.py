"""The declaration of EncoderConfiguration."""

from __future__ import annotations

from pulumi_ivs_realtime.declarations.base import Block, Change, Property, fixed
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

ENCODER_CONFIGURATION = fixed(
    KIND,
    """An Amazon IVS Real-Time encoder configuration: how compositions are encoded.

It cannot be changed, only replaced. The service does not delete it while a composition uses it.""",
    (
        Property(
            name="video",
            about="size, frame rate and bitrate",
            block=VIDEO,
            change=Change.REPLACES,
            default_words="the service's",
            output="size, frame rate and bitrate, as far as they are declared",
        ),
    ),
)
