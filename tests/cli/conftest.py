"""The command line that is led to the local service, in an account of its own."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from clients import REGION, client
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.cli.main import cli


@pytest.fixture
def service(service: LocalService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> LocalService:
    """The service, with the key of an account in which nothing is yet."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", f"{secrets.randbelow(10**12):012}")  # stands for the account itself
    monkeypatch.chdir(tmp_path)  # out of the repository, which is a Pulumi project itself
    return service


@pytest.fixture
def aws(service: LocalService) -> Any:
    """A client of one's own, of the test's account."""
    return client(service.url, REGION, os.environ["AWS_ACCESS_KEY_ID"])


@pytest.fixture
def ivs_realtime(service: LocalService) -> Callable[..., Result]:
    """Runs `ivs-realtime …` in this process, with its output in a pipe, and without clients of earlier runs."""

    def run(*words: str) -> Result:
        door.forget_clients()
        return CliRunner().invoke(cli, words)

    return run
