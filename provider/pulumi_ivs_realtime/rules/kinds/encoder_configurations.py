"""What is particular to EncoderConfiguration: which sizes there are, and the service's defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.inputs import EncoderConfigurationInputs, is_known, or_else
from pulumi_ivs_realtime.rules.managed import ManagedRules

DEFAULT_VIDEO = {"width": 1280, "height": 720, "framerate": 30, "bitrate": 2_500_000}
"""The service's (API reference, `Video`)."""
MOST_PIXELS = 1920 * 1080


class EncoderConfigurationRules(ManagedRules[EncoderConfigurationInputs]):
    """The rules of EncoderConfiguration."""

    inputs = EncoderConfigurationInputs

    def particular_failures(self, inputs: EncoderConfigurationInputs) -> Iterator[Failure]:
        """Sides are even, and not both are long."""
        video = or_else(inputs.video, {})
        if not isinstance(video, Mapping):
            return
        sides = {side: video.get(side, DEFAULT_VIDEO[side]) for side in ("width", "height")}
        if not all(is_known(length) and isinstance(length, int | float) for length in sides.values()):
            return
        for side, length in sides.items():
            if length % 2:
                yield Failure(f"video.{side}", f"must be even, not {length:g}")
        pixels = sides["width"] * sides["height"]
        if pixels > MOST_PIXELS:
            yield Failure("video", f"must have at most {MOST_PIXELS} pixels (width times height), not {pixels:g}")

    def comparable(self, inputs: EncoderConfigurationInputs) -> EncoderConfigurationInputs:
        """With the service's defaults for what is not said."""
        video = or_else(inputs.video, {})
        whole = {**DEFAULT_VIDEO, **video} if isinstance(video, Mapping) else video
        return replace(super().comparable(inputs), video=whole)


ENCODER_CONFIGURATIONS = EncoderConfigurationRules()
"""The rules of EncoderConfiguration."""
