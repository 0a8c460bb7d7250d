"""How many of what, by ARN: stages and the people in them, ingest configurations and their encoders, others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from pulumi_ivs_realtime.impact.judging.words import counted
from pulumi_ivs_realtime.model.kinds import INGEST_CONFIGURATION, KINDS
from pulumi_ivs_realtime.rules.arns import parsed


def apart(arns: Collection[str]) -> tuple[list[str], list[str]]:
    """Stages, and ingest configurations."""
    encoders = [arn for arn in arns if _noun(arn) == INGEST_CONFIGURATION.noun]
    return [arn for arn in arns if arn not in encoders], encoders


def who_is_in(arns: Collection[str]) -> Iterator[str]:
    """`people in 2 live sessions`, `1 encoder`."""
    stages, encoders = apart(arns)
    if stages:
        yield f"people in {counted(len(stages), 'live session')}"
    if encoders:
        yield counted(len(encoders), "encoder")


def each_is(arns: Collection[str]) -> Iterator[str]:
    """`1 stage is`, `2 public keys are`."""
    for noun, number in Counter(map(_noun, arns)).items():
        yield counted(number, f"{noun} is", f"{noun}s are")


def _noun(arn: str) -> str:
    place = parsed(arn)
    kind = KINDS.get(place.kind) if place else None
    return kind.noun if kind else "resource"
