"""One walk through all ten operations, errors included, that clients in three languages run.

A step is an operation, its request and what the client must answer. `$arn` and `$participantId` in a request
stand for what earlier steps answered; what is different on every run is left out of the comparison.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

NEVER = "arn:aws:ivs:eu-central-1:123456789012:stage/neverNEVERne"
_RANDOM = ("arn", "participantId", "token", "expirationTime", "endpoints")


class Step(NamedTuple):
    operation: str
    request: dict[str, Any]
    answer: dict[str, Any] | str


RECORDING = {
    "storageConfigurationArn": "",
    "mediaTypes": ["AUDIO_VIDEO"],
    "thumbnailConfiguration": {"targetIntervalSeconds": 60, "storage": ["SEQUENTIAL"], "recordingMode": "DISABLED"},
    "recordingReconnectWindowSeconds": 0,
    "hlsConfiguration": {"targetSegmentDurationSeconds": 6},
    "recordParticipantReplicas": True,
}


def stage(name: str, tags: dict[str, str]) -> dict[str, Any]:
    whole = {"name": name, "activeSessionId": "", "tags": tags, "autoParticipantRecordingConfiguration": RECORDING}
    return {"stage": whole}


TAGS = {"team": "video", "a b/c": "ü=&"}
ENV = {"env": "dev"}
TOKEN = {"userId": "ada", "attributes": {"seat": "1"}, "duration": 60, "capabilities": ["SUBSCRIBE"]}

WALK = [
    Step("CreateStage", {"name": "walk", "tags": TAGS}, stage("walk", TAGS)),
    Step("CreateStage", {"name": "two words"}, "ValidationException"),
    Step("GetStage", {"arn": "$arn"}, stage("walk", TAGS)),
    Step("GetStage", {"arn": NEVER}, "ResourceNotFoundException"),
    Step("UpdateStage", {"arn": "$arn", "name": "walked"}, stage("walked", TAGS)),
    Step("UpdateStage", {"arn": NEVER, "name": "x"}, "ResourceNotFoundException"),
    Step("TagResource", {"resourceArn": "$arn", "tags": {"env": "dev"}}, {}),
    Step("TagResource", {"resourceArn": "$arn", "tags": {"aws:x": "y"}}, "ValidationException"),
    Step("UntagResource", {"resourceArn": "$arn", "tagKeys": ["team", "a b/c", "+&="]}, {}),
    Step("ListTagsForResource", {"resourceArn": "$arn"}, {"tags": ENV}),
    Step("ListStages", {"maxResults": 100}, {"stages": [{"name": "walked", "activeSessionId": "", "tags": ENV}]}),
    Step("CreateParticipantToken", {"stageArn": "$arn", **TOKEN}, {"participantToken": TOKEN}),
    Step("CreateParticipantToken", {"stageArn": "$arn", "attributes": {"k": "x" * 1024}}, "ValidationException"),
    Step("DisconnectParticipant", {"stageArn": "$arn", "participantId": "$participantId", "reason": "late"}, {}),
    Step("DisconnectParticipant", {"stageArn": "$arn", "participantId": "nobody"}, "ResourceNotFoundException"),
    Step("DeleteStage", {"arn": "$arn"}, {}),
    Step("DeleteStage", {"arn": "$arn"}, "ResourceNotFoundException"),
    Step("ListTagsForResource", {"resourceArn": "$arn"}, "ResourceNotFoundException"),
]


SHORT = [step for number, step in enumerate(WALK) if number in {0, 6, 12, 15, 16}]
"""An answer with a body, one without, errors of both kinds, and a deletion: for a client that is slow to start."""


def filled(request: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    """The request with what earlier steps answered."""
    text = json.dumps(request)
    for name, value in known.items():
        text = text.replace(f'"${name}"', json.dumps(value))
    filled: dict[str, Any] = json.loads(text)
    return filled


def remember(answer: dict[str, Any], known: dict[str, str]) -> None:
    """Keeps what later steps need."""
    if "stage" in answer:
        known["arn"] = answer["stage"]["arn"]
    if "participantToken" in answer:
        known["participantId"] = answer["participantToken"]["participantId"]


def comparable(answer: Any) -> Any:
    """The answer without what differs on every run."""
    if isinstance(answer, list):
        return [comparable(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {name: comparable(value) for name, value in answer.items() if name not in _RANDOM}
