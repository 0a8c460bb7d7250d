"""Records the story of the policy pack on the real CLI: `PYTHONPATH=tests:engine/tests python -m policy.record`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from impact.cli import CommandLine
from ivs_realtime_local import LocalService
from policy.conftest import PACK, PACKAGES
from policy.story import CONFIG, DIGEST, STORY, told

RECORDING = Path(__file__).with_name("recording.json")


def recorded() -> dict[str, object]:
    """The story as the CLI tells it, with what it was told of."""
    with tempfile.TemporaryDirectory() as folder, LocalService() as service:
        engine = CommandLine(Path(folder), service)
        with patch.dict("os.environ", {"PYTHONPATH": str(PACKAGES)}):
            engine.begin()
            steps = []
            for command, program, policies in STORY:
                engine.write(program, CONFIG)
                steps.append(told(engine, command, ("--policy-pack", str(PACK)) if policies else ()))
            return {"recordedWith": engine.version(), "story": DIGEST, "steps": steps}


if __name__ == "__main__":
    RECORDING.write_text(json.dumps(recorded(), indent=1) + "\n")
