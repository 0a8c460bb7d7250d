"""A whole `up` at the documented quotas, beside other versions of this package, in one run.

Usage: python benchmarks/whole_up.py [STAGES [PYTHON …]]   (default 200)

PYTHON is the interpreter of an environment with another version. Each version makes the stages on the offline engine
and, where `pulumi` is on PATH, on the CLI, with an empty state and against the same local service, which enforces the
documented quotas of calls a second. The time is that of the command, from its start to its end.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from measuring import emptied, environment

from ivs_realtime_local import LocalService

PROGRAM = """
import pulumi_ivs_realtime as ivs

for number in range({count}):
    ivs.Stage(f"room-{{number:03}}", tags={{"team": "live"}})
"""
FLAGS = ("--stack", "dev", "--yes", "--skip-preview")


def commands(python: str) -> dict[str, tuple[str, ...]]:
    """The engines, and how each is started for a version of this package."""
    found = {"offline": (python, "-m", "pulumi_ivs_realtime.cli", "up", "--offline", *FLAGS)}
    if shutil.which("pulumi"):
        found["cli"] = ("pulumi", "up", "--non-interactive", *FLAGS)
    return found


def up(service: LocalService, python: str, engine: str, count: int) -> None:
    """Measures one version on one engine and prints it; what was made is deleted."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text("name: rooms\nruntime: python\n")
        (folder / "__main__.py").write_text(PROGRAM.format(count=count))
        command, variables = commands(python)[engine], environment(folder, python, service)
        init = ("pulumi", "stack", "init", "dev", "--non-interactive")
        if engine == "offline":
            init = (python, "-m", "pulumi_ivs_realtime.cli", "stack", "init", "dev", "--offline")
        subprocess.run(init, cwd=folder, env=variables, check=True, capture_output=True)
        service.reset_calls()
        began, clock = time.monotonic(), time.time()
        done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
        seconds = time.monotonic() - began
    calls = service.calls()
    last = {call["operation"]: call["time"] - clock for call in calls}
    counted = Counter(call["operation"] for call in calls).most_common()
    shown = ", ".join(f"{operation} {number} until {last[operation]:.1f} s" for operation, number in counted)
    print(f"{engine:8} {python:50} {seconds:7.1f} s  ({shown})", end="")
    print(f", FAILED\n{done.stdout}{done.stderr}" if done.returncode else "", flush=True)
    emptied(service)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with LocalService() as service:
        service.quotas(calls=True)
        print(f"{count} stages")
        for python in (sys.executable, *sys.argv[2:]):
            for engine in commands(python):
                up(service, python, engine, count)


if __name__ == "__main__":
    main()
