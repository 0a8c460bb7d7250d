"""A mistake played on an engine: what stops it, and with which words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal, NamedTuple

from impact.cli import STACK, CommandLine
from ivs_realtime_local import LocalService
from mistakes.mistakes import Mistake

_ENDED = ("an unhandled error occurred", "update failed", "preview failed", "resource registration failed")
_PYTHON = re.compile(r"^(TypeError|AttributeError): .+$", re.MULTILINE)
_ID = re.compile(r"(?<=:stage/)[a-zA-Z0-9]{12}\b|-[0-9a-f]{7}\b")


class Outcome(NamedTuple):
    """What an engine made of a mistake.

    Attributes:
        stopped: "program" where Python itself refuses it, "preview", "up", or "" where nothing does.
        said: the error, without what differs from run to run; "" where nothing stops it.
        warned: what the preview warned of, where it let the program through.
    """

    stopped: str
    said: str
    warned: str


def play(mistake: Mistake, folder: Path, service: LocalService, *, offline: bool) -> Outcome:
    """Preview the program, and apply it where the preview lets it through."""
    service.reset()
    engine = CommandLine(folder, service, offline=offline)
    engine.begin()
    engine.write(mistake.program, f"config:\n  {mistake.config}\n" if mistake.config else "")
    without = {} if mistake.config else {"AWS_REGION": "", "AWS_DEFAULT_REGION": ""}
    previewed = engine.preview(**without)
    messages = json.loads(previewed.stdout).get("diagnostics", [])
    said = _said(messages, "error")
    if previewed.returncode:
        python = _PYTHON.search(said)
        return Outcome("program", python[0], "") if python else Outcome("preview", said, "")
    warned = _said(messages, "warning")
    applied = engine.run("up", "--yes", "--skip-preview", "--json", "--stack", STACK, **without)
    return Outcome("up" if applied.returncode else "", _said(_diagnostics(applied.stdout), "error"), warned)


def _diagnostics(lines: str) -> list[dict[str, Any]]:
    events = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    return [event["diagnosticEvent"] for event in events if "diagnosticEvent" in event]


def _said(messages: list[dict[str, Any]], kind: Literal["error", "warning"]) -> str:
    """The first message of this kind that tells something; hosts warn by a line of their own."""
    for each in messages:
        text = re.sub(r"<\{%[^%]*%\}>", "", str(each["message"])).strip()
        if (each["severity"] == kind or text.startswith(f"{kind}: ")) and not text.startswith(_ENDED):
            return _ID.sub("…", text.removeprefix(f"{kind}: "))
    return ""
