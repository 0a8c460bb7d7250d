"""A stack whose stages a policy pack changes, told command by command, on either engine."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from impact.cli import CommandLine

Json = dict[str, Any]

_HIDDEN = {"__provider", "__attempt", "__autoName", "__createUrn", "__organization"}

FIRST = """
import pulumi_ivs_realtime as ivs

ivs.Stage("lobby", name="lobby", region="eu-west-1", tags={"for": "all"})
ivs.Stage("studio", name="studio", region="eu-west-1", tags={"team": "video"})
"""
SECOND = FIRST.replace('"for": "all"', '"for": "staff"')
CONFIG = 'config:\n  aws:defaultTags:\n    tags: {cost: "7"}\n'

STORY: tuple[tuple[str, str, bool], ...] = (
    ("up", FIRST, True),
    ("preview", FIRST, True),
    ("up", FIRST, True),
    ("refresh", FIRST, False),
    ("preview", SECOND, True),
    ("up", SECOND, True),
    ("preview", SECOND, False),
    ("up", SECOND, False),
    ("up", SECOND, True),
    ("destroy", SECOND, False),
)
"""Command, program, and whether the pack is there; `refresh` and `destroy` ask no policies."""


DIGEST = hashlib.sha256(json.dumps([STORY, CONFIG]).encode()).hexdigest()


def told(engine: CommandLine, command: str, flags: tuple[str, ...]) -> Json:
    """What one command shows and leaves behind: counts of a preview, calls, the state's inputs, the service's tags."""
    engine.service.reset_calls()
    words = ("preview", "--json") if command == "preview" else (command, "--yes", "--skip-preview")
    done = engine.run(*words, "--stack", "dev", *flags)
    assert done.returncode == 0, done.stdout + done.stderr
    found: Json = {"command": command, "policies": bool(flags)}
    if command == "preview":
        found["changes"] = dict(sorted(json.loads(done.stdout)["changeSummary"].items()))
    called = [call["operation"] for call in engine.service.calls()]
    # How often a program that ends looks for what a dead host had sent depends on the machine.
    others = [name for name in called if name != "ListStages"] + ["ListStages"] * ("ListStages" in called)
    held = engine.exported()["deployment"].get("resources", [])
    stages = [stage for region in engine.service.state()["regions"] for stage in region["stages"]]
    return {
        **found,
        "calls": sorted(others),
        "inputs": {each["urn"].rpartition("::")[2]: _shown(each["inputs"]) for each in held if each["type"] in _OURS},
        "tags": {stage["name"]: stage["tags"] for stage in stages},
    }


_OURS = {"pulumi-python:dynamic/ivs-realtime:Stage"}


def _shown(inputs: Json) -> Json:
    return {key: value for key, value in sorted(inputs.items()) if key not in _HIDDEN}
