"""A local service, a client of one's own, and the command line that is led there."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.cli.main import cli

REGION = "eu-central-1"


@pytest.fixture(scope="module")
def running() -> Iterator[LocalService]:
    with LocalService() as service:
        yield service


@pytest.fixture
def service(running: LocalService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> LocalService:
    """The module's service, with the key of an account in which nothing is yet."""
    running.calm()
    for name, value in running.environment(REGION).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", f"{secrets.randbelow(10**12):012}")  # stands for the account itself
    monkeypatch.chdir(tmp_path)  # out of the repository, which is a Pulumi project itself
    return running


@pytest.fixture
def aws(service: LocalService) -> Any:
    """A client of one's own; boto3's default session would keep the first test's account."""
    return boto3.session.Session().client("ivs-realtime", region_name=REGION, endpoint_url=service.url)


@pytest.fixture
def ivs_realtime(service: LocalService, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `ivs-realtime …` in this process, with its output in a pipe, and without clients of earlier runs."""

    def run(*words: str) -> Result:
        door.forget_clients()
        return CliRunner().invoke(cli, words)

    return run
