"""A local service, and stage providers that reach it over HTTP as the dynamic host would run them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.aws.belief import Belief
from pulumi_ivs_realtime.aws.limiter import Limiter
from pulumi_ivs_realtime.lifecycle import creation
from pulumi_ivs_realtime.lifecycle.memory import MEMORY
from pulumi_ivs_realtime.lifecycle.stage import StageProvider

REGION = "eu-central-1"

Configured = Callable[..., StageProvider]


@pytest.fixture(scope="module")
def running() -> Iterator[LocalService]:
    with LocalService() as service:
        yield service


@pytest.fixture
def service(running: LocalService, monkeypatch: pytest.MonkeyPatch) -> LocalService:
    """The module's service without anything left by other tests, and the environment that leads there."""
    for name, value in running.environment(REGION).items():
        monkeypatch.setenv(name, value)
    running.calm()
    running.quotas(calls=False, counts=False, timeFactor=1, rates={})
    _empty(running)
    running.reset_calls()
    return running


@pytest.fixture
def aws(service: LocalService) -> Any:
    """A boto3 client of one's own, to look and to do things behind our back."""
    return boto3.client("ivs-realtime", region_name=REGION, endpoint_url=service.url)


@pytest.fixture
def new_process() -> Iterator[Callable[[], None]]:
    """Forgets what a host process knows: the engine starts a new one for every operation."""

    def forget() -> None:
        # The connections stay: making one costs more than all the rest, and knows nothing of stages.
        door._CLIENTS[:] = [(connection, region, _reborn(client)) for connection, region, client in door._CLIENTS]
        MEMORY.forget()

    door.forget_clients()  # of other tests in this process, who have another service
    forget()
    yield forget
    door.forget_clients()


@pytest.fixture
def configured(service: LocalService, new_process: Callable[[], None]) -> Configured:
    """A provider in a new process, with the given configuration (`aws_region="…"`, `defaultTags={…}`)."""

    def configure(**config: Any) -> StageProvider:
        new_process()
        raw = {_key(name): value if isinstance(value, str) else json.dumps(value) for name, value in config.items()}
        provider = StageProvider()
        provider.configure(ConfigureRequest(Config(raw, "rooms")))
        return provider

    return configure


@pytest.fixture
def provider(configured: Configured) -> StageProvider:
    return configured()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks for lost stages without pauses, and takes marks for old at once."""
    monkeypatch.setattr(creation, "_LOOKS", (0.0, 0.0))
    monkeypatch.setattr(creation, "_SETTLING", 0.0)
    monkeypatch.setattr(creation, "LONGEST_CALL", 0.0)


def _reborn(client: door.IvsRealTimeClient) -> door.IvsRealTimeClient:
    belief = Belief(client._belief._caller_account, client._belief._trusted)
    return door.IvsRealTimeClient(client._client, Limiter({}), belief, max_retries=client._max_retries)


def _empty(running: LocalService) -> None:
    for region in ("eu-central-1", "us-west-2"):
        client = boto3.client("ivs-realtime", region_name=region, endpoint_url=running.url)
        while found := client.list_stages(maxResults=100)["stages"]:
            for each in found:
                client.delete_stage(arn=each["arn"])


def _key(name: str) -> str:
    return f"ivs-realtime:{name}" if name in {"createMark", "quotas"} else f"aws:{name}"
