"""Every row of the table of operation by error, as boto3, the AWS CLI and the SDK for JavaScript see it."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from ivs_realtime_local.model import operations, shape
from local.clients import Send, aws_cli, javascript
from local.errors import TABLE, TEN, Row


def test_the_table_holds_every_error_of_the_model():
    listed = {(name, error["shape"]) for name in TEN for error in operations()[name]["errors"]}

    assert {(row.operation, row.code) for row in TABLE} == listed


def named(row: Row) -> str:
    return f"{row.operation}-{row.code}-{row.source}"


@pytest.mark.few(9)
@pytest.mark.parametrize("row", TABLE, ids=named)
def test_an_error_has_its_status_its_header_and_all_body_forms(ivs, service, row):
    request = row.prepared(ivs, service)

    both = failed(ivs, row.operation, request)
    service.switch(error_body="exceptionMessage")
    modelled = failed(ivs, row.operation, request)
    service.switch(error_body="message")
    try:
        other = failed(ivs, row.operation, request)
    finally:
        service.switch(error_body="both")

    for response in (both, modelled, other):
        assert response["Error"]["Code"] == row.code
        assert response["ResponseMetadata"]["HTTPStatusCode"] == shape(row.code)["error"]["httpStatusCode"]
        assert response["ResponseMetadata"]["HTTPHeaders"]["x-amzn-errortype"] == row.code
    assert both["exceptionMessage"] == both["Error"]["Message"] == other["Error"]["Message"] != ""
    assert modelled["exceptionMessage"] == both["exceptionMessage"]
    assert modelled["Error"]["Message"] == ""


def failed(ivs, operation: str, request: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(ClientError) as error:
        ivs._make_api_call(operation, request)
    return error.value.response


@pytest.mark.full
@pytest.mark.timeout(300)
def test_the_aws_cli_sees_the_whole_table(ivs, service):
    assert seen(ivs, service, aws_cli(service.environment())) == [(row.operation, row.code) for row in TABLE]


@pytest.mark.full
@pytest.mark.timeout(300)
def test_the_javascript_sdk_sees_the_whole_table(ivs, service, tmp_path):
    with javascript(service.environment(), tmp_path) as send:
        assert seen(ivs, service, send) == [(row.operation, row.code) for row in TABLE]


def seen(ivs, service, send: Send) -> list[tuple[str, Any]]:
    """What a client makes of every row."""
    outcomes = []
    for row in TABLE:
        service.reset()
        outcomes.append((row.operation, send(row.operation, row.prepared(ivs, service))))
    service.reset()
    return outcomes


@pytest.mark.parametrize("operation", sorted(operations()))
def test_every_operation_of_the_model_is_served_or_says_that_it_is_not(service, operation, signed_post):
    """No operation of the model is unknown; those that are not served name themselves."""
    from ivs_realtime_local.resources.routes import HANDLERS

    wire = operations()[operation]["http"]
    status, headers, body = signed_post(wire["method"], wire["requestUri"].replace("{resourceArn}", "x"), "[]")

    if operation in HANDLERS:
        assert headers["x-amzn-errortype"] in ("SerializationException", "ValidationException")
    else:
        assert (status, headers["x-amzn-errortype"]) == (501, "NotImplementedException")
        assert operation in body
