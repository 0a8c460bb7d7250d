"""The numbered examples: where they are, and what each needs from its stack's configuration."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clients import client
from ivs_realtime_local import LocalService
from key_pairs import key_pair
from pulumi_ivs_realtime.testing import Stack

EXAMPLES = Path(__file__).parents[2] / "examples"
NUMBERED = sorted(path.parent.name for path in EXAMPLES.glob("[0-9]*/Pulumi.yaml"))
REGION = "eu-west-1"


@pytest.fixture
def example(stack: Stack, service: LocalService) -> Callable[..., Stack]:
    """Chooses an example for the stack, with what it needs; more configuration may follow."""

    def chosen(name: str, **config: Any) -> Stack:
        stack.program = EXAMPLES / name
        stack.environment.update(service.environment())
        stack.config.update({key: _text(value) for key, value in (_needed(name, service) | config).items()})
        return stack

    return chosen


def _needed(name: str, service: LocalService) -> dict[str, Any]:
    match name:
        case "03-tokens":
            return {"publicKey": key_pair()[1]}
        case "09-fleet":
            return fleet()["acme"].configuration()
        case "10-adopt":
            made = client(service.url, REGION).create_stage(name="lobby-of-old", tags={"owner": "nobody"})
            return {"lobby": made["stage"]["arn"]}
    return {}


def fleet() -> dict[str, Any]:
    """The customers of the ninth example."""
    found: dict[str, Any] = runpy.run_path(str(EXAMPLES / "09-fleet" / "fleet.py"))["FLEET"]
    return found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def aws_resources(type_: str, name: str, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """What AWS would answer: names and ARNs."""
    made = f"{name}-1"
    return made, {"name": made, "bucket": made, "arn": f"arn:aws:{type_}:{made}", **inputs}


def held(service: LocalService) -> dict[str, list[dict[str, Any]]]:
    """Everything that the service holds, by what listings call its kind."""
    found: dict[str, list[dict[str, Any]]] = {}
    for region in service.state()["regions"]:
        for members, each in region.items():
            if isinstance(each, list) and each:
                found.setdefault(members, []).extend(each)
    return found
