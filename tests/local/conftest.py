"""A local service for each test module, and real clients of it."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from pulumi_ivs_realtime.local import LocalService

REGION = "eu-central-1"

Connect = Callable[..., Any]


@pytest.fixture(scope="module")
def running() -> Iterator[LocalService]:
    with LocalService() as service:
        yield service


@pytest.fixture
def service(running: LocalService) -> LocalService:
    """The module's service, without faults, quotas and logged calls of earlier tests."""
    running.calm()
    running.quotas(calls=False, counts=False, timeFactor=1, rates={})
    running.reset_calls()
    return running


@pytest.fixture
def connect(service: LocalService) -> Connect:
    """Makes boto3 clients that do not retry."""

    def connected(region: str = REGION, *, key: str = "local", api: str = "ivs-realtime", **config: Any) -> Any:
        return boto3.client(
            api,
            region_name=region,
            endpoint_url=service.url,
            aws_access_key_id=key,
            aws_secret_access_key="local",
            config=Config(**{"retries": {"total_max_attempts": 1}, **config}),
        )

    return connected


@pytest.fixture
def ivs(connect: Connect) -> Any:
    return connect()
