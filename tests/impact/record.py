"""Records the cases' previews on the real CLI: `PYTHONPATH=tests python -m impact.record [case …]`.

Both forms are kept, the digest of `preview --json` and the events of PULUMI_ENABLE_STREAMING_JSON_PREVIEW, and what
the `up` that follows does. What differs from run to run or machine to machine (ids, times, paths, source positions) is
replaced or left out.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from impact.cases import CASES, ISO, NOW, Case
from impact.cli import CommandLine
from ivs_realtime_local import LocalService

_LARGE = 200_000
FOLDER = Path(__file__).with_name("previews")
_VOLATILE = {"sourcePosition", "stackTrace", "created", "modified", "timestamp", "duration", "durationSeconds"}
_ID = re.compile(r"(?<=:stage/)[a-zA-Z0-9]{12}|\bst-[a-zA-Z0-9]{13}\b")
_TIME = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_UUID = re.compile(r"(?<=::)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def record(name: str, case: Case) -> None:
    """Writes `previews/<name>.json`, `.jsonl` (unless it were large) and `.up.json`."""
    with tempfile.TemporaryDirectory() as folder, LocalService() as service:
        engine = CommandLine(Path(folder), service, offline=case.offline)
        edit(engine, case)
        stable = Stable(folder)
        digest = engine.preview(*case.flags)
        assert bool(digest.returncode) == case.fails, digest.stdout + digest.stderr
        document = {"recordedWith": engine.version(), **json.loads(digest.stdout)}
        _write(f"{name}.json", json.dumps(stable.value(document), separators=(",", ":")))
        if len(digest.stdout) < _LARGE:
            events = engine.streamed(*case.flags)
            _write(f"{name}.jsonl", "\n".join(json.dumps(stable.value(e), separators=(",", ":")) for e in events))
        _write(f"{name}.up.json", json.dumps(_applied(engine), indent=1, sort_keys=True))


def edit(engine: CommandLine, case: Case) -> None:
    """Begins a stack, applies what is there before, and leaves the edited program to be previewed."""
    engine.begin()
    if case.before:
        engine.write(case.before, case.config[0])
        done = engine.up()
        assert done.returncode == 0, done.stdout + done.stderr
        case.between(engine)
    engine.write(case.after, case.config[1])


def _applied(engine: CommandLine) -> dict[str, Any]:
    """What an `up` of the edit does: whether it succeeds, and its calls by region and operation."""
    engine.service.reset_calls()
    done = engine.up()
    calls: dict[str, dict[str, int]] = {}
    for call in engine.service.calls():
        region = calls.setdefault(call["region"], {})
        region[call["operation"]] = region.get(call["operation"], 0) + 1
    return {"recordedWith": engine.version(), "succeeded": done.returncode == 0, "calls": calls}


class Stable:
    """Replaces what a second recording would give otherwise."""

    def __init__(self, folder: str) -> None:
        pulumi = str(Path(shutil.which("pulumi") or "").parent)
        places = (folder, sys.prefix, str(Path(__file__).parents[2]), sys.base_prefix, pulumi)
        self._paths = dict(zip(places, ("/project", "/venv", "/source", "/python", "/bin"), strict=True))
        self._ids: dict[str, str] = {}
        self._participants: dict[str, str] = {}
        self._now = datetime.now(timezone.utc)

    def value(self, value: Any) -> Any:
        self._note_participants(value)
        return self._value(value)

    def _note_participants(self, value: Any) -> None:
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            self._note_participants(inner)
        if isinstance(value, dict) and isinstance(value.get("participantId"), str):
            self._participants.setdefault(value["participantId"], f"Person{len(self._participants) + 1:03}abc")

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self.text(key): self._value(inner) for key, inner in value.items() if key not in _VOLATILE}
        if isinstance(value, list):
            return [self._value(inner) for inner in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        for path, name in self._paths.items():
            text = text.replace(path, name)
        text = _UUID.sub("00000000-0000-4000-8000-000000000000", text)
        text = _TIME.sub(self._moved, self._participants.get(text, text))
        return _ID.sub(lambda match: self._ids.setdefault(match[0], self._next(match[0])), text)

    def _moved(self, match: re.Match[str]) -> str:
        """A moment as far from NOW as it is from this recording, to the minute."""
        away = datetime.strptime(match[0], ISO).replace(tzinfo=timezone.utc) - self._now
        return (NOW + timedelta(minutes=round(away.total_seconds() / 60))).strftime(ISO)

    def _next(self, text: str) -> str:
        number = f"{len(self._ids) + 1:04}"
        return f"st-Session{number}xy"[:16] if text.startswith("st-") else f"Stage{number}abc"


def _write(name: str, text: str) -> None:
    (FOLDER / name).write_text(text + "\n")


if __name__ == "__main__":
    for wanted in [name for name in sys.argv[1:] if name in CASES] if sys.argv[1:] else CASES:
        print(wanted, flush=True)
        record(wanted, CASES[wanted])
