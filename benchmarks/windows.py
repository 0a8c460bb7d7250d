"""How wide the windows of docs/decisions/identity.md are: seconds in which a crash would find a stage in one of them.

Usage: python benchmarks/windows.py [STAGES]   (default 12)

On the offline engine and, where `pulumi` is on PATH, on the CLI, at 60 ms a call. "recorded": from the effect of the
call that ends create() until the saved state holds the stage, where the program takes the mark off and where create()
does so itself, for want of room for a tag more. "given back": from the death of the host until the program has given a
stage back; the engine kills the program five seconds after it has interrupted it.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measuring import emptied, environment
from whole_up import commands

from ivs_realtime_local import LocalService

LATENCY = 0.06
PLAIN = 'import pulumi_ivs_realtime as ivs\n\nfor n in range({count}):\n    ivs.Stage(f"room-{{n}}", tags={tags})\n'
ROOMY, FULL = {"team": "live"}, {f"k{number:02}": "v" for number in range(50)}


def began(folder: Path, engine: str, service: LocalService, count: int, tags: object) -> subprocess.Popen[str]:
    """An `up` under way, in a new project."""
    (folder / "Pulumi.yaml").write_text("name: rooms\nruntime: python\n")
    (folder / "__main__.py").write_text(PLAIN.format(count=count, tags=tags))
    command, variables = commands(sys.executable)[engine], environment(folder, sys.executable, service)
    init = ("pulumi", "stack", "init", "dev", "--non-interactive")
    if engine == "offline":
        init = (sys.executable, "-m", "pulumi_ivs_realtime.cli", "stack", "init", "dev", "--offline")
    subprocess.run(init, cwd=folder, env=variables, check=True, capture_output=True)
    service.reset_calls()
    service.latency(before=LATENCY / 2, after=LATENCY / 2)
    return subprocess.Popen(command, cwd=folder, env=variables, stdout=subprocess.DEVNULL, text=True)


def recorded(engine: str, service: LocalService, count: int, operation: str, tags: object) -> list[float]:
    """Seconds from the effect of a stage's `operation` until the state holds the stage."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        process = began(folder, engine, service, count, tags)
        state, saved = folder / ".pulumi" / "stacks" / "rooms" / "dev.json", dict[str, float]()
        while process.poll() is None:
            text, now = state.read_text(), time.time()
            for part in text.split('"id":')[1:]:
                saved.setdefault(part.split('"')[1], now)
            time.sleep(0.002)
        assert process.returncode == 0
    ended: dict[str, float] = {}
    for call in service.calls(operation):
        ended.setdefault(call["request"]["resourceArn"], call["time"] + LATENCY / 2)
    emptied(service)
    return [max(0.0, saved[arn] - at) for arn, at in ended.items()]


def given_back(engine: str, service: LocalService) -> float:
    """Seconds from the death of the host after its last act until the program has changed the mark."""
    with tempfile.TemporaryDirectory() as name:
        process = began(Path(name), engine, service, 1, ROOMY)
        service.hold("TagResource", when="after")
        while not service.held():
            time.sleep(0.005)
        killed = time.time()
        for pid in connected(service):
            os.kill(pid, signal.SIGKILL)
        service.calm()
        process.wait()
        limit = time.monotonic() + 10
        while len(found := service.calls("TagResource")) < 2 and time.monotonic() < limit:
            time.sleep(0.01)
    emptied(service)
    return found[1]["time"] - killed if found[1:] else float("inf")


def connected(service: LocalService) -> list[int]:
    """The processes with a connection to the service, but for this one."""
    port = int(service.url.rpartition(":")[2])
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{row[9]}]" for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "01"}
    found = []
    for process in filter(
        lambda each: each.name.isdecimal() and int(each.name) != os.getpid(), Path("/proc").iterdir()
    ):
        try:
            if any(os.readlink(each) in inodes for each in (process / "fd").iterdir()):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def told(what: str, engine: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    print(
        f"{engine:8} {what:44} {len(ordered):3} x  median {statistics.median(ordered):.3f} s  "
        f"nine of ten {ordered[int(0.9 * (len(ordered) - 1))]:.3f} s  longest {ordered[-1]:.3f} s",
        flush=True,
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    with LocalService() as service:
        for engine in commands(sys.executable):
            told("recorded, mark retired", engine, recorded(engine, service, count, "TagResource", ROOMY))
            told("recorded, mark removed", engine, recorded(engine, service, count, "UntagResource", FULL))
            told("given back", engine, [given_back(engine, service) for _ in range(5)])


if __name__ == "__main__":
    main()
