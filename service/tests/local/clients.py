"""Clients in three languages that nobody here wrote, each as one function from operation and request to outcome."""

from __future__ import annotations

import contextlib
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

JS_SDK = "@aws-sdk/client-ivs-realtime@3.1058.0"

Outcome = dict[str, Any] | str
"""An answer, or an error's code."""

Send = Callable[[str, dict[str, Any]], Outcome]


def boto3_client(url: str) -> Send:
    """boto3."""
    ivs = client(url)

    def send(operation: str, request: dict[str, Any]) -> Outcome:
        try:
            answer = ivs._make_api_call(operation, request)
        except ClientError as error:
            return error.response["Error"]["Code"]
        del answer["ResponseMetadata"]
        return answer

    return send


def aws_cli(environment: dict[str, str]) -> Send:
    """The AWS CLI, a process for each call."""
    aws = Path(sys.executable).with_name("aws")
    environment = os.environ | environment | {"AWS_MAX_ATTEMPTS": "1", "AWS_CONFIG_FILE": os.devnull}

    def send(operation: str, request: dict[str, Any]) -> Outcome:
        name = re.sub(r"(?<=.)([A-Z])", r"-\1", operation).lower()
        command = [aws, "ivs-realtime", name, "--cli-input-json", json.dumps(request), "--output", "json"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
        if done.returncode:
            return re.search(r"\((\w+)\)", done.stderr)[1]
        return json.loads(done.stdout or "{}")

    return send


@contextlib.contextmanager
def javascript(environment: dict[str, str], folder: Path) -> Iterator[Send]:
    """The AWS SDK for JavaScript v3, installed into a folder; skips the test where that cannot be."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not here")
    install = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), JS_SDK]
    if subprocess.run(install, capture_output=True, timeout=240).returncode:
        pytest.skip(f"npm cannot install {JS_SDK}")
    node = subprocess.Popen(
        ["node", Path(__file__).with_name("clients.mjs")],
        cwd=folder,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def send(operation: str, request: dict[str, Any]) -> Outcome:
        print(json.dumps({"operation": operation, "request": request}), file=node.stdin, flush=True)
        outcome = json.loads(node.stdout.readline())
        return outcome.get("answer", outcome.get("error"))

    try:
        yield send
    finally:
        node.communicate()
