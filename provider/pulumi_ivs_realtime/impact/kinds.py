"""What kinds of resources there are to the report: ours by class name, everything else as a plain row."""

from __future__ import annotations

from pulumi_ivs_realtime.impact.preview import State, Step
from pulumi_ivs_realtime.rules.arns import parsed

STAGE = "Stage"
TOKEN = "ParticipantToken"  # noqa: S105 - a class name
TAG = "Tag"
PUBLIC_KEY = "PublicKey"

_OURS = "pulumi-python:dynamic/ivs-realtime:"
_HIDDEN = frozenset({"__provider", "createUrn", "organization", "autoName"})


def kind_of(step: Step) -> str:
    """The class of a resource of this package (`Stage`); "" for any other."""
    return step.type.removeprefix(_OURS) if step.type.startswith(_OURS) else ""


def label_of(step: Step) -> str:
    """The resource's type as a reviewer knows it: `Stage`, `aws:s3/bucket:Bucket`."""
    return kind_of(step) or step.type


def visible(inputs: dict[str, object]) -> dict[str, object]:
    """Inputs without those that no argument sets."""
    return {key: value for key, value in inputs.items() if key not in _HIDDEN}


def region_of(state: State) -> str:
    """Where the resource lies; "" while that is not known."""
    for arn in (state.id, state.inputs.get("stageArn"), state.inputs.get("resourceArn")):
        place = parsed(arn) if isinstance(arn, str) else None
        if place:
            return place.region
    region = state.inputs.get("region") or state.outputs.get("region")
    return region if isinstance(region, str) else ""
