"""Who may call: signatures that AWS would refuse are refused, with AWS's codes."""

import json
import time

import pytest
from botocore.exceptions import ClientError

from ivs_realtime_local import LocalService
from local.conftest import client


def test_an_unsigned_request_is_refused(post):
    status, headers, body = post("/ListStages", {})

    assert (status, headers["x-amzn-errortype"]) == (403, "MissingAuthenticationTokenException")
    assert json.loads(body)["message"] == "Missing Authentication Token"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (lambda value: value.replace("SignedHeaders", "Headers"), 400, "IncompleteSignatureException"),
        (lambda value: value.replace("/aws4_request", ""), 400, "IncompleteSignatureException"),
        (lambda value: value.replace("/ivs/", "/s3/"), 403, "InvalidSignatureException"),
        (lambda value: value.replace("eu-central-1", "mars-north-1"), 403, "InvalidSignatureException"),
        (lambda value: value.replace("Credential=local/2", "Credential=local/1"), 403, "InvalidSignatureException"),
        (lambda value: value.replace("AWS4-HMAC-SHA256", "Bearer"), 403, "MissingAuthenticationTokenException"),
    ],
    ids=["no signed headers", "short scope", "other service", "no such region", "other day", "other scheme"],
)
def test_malformed_signatures_are_refused(signed_post, change, status, code):
    answer = signed_post("POST", "/ListStages", "{}", authorization=change)

    assert (answer[0], answer[1]["x-amzn-errortype"]) == (status, code)


@pytest.mark.parametrize(("age", "word"), [(301, "expired"), (-310, "not yet current")])
def test_a_signature_is_good_for_five_minutes(signed_post, age, word):
    status, headers, body = signed_post("POST", "/ListStages", "{}", at=time.time() - age)

    assert (status, headers["x-amzn-errortype"]) == (403, "InvalidSignatureException")
    assert word in body


def test_after_the_clock_was_moved_both_times_are_good(signed_post, service):
    """Whoever moved the service's clock may have moved the caller's along, or not."""
    service.advance(36_000)

    moved, unmoved, between = (
        signed_post("POST", "/ListStages", "{}", at=time.time() + seconds)[0] for seconds in (36_000, 0, 18_000)
    )

    service.advance(-36_000)
    assert (moved, unmoved, between) == (200, 200, 403)


def test_an_unknown_path_is_no_operation(signed_post):
    status, headers, _ = signed_post("POST", "/CreateStages", "{}")

    assert (status, headers["x-amzn-errortype"]) == (404, "UnknownOperationException")


@pytest.fixture(scope="module")
def verifying(tmp_path_factory):
    file = tmp_path_factory.mktemp("keys") / "credentials"
    file.write_text("[default]\naws_access_key_id = mine\naws_secret_access_key = s3cret\n")
    with LocalService(options=("--credentials", str(file))) as service:
        yield service


def test_a_verified_signature_is_accepted(verifying):
    """Also with characters in path and query that are escaped on the way."""
    ivs = client(verifying.url, key="mine", secret="s3cret")

    arn = ivs.create_stage(tags={"a b/c": "ü"})["stage"]["arn"]
    ivs.untag_resource(resourceArn=arn, tagKeys=["a b/c", "&=?"])

    assert ivs.list_tags_for_resource(resourceArn=arn)["tags"] == {}


@pytest.mark.parametrize(
    ("key", "secret", "code"),
    [("mine", "wrong", "InvalidSignatureException"), ("other", "s3cret", "UnrecognizedClientException")],
)
def test_a_wrong_secret_and_an_unknown_key_are_refused(verifying, key, secret, code):
    with pytest.raises(ClientError) as error:
        client(verifying.url, key=key, secret=secret).list_stages()

    assert error.value.response["Error"]["Code"] == code
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_an_assumed_role_signs_with_its_own_secret_and_token(verifying):
    role = client(verifying.url, key="mine", secret="s3cret", api="sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/deploy", RoleSessionName="test"
    )["Credentials"]
    as_role = {"key": role["AccessKeyId"], "secret": role["SecretAccessKey"]}

    made = client(verifying.url, **as_role, aws_session_token=role["SessionToken"]).create_stage()["stage"]

    assert ":210987654321:" in made["arn"]
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        client(verifying.url, **as_role, aws_session_token="another").list_stages()


def test_a_file_that_holds_no_credentials_is_refused(tmp_path):
    (tmp_path / "keys").write_text("[default]\naws_access_key_id = mine\n")

    with pytest.raises(RuntimeError, match="a profile without aws_secret_access_key"):
        LocalService(options=("--credentials", str(tmp_path / "keys"))).start()


def test_web_pages_of_other_origins_are_refused(post):
    """A page that a browser shows can reach loopback addresses; it must not control the service."""
    for headers in ({"Origin": "https://example.com"}, {"Host": "example.com"}):
        assert post("/_local/clock", {"advance": 1}, headers)[0] == 403
