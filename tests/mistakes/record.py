"""Play every mistake on the CLI that is on PATH and keep what came of it.

`PYTHONPATH=tests:engine/tests python -m mistakes.record [NAME…]`; without names all of them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ivs_realtime_local import LocalService
from mistakes.mistakes import MISTAKES
from mistakes.playing import Outcome, play

RECORDING = Path(__file__).with_name("recording.json")


def recorded() -> Mapping[str, Outcome]:
    """What the CLI made of each mistake, by its name."""
    kept = json.loads(RECORDING.read_text())
    return {name: Outcome(**each) for name, each in kept.items()}


def main() -> int:
    names = sys.argv[1:] or list(MISTAKES)
    outcomes = json.loads(RECORDING.read_text()) if sys.argv[1:] else {}
    with LocalService() as service:
        for name in names:
            mistake = MISTAKES[name]
            with tempfile.TemporaryDirectory() as folder:
                outcomes[name] = play(mistake, Path(folder), service, offline=False)._asdict()
            print(f"{name}: {outcomes[name]['stopped'] or 'nothing stops it'}", flush=True)
    in_order = {name: outcomes[name] for name in MISTAKES}
    RECORDING.write_text(json.dumps(in_order, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
