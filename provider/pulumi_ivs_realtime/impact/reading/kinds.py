"""What kinds of resources there are to the report: ours by what they are, rooms of others, and everything else."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from pulumi_ivs_realtime.declarations import HIDDEN_PREFIX
from pulumi_ivs_realtime.impact.reading.preview import State, Step
from pulumi_ivs_realtime.impact.reading.values import is_hidden
from pulumi_ivs_realtime.model.kinds import KINDS
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.hosts import DYNAMIC, PLUGIN

STAGE = "Stage"
TOKEN = "ParticipantToken"  # noqa: S105 - a class name
TAG = "Tag"
ENCODER = "IngestConfiguration"
KEY = "PublicKey"
STORAGE = "StorageConfiguration"

_OURS = (DYNAMIC, PLUGIN)
_DYNAMIC = "pulumi-python:dynamic"

# A class of an importable module is pickled by its name alone: longer pickles are classes of somebody's program, which
# may be made of ours and behave otherwise.
_LONGEST_PICKLE = 200
_PROVIDER = re.compile(rb"pulumi_ivs_realtime\.lifecycle\.\w+\W+(\w+)Provider")


def kind_of(step: Step) -> str:
    """The class of a resource of this package (`Stage`); "" for any other.

    What deletes and changes a dynamic resource is the provider pickled into it, so that counts, and its type only
    where none can be read.
    """
    if step.type.partition(":")[0] == "pulumi-python" and step.type.startswith(_DYNAMIC):
        pickled = _pickled(step.old) or _pickled(step.new)
        if pickled:
            return _class_in(pickled)
    return next((step.type.removeprefix(prefix) for prefix in _OURS if step.type.startswith(prefix)), "")


def label_of(step: Step) -> str:
    """The resource's type as a reviewer knows it: `Stage`, `aws:s3/bucket:Bucket`."""
    return kind_of(step) or step.type


def foreign_kind_of(step: Step) -> str:
    """What a resource is that another provider manages, which asks nobody before it deletes: `Stage`; "" for none."""
    place = None if kind_of(step) else parsed(arn_of(step.old))
    return KINDS[place.kind].name if place and place.kind in KINDS else ""


def arn_of(state: State) -> str:
    """The ARN of this service that a state stands for: its id, or an output `arn` that no input gave; "" for none."""
    own = state.outputs.get("arn")
    found = (state.id, own if own != state.inputs.get("arn") else "")
    return next((arn for arn in found if isinstance(arn, str) and parsed(arn)), "")


def visible(inputs: dict[str, object]) -> dict[str, object]:
    """Inputs without those that no argument sets."""
    return {key: value for key, value in inputs.items() if not key.startswith(HIDDEN_PREFIX)}


def region_of(state: State) -> str:
    """Where the resource lies; "" where that is a secret or not known yet."""
    for arn in (state.id, state.inputs.get("stageArn"), state.inputs.get("resourceArn")):
        place = parsed(arn) if isinstance(arn, str) else None
        if place:
            return place.region
    region = state.inputs.get("region") or state.outputs.get("region")
    return region if isinstance(region, str) and not is_hidden(region) else ""


def _pickled(state: State) -> bytes:
    text: Any = state.outputs.get("__provider") or state.inputs.get("__provider")
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return b""  # a secret, or not known


def _class_in(pickled: bytes) -> str:
    found = _PROVIDER.search(pickled) if len(pickled) < _LONGEST_PICKLE else None
    return found[1].decode() if found else ""
