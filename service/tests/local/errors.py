"""Operation by error: every error that the model lists for one of the ten operations, and what triggers it.

The status of each code and which operation may answer it come from the model. Where the trigger's own source
is another one, its row names it; what no client can bring about is brought about by a fault.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

TEN = (
    "CreateStage",
    "GetStage",
    "ListStages",
    "UpdateStage",
    "DeleteStage",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
    "CreateParticipantToken",
    "DisconnectParticipant",
)

GONE = "arn:aws:ivs:eu-central-1:123456789012:stage/goneGONEgone"
FOREIGN = "arn:aws:ivs:eu-central-1:999999999999:stage/abcdefabcdef"
STORAGE = "arn:aws:ivs:eu-central-1:123456789012:storage-configuration/abcdefabcdef"

NOT_FOUND = "ResourceNotFoundException"
INVALID = "ValidationException"
DENIED = "AccessDeniedException"
QUOTA = "ServiceQuotaExceededException"
PENDING = "PendingVerification"
CONFLICT = "ConflictException"
INTERNAL = "InternalServerException"

ACCOUNT = "model; its cause is in the account"
SERVICE = "model; its cause is in the service"
UNTOLD = "model; nothing public says what causes it"


class Row(NamedTuple):
    """One error of one operation: `request` brings it about, or what `before` makes of the service, or a fault."""

    operation: str
    code: str
    source: str
    request: dict[str, Any] | None = None
    before: Callable[[Any, Any], dict[str, Any]] | None = None

    def prepared(self, ivs: Any, service: Any) -> dict[str, Any]:
        """The request that is refused, after whatever must come before it."""
        if self.is_fault:
            service.fault(self.code, self.operation)
            return SOMETHING.get(self.operation, {})
        return self.before(ivs, service) if self.before else self.request or {}

    @property
    def is_fault(self) -> bool:
        """Whether no client can bring it about."""
        return self.request is None and self.before is None

    @property
    def trigger(self) -> str:
        """What brings the error about, for people."""
        if self.is_fault:
            return f"`fault({self.code})`"
        if self.before:
            return self.before.__doc__ or ""
        shown = {name: _short(value) for name, value in (self.request or {}).items()}
        return f"`{json.dumps(shown, ensure_ascii=False)}`"


def _short(value: Any) -> Any:
    texts = {GONE: "… of no stage", FOREIGN: "… of another account"}
    if isinstance(value, dict):
        return {name: _short(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_short(inner) for inner in value]
    long = isinstance(value, str) and len(value) > 60 and value not in texts
    return f"{len(value)} × {value[0]}" if long else texts.get(value, value)


def table() -> str:
    """The table for people."""
    lines = [f"| {row.operation} | {row.code} | {row.trigger} | {row.source} |" for row in TABLE]
    return "\n".join(["| operation | error | trigger | source of the trigger |", "| --- | --- | --- | --- |", *lines])


def full_region(ivs, service) -> dict[str, Any]:
    """with quotas on, the 1,001st stage of a region"""
    service.quotas(counts=True)
    present = sum(len(region["stages"]) for region in service.state()["regions"] if region["region"] == "eu-central-1")
    for _ in range(1000 - present):
        ivs.create_stage()
    return {}


def recorded_stage(ivs, service) -> dict[str, Any]:
    """another recording configuration while a recorded participant publishes"""
    arn = ivs.create_stage(autoParticipantRecordingConfiguration={"storageConfigurationArn": STORAGE})["stage"]["arn"]
    service.join(arn, publish=True)
    return {"arn": arn, "autoParticipantRecordingConfiguration": {"storageConfigurationArn": ""}}


def any_stage(ivs, _service) -> dict[str, Any]:
    return {"arn": ivs.create_stage()["stage"]["arn"]}


def bad_name(ivs, service) -> dict[str, Any]:
    """a name of two words"""
    return {**any_stage(ivs, service), "name": "two words"}


def one_tag_too_many(ivs, _service) -> dict[str, Any]:
    """one tag more on a stage that has 50"""
    arn = ivs.create_stage(tags={f"k{number}": "" for number in range(50)})["stage"]["arn"]
    return {"resourceArn": arn, "tags": {"one": "more"}}


TABLE = [
    Row("CreateStage", INVALID, "model", {"name": "two words"}),
    Row("CreateStage", INVALID, "API reference, tags", {"tags": {"aws:mine": ""}}),
    Row("CreateStage", DENIED, ACCOUNT),
    Row("CreateStage", QUOTA, "Service quotas, 1,000 stages", before=full_region),
    Row("CreateStage", PENDING, ACCOUNT),
    Row("GetStage", NOT_FOUND, "model", {"arn": GONE}),
    Row("GetStage", INVALID, "model", {"arn": "arn:aws:ivs:somewhere"}),
    Row("GetStage", DENIED, "[INFER] another account", {"arn": FOREIGN}),
    Row("ListStages", INVALID, "model", {"nextToken": "bm90IG91cnM="}),
    Row("ListStages", INVALID, "model", {"maxResults": 101}),
    Row("ListStages", DENIED, ACCOUNT),
    Row("ListStages", CONFLICT, UNTOLD),
    Row("UpdateStage", NOT_FOUND, "model", {"arn": GONE, "name": "x"}),
    Row("UpdateStage", INVALID, "model", before=bad_name),
    Row("UpdateStage", DENIED, "[INFER] another account", {"arn": FOREIGN}),
    Row("UpdateStage", QUOTA, UNTOLD),
    Row("UpdateStage", CONFLICT, "[INFER] recording is active", before=recorded_stage),
    Row("UpdateStage", PENDING, ACCOUNT),
    Row("DeleteStage", NOT_FOUND, "model", {"arn": GONE}),
    Row("DeleteStage", INVALID, "model", {"arn": "x" * 129}),
    Row("DeleteStage", DENIED, "[INFER] another account", {"arn": FOREIGN}),
    Row("DeleteStage", CONFLICT, UNTOLD),
    Row("DeleteStage", PENDING, ACCOUNT),
    Row("TagResource", NOT_FOUND, "model", {"resourceArn": GONE, "tags": {"a": "b"}}),
    Row("TagResource", INVALID, "API reference, 50 tags", before=one_tag_too_many),
    Row("TagResource", INVALID, "model", {"resourceArn": GONE, "tags": {"a": "x" * 257}}),
    Row("TagResource", INTERNAL, SERVICE),
    Row("UntagResource", NOT_FOUND, "model", {"resourceArn": GONE, "tagKeys": ["a"]}),
    Row("UntagResource", INVALID, "model", {"resourceArn": GONE, "tagKeys": ["x" * 129]}),
    Row("UntagResource", INTERNAL, SERVICE),
    Row("ListTagsForResource", NOT_FOUND, "model", {"resourceArn": GONE}),
    Row("ListTagsForResource", INVALID, "model", {"resourceArn": "nonsense"}),
    Row("ListTagsForResource", INTERNAL, SERVICE),
    Row("CreateParticipantToken", NOT_FOUND, "model", {"stageArn": GONE}),
    Row("CreateParticipantToken", INVALID, "model", {"stageArn": GONE, "duration": 20161}),
    Row("CreateParticipantToken", INVALID, "model", {"stageArn": GONE, "capabilities": ["LISTEN"]}),
    Row("CreateParticipantToken", DENIED, "[INFER] another account", {"stageArn": FOREIGN}),
    Row("CreateParticipantToken", QUOTA, UNTOLD),
    Row("CreateParticipantToken", PENDING, ACCOUNT),
    Row("DisconnectParticipant", NOT_FOUND, "model", {"stageArn": GONE, "participantId": "x"}),
    Row("DisconnectParticipant", INVALID, "model", {"stageArn": GONE, "participantId": "x", "reason": "y" * 129}),
    Row("DisconnectParticipant", DENIED, "[INFER] another account", {"stageArn": FOREIGN, "participantId": "x"}),
    Row("DisconnectParticipant", PENDING, ACCOUNT),
]

SOMETHING = {
    "GetStage": {"arn": GONE},
    "UpdateStage": {"arn": GONE},
    "DeleteStage": {"arn": GONE},
    "TagResource": {"resourceArn": GONE, "tags": {}},
    "UntagResource": {"resourceArn": GONE, "tagKeys": ["a"]},
    "ListTagsForResource": {"resourceArn": GONE},
    "CreateParticipantToken": {"stageArn": GONE},
    "DisconnectParticipant": {"stageArn": GONE, "participantId": "x"},
}
"""What botocore lets through, for operations whose error a fault brings about."""
