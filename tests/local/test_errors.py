"""Operation by error: every error that the model lists for one of the ten operations, with what triggers it.

The status of each code and which operation may answer it come from the model. Where the trigger's own source
is another one, its row names it; `fault` rows are errors whose cause lies outside of what a client can do.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

from pulumi_ivs_realtime.model import operations, shape

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


class Row(NamedTuple):
    operation: str
    code: str
    source: str
    request: dict[str, Any] | None = None
    before: Callable[[Any, Any], dict[str, Any]] | None = None


def full_region(ivs, service) -> dict[str, Any]:
    service.quotas(counts=True)
    present = sum(len(region["stages"]) for region in service.state()["regions"] if region["region"] == "eu-central-1")
    for _ in range(1000 - present):
        ivs.create_stage()
    return {}


def recorded_stage(ivs, service) -> dict[str, Any]:
    arn = ivs.create_stage(autoParticipantRecordingConfiguration={"storageConfigurationArn": STORAGE})["stage"]["arn"]
    service.join(arn, publish=True)
    return {"arn": arn, "autoParticipantRecordingConfiguration": {"storageConfigurationArn": ""}}


def any_stage(ivs, _service) -> dict[str, Any]:
    return {"arn": ivs.create_stage()["stage"]["arn"]}


def bad_name(ivs, service) -> dict[str, Any]:
    return {**any_stage(ivs, service), "name": "two words"}


def one_tag_too_many(ivs, _service) -> dict[str, Any]:
    arn = ivs.create_stage(tags={f"k{number}": "" for number in range(50)})["stage"]["arn"]
    return {"resourceArn": arn, "tags": {"one": "more"}}


TABLE = [
    Row("CreateStage", INVALID, "model", {"name": "two words"}),
    Row("CreateStage", INVALID, "API reference, tags", {"tags": {"aws:mine": ""}}),
    Row("CreateStage", DENIED, "fault"),
    Row("CreateStage", QUOTA, "Service quotas, 1,000 stages", before=full_region),
    Row("CreateStage", PENDING, "fault"),
    Row("GetStage", NOT_FOUND, "model", {"arn": GONE}),
    Row("GetStage", INVALID, "model", {"arn": "arn:aws:ivs:somewhere"}),
    Row("GetStage", DENIED, "[INFER] another account", {"arn": FOREIGN}),
    Row("ListStages", INVALID, "model", {"nextToken": "bm90IG91cnM="}),
    Row("ListStages", INVALID, "model", {"maxResults": 101}),
    Row("ListStages", DENIED, "fault"),
    Row("ListStages", CONFLICT, "fault"),
    Row("UpdateStage", NOT_FOUND, "model", {"arn": GONE, "name": "x"}),
    Row("UpdateStage", INVALID, "model", before=bad_name),
    Row("UpdateStage", DENIED, "[INFER] another account", {"arn": FOREIGN}),
    Row("UpdateStage", QUOTA, "fault"),
    Row("UpdateStage", CONFLICT, "[INFER] recording is active", before=recorded_stage),
    Row("UpdateStage", PENDING, "fault"),
    Row("DeleteStage", NOT_FOUND, "model", {"arn": GONE}),
    Row("DeleteStage", INVALID, "model", {"arn": "x" * 129}),
    Row("DeleteStage", DENIED, "[INFER] another account", {"arn": FOREIGN}),
    Row("DeleteStage", CONFLICT, "fault"),
    Row("DeleteStage", PENDING, "fault"),
    Row("TagResource", NOT_FOUND, "model", {"resourceArn": GONE, "tags": {"a": "b"}}),
    Row("TagResource", INVALID, "API reference, 50 tags", before=one_tag_too_many),
    Row("TagResource", INVALID, "model", {"resourceArn": GONE, "tags": {"a": "x" * 257}}),
    Row("TagResource", INTERNAL, "fault"),
    Row("UntagResource", NOT_FOUND, "model", {"resourceArn": GONE, "tagKeys": ["a"]}),
    Row("UntagResource", INVALID, "model", {"resourceArn": GONE, "tagKeys": ["x" * 129]}),
    Row("UntagResource", INTERNAL, "fault"),
    Row("ListTagsForResource", NOT_FOUND, "model", {"resourceArn": GONE}),
    Row("ListTagsForResource", INVALID, "model", {"resourceArn": "nonsense"}),
    Row("ListTagsForResource", INTERNAL, "fault"),
    Row("CreateParticipantToken", NOT_FOUND, "model", {"stageArn": GONE}),
    Row("CreateParticipantToken", INVALID, "model", {"stageArn": GONE, "duration": 20161}),
    Row("CreateParticipantToken", INVALID, "model", {"stageArn": GONE, "capabilities": ["LISTEN"]}),
    Row("CreateParticipantToken", DENIED, "[INFER] another account", {"stageArn": FOREIGN}),
    Row("CreateParticipantToken", QUOTA, "fault"),
    Row("CreateParticipantToken", PENDING, "fault"),
    Row("DisconnectParticipant", NOT_FOUND, "model", {"stageArn": GONE, "participantId": "x"}),
    Row("DisconnectParticipant", INVALID, "model", {"stageArn": GONE, "participantId": "x", "reason": "y" * 129}),
    Row("DisconnectParticipant", DENIED, "[INFER] another account", {"stageArn": FOREIGN, "participantId": "x"}),
    Row("DisconnectParticipant", PENDING, "fault"),
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


def test_the_table_holds_every_error_of_the_model():
    listed = {(name, error["shape"]) for name in TEN for error in operations()[name]["errors"]}

    assert {(row.operation, row.code) for row in TABLE} == listed


def named(row: Row) -> str:
    return f"{row.operation}-{row.code}-{row.source}"


@pytest.mark.parametrize("row", TABLE, ids=named)
def test_an_error_has_its_status_its_header_and_both_body_forms(ivs, service, row):
    request = row.before(ivs, service) if row.before else row.request
    if row.source == "fault":
        request = SOMETHING.get(row.operation, {})
        service.fault(row.code, row.operation)

    plain = failed(ivs, row.operation, request)
    service.switch(error_body="message")
    try:
        other = failed(ivs, row.operation, request)
    finally:
        service.switch(error_body="exceptionMessage")

    for response in (plain, other):
        assert response["Error"]["Code"] == row.code
        assert response["ResponseMetadata"]["HTTPStatusCode"] == shape(row.code)["error"]["httpStatusCode"]
        assert response["ResponseMetadata"]["HTTPHeaders"]["x-amzn-errortype"] == row.code
    assert plain["exceptionMessage"] == other["Error"]["Message"] != ""
    assert plain["Error"]["Message"] == ""


def failed(ivs, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(ClientError) as error:
        ivs._make_api_call(operation, request)
    return error.value.response


@pytest.mark.parametrize("operation", sorted(operations()))
def test_every_operation_of_the_model_is_served_or_says_that_it_is_not(service, operation, signed_post):
    """No operation of the model is unknown; those that are not served name themselves."""
    from pulumi_ivs_realtime.local.routes import HANDLERS

    wire = operations()[operation]["http"]
    status, headers, body = signed_post(wire["method"], wire["requestUri"].replace("{resourceArn}", "x"), "[]")

    if operation in HANDLERS:
        assert headers["x-amzn-errortype"] in ("SerializationException", "ValidationException")
    else:
        assert (status, headers["x-amzn-errortype"]) == (501, "NotImplementedException")
        assert operation in body
