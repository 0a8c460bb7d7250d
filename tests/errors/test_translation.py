"""Answers of AWS, and of what stands before it, as our errors: one sentence each."""

import pytest

from pulumi_ivs_realtime.aws.translation import service_error
from pulumi_ivs_realtime.errors import AccessDenied, ServiceError, ServiceFault


def answer(code, message, status, **body):
    return {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}, **body}


@pytest.mark.parametrize("body", [{"exceptionMessage": "No."}, {}], ids=["exceptionMessage", "message"])
def test_the_text_is_found_under_either_key(body):
    error = service_error("GetStage", answer("ValidationException", "" if body else "No.", 400, **body))

    assert (str(error), error.reason) == ("AWS answered GetStage with ValidationException: No.", "No.")


def test_a_text_of_several_lines_becomes_one():
    assert str(service_error("GetStage", answer("X", "one\n   two\n", 400))) == "AWS answered GetStage with X: one two."


def test_the_page_of_a_gateway_is_left_out():
    error = service_error("GetStage", answer("502", "<html>\n<h1>Bad Gateway</h1></html>", 502))

    assert isinstance(error, ServiceFault)
    assert str(error) == "AWS answered GetStage with 502; run again; nothing that took effect is lost."


@pytest.mark.parametrize(
    ("operation", "permission"),
    [
        ("UntagResource", "ivs:UntagResource"),
        ("CreateStage", "ivs:CreateStage and ivs:TagResource"),
        ("AssumeRole", "sts:AssumeRole"),
        ("GetCallerIdentity", "sts:GetCallerIdentity"),
    ],
)
def test_a_denial_names_the_permission_under_either_code(operation, permission):
    for code in ("AccessDenied", "AccessDeniedException"):
        error = service_error(operation, answer(code, "", 403))

        assert isinstance(error, AccessDenied)
        assert f"allow {permission}" in str(error)


def test_a_code_that_nobody_knows_is_still_a_sentence():
    error = service_error("GetStage", answer("TeapotException", "short and stout", 418))

    assert type(error) is ServiceError
    assert str(error) == "AWS answered GetStage with TeapotException: short and stout."
