"""What the tests of this folder do with a project: declare, apply, preview, and ask for the report."""

from __future__ import annotations

import json
from typing import Any

from impact.cli import CommandLine

STREAMED = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
HEAD = "import pulumi\nimport pulumi_ivs_realtime as ivs\n"
FORCED = 'ivs.Stage("lobby", force_destroy=True)\n'
GATE = ("--live", "--fail-on", "disconnect")


def declare(engine: CommandLine, *lines: str) -> None:
    engine.write(HEAD + "".join(lines))


def up(engine: CommandLine, *lines: str) -> None:
    declare(engine, *lines)
    done = engine.up()
    assert done.returncode == 0, done.stdout + done.stderr


def stream(engine: CommandLine, *words: str) -> str:
    return engine.run(*(words or ("preview",)), "--json", "--stack", "dev", **STREAMED).stdout


def closed(engine: CommandLine, text: str, *flags: str) -> str:
    """The report of a gate that must be closed."""
    done = engine.reported(text, *GATE, *flags)
    assert done.returncode == 3, done.stdout + done.stderr
    return done.stdout


def join(engine: CommandLine, name: str = "lobby") -> str:
    arn = str(held(engine)[name]["id"])
    engine.service.join(arn, count=2)
    return arn


def join_with(engine: CommandLine, name: str) -> str:
    """Somebody joins with a token of the stack; their participant id."""
    token = held(engine)[name]
    engine.service.join(token["outputs"]["stageArn"], token=json.loads(token["outputs"]["token"]["plaintext"]))
    return str(token["id"])


def held(engine: CommandLine) -> dict[str, dict[str, Any]]:
    found = engine.exported()["deployment"].get("resources", [])
    return {each["urn"].rpartition("::")[2]: each for each in found}


def as_native(text: str, name: str) -> str:
    """A real preview in which one resource is aws-native's: no plugin of it is at hand."""
    ours, theirs = "pulumi-python:dynamic/ivs-realtime:", "aws-native:ivs:"
    return "\n".join(line.replace(ours, theirs) if f"::{name}" in line else line for line in text.splitlines())
