"""A local service, and real clients of it whose every answer is held against the model."""

import http.client
import json
import time
import unittest.mock
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from ivs_realtime_local import LocalService
from ivs_realtime_local.model import Failure, failures, shape

REGION = "eu-central-1"

Connect = Callable[..., Any]


@pytest.fixture
def service(ivs_realtime_process: LocalService) -> LocalService:
    """The one service of this process, as new."""
    ivs_realtime_process.reset()
    return ivs_realtime_process


@pytest.fixture
def connect(service: LocalService) -> Connect:
    """Makes boto3 clients that do not retry."""

    def connected(region: str = REGION, *, key: str = "local", **options: Any) -> Any:
        return client(service.url, region, key=key, **options)

    return connected


@pytest.fixture
def ivs(connect: Connect) -> Any:
    return connect()


def client(
    url: str, region: str = REGION, *, key: str = "local", secret: str = "local", api: str = "ivs-realtime", **more: Any
) -> Any:
    """A boto3 client that does not retry; answers that the model does not allow fail the test."""
    made = boto3.client(
        api,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
        **more,
    )
    if api == "ivs-realtime":
        made.meta.events.register("before-parse.ivs-realtime", _check_answer)
    return made


def _check_answer(operation_model: Any, response_dict: dict[str, Any], **_: Any) -> None:
    if response_dict["status_code"] == 200:
        check_output(operation_model.output_shape.name, json.loads(response_dict["body"]))


def check_output(shape_name: str, answer: Any) -> None:
    """Fails for members that the model does not know and for values that it does not allow."""
    broken = [failure for failure in failures(shape_name, answer) if not _is_idle(failure)]
    assert broken == []
    assert list(strangers(shape_name, answer)) == []


def _is_idle(failure: Failure) -> bool:
    # Idle stages answer "", which the model's own shape of a session id does not allow.
    return failure.path.endswith("activeSessionId") and failure.reason.endswith(("not 0", 'not ""'))


def strangers(shape_name: str, value: Any, path: str = "") -> Iterator[str]:
    """The paths of all members that the shape does not have."""
    rules = shape(shape_name)
    if rules["type"] == "structure":
        for name, inner in value.items():
            if name in rules["members"]:
                yield from strangers(rules["members"][name]["shape"], inner, f"{path}.{name}")
            else:
                yield f"{path}.{name}"
    elif rules["type"] == "list":
        for inner in value:
            yield from strangers(rules["member"]["shape"], inner, f"{path}[]")


Answer = tuple[int, dict[str, str], str]


def send(url: str, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
    """One HTTP request as it stands: status, headers by lower-case name, body."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read().decode()
    finally:
        connection.close()


@pytest.fixture
def post(service: LocalService) -> Callable[..., Answer]:
    """Posts JSON without a signature."""
    return lambda path, body, headers=None: send(service.url, "POST", path, json.dumps(body), headers or {})


@pytest.fixture
def signed_post(service: LocalService) -> Callable[..., Answer]:
    """Sends a signed request whose authorization header may be changed afterwards."""

    def sent(
        method: str,
        path: str,
        body: str,
        *,
        at: float | None = None,
        authorization: Callable[[str], str] = lambda value: value,
    ) -> Answer:
        request = AWSRequest(method, service.url + path, data=body)
        with unittest.mock.patch("botocore.auth.get_current_datetime", return_value=_moment(at)):
            SigV4Auth(Credentials("local", "local"), "ivs", REGION).add_auth(request)
        headers = dict(request.headers)
        return send(
            service.url, method, path, body, headers | {"Authorization": authorization(headers["Authorization"])}
        )

    return sent


def _moment(at: float | None) -> datetime:
    return datetime.fromtimestamp(at or time.time(), tz=timezone.utc)
