"""Real clients that nobody here wrote take the same walk through all ten operations."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.conftest import client
from local.walk import WALK, comparable, filled, remember
from pulumi_ivs_realtime.local import LocalService

JS_SDK = "@aws-sdk/client-ivs-realtime@3.1058.0"

Outcome = dict[str, Any] | str
Send = Callable[[str, dict[str, Any]], Outcome]


@pytest.fixture
def empty() -> Iterator[LocalService]:
    with LocalService() as service:
        yield service


def take_the_walk(send: Send) -> None:
    known: dict[str, str] = {}
    for step in WALK:
        outcome = send(step.operation, filled(step.request, known))
        if isinstance(outcome, dict):
            remember(outcome, known)
        assert comparable(outcome) == step.answer, step.operation


def test_boto3_takes_the_walk(empty):
    ivs = client(empty.url)

    def send(operation: str, request: dict[str, Any]) -> Outcome:
        try:
            answer = ivs._make_api_call(operation, request)
        except ClientError as error:
            return error.response["Error"]["Code"]
        del answer["ResponseMetadata"]
        return answer

    take_the_walk(send)


def test_the_aws_cli_takes_the_walk(empty):
    aws = Path(sys.executable).with_name("aws")
    environment = os.environ | empty.environment() | {"AWS_MAX_ATTEMPTS": "1", "AWS_CONFIG_FILE": os.devnull}

    def send(operation: str, request: dict[str, Any]) -> Outcome:
        name = re.sub(r"(?<=.)([A-Z])", r"-\1", operation).lower()
        command = [aws, "ivs-realtime", name, "--cli-input-json", json.dumps(request), "--output", "json"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
        if done.returncode:
            return re.search(r"\((\w+)\)", done.stderr).group(1)
        return json.loads(done.stdout or "{}")

    take_the_walk(send)


@pytest.mark.full
@pytest.mark.timeout(300)
@pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="node and npm are not here")
def test_the_javascript_sdk_takes_the_walk(empty, tmp_path):
    install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(tmp_path), JS_SDK]
    if subprocess.run(install, capture_output=True, timeout=240).returncode:
        pytest.skip(f"npm cannot install {JS_SDK}")
    script = Path(__file__).with_name("walk.mjs")
    node = subprocess.Popen(
        ["node", script],
        cwd=tmp_path,
        env=os.environ | empty.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def send(operation: str, request: dict[str, Any]) -> Outcome:
        print(json.dumps({"operation": operation, "request": request}), file=node.stdin, flush=True)
        outcome = json.loads(node.stdout.readline())
        return outcome.get("answer", outcome.get("error"))

    try:
        take_the_walk(send)
    finally:
        node.communicate()
