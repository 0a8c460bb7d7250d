"""Records the cases' previews on the real CLI: `PYTHONPATH=tests python -m impact.record [case …]`.

Both forms are kept: the digest of `preview --json`, and the events of PULUMI_ENABLE_STREAMING_JSON_PREVIEW. What differs
from run to run or machine to machine (ids, times, paths, source positions) is replaced or left out.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from impact.cases import CASES, Case
from impact.cli import STACK, CommandLine
from pulumi_ivs_realtime.local import LocalService

_LARGE = 200_000
FOLDER = Path(__file__).with_name("previews")
_VOLATILE = {"sourcePosition", "stackTrace", "created", "modified", "timestamp", "duration", "durationSeconds"}
_ID = re.compile(r"(?<=:stage/)[a-zA-Z0-9]{12}|\bst-[a-zA-Z0-9]{13}\b")
_UUID = re.compile(r"(?<=::)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def record(name: str, case: Case) -> None:
    """Writes `previews/<name>.json` and `previews/<name>.jsonl`, the latter unless it were large."""
    with tempfile.TemporaryDirectory() as folder, LocalService() as service:
        engine = CommandLine(Path(folder), service)
        engine.begin()
        if case.before:
            engine.write(case.before, case.config[0])
            done = engine.run("up", "--yes", "--skip-preview", "--stack", STACK)
            assert done.returncode == 0, done.stdout + done.stderr
        case.between(service, stages_of(engine))
        engine.write(case.after, case.config[1])
        stable = Stable(folder)
        digest = engine.run("preview", "--json", "--stack", STACK, *case.flags)
        assert bool(digest.returncode) == case.fails, digest.stdout + digest.stderr
        _write(f"{name}.json", json.dumps(stable.value(json.loads(digest.stdout)), separators=(",", ":")))
        if len(digest.stdout) > _LARGE:
            return
        streamed = engine.run(
            "preview", "--json", "--stack", STACK, *case.flags, PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true"
        )
        events = [json.loads(line) for line in streamed.stdout.splitlines() if line]
        _write(f"{name}.jsonl", "\n".join(json.dumps(stable.value(e), separators=(",", ":")) for e in events))


def stages_of(engine: CommandLine) -> dict[str, str]:
    """The ARNs of the stack's stages by resource name."""
    exported = json.loads(engine.run("stack", "export", "--stack", STACK).stdout)
    found = exported["deployment"].get("resources", [])
    return {each["urn"].rpartition("::")[2]: each["id"] for each in found if each["type"].endswith(":Stage") and "id" in each}


class Stable:
    """Replaces what a second recording would give otherwise."""

    def __init__(self, folder: str) -> None:
        pulumi = str(Path(shutil.which("pulumi") or "").parent)
        places = (folder, sys.prefix, str(Path(__file__).parents[2]), sys.base_prefix, pulumi)
        self._paths = dict(zip(places, ("/project", "/venv", "/source", "/python", "/bin"), strict=True))
        self._ids: dict[str, str] = {}

    def value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self.text(key): self.value(inner) for key, inner in value.items() if key not in _VOLATILE}
        if isinstance(value, list):
            return [self.value(inner) for inner in value]
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        for path, name in self._paths.items():
            text = text.replace(path, name)
        text = _UUID.sub("00000000-0000-4000-8000-000000000000", text)
        return _ID.sub(lambda match: self._ids.setdefault(match[0], self._next(match[0])), text)

    def _next(self, text: str) -> str:
        number = f"{len(self._ids) + 1:04}"
        return f"st-Session{number}xy"[:16] if text.startswith("st-") else f"Stage{number}abc"


def _write(name: str, text: str) -> None:
    (FOLDER / name).write_text(text + "\n")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or CASES:
        print(wanted, flush=True)
        record(wanted, CASES[wanted])
