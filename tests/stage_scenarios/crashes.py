"""Who dies while a call to the local service stands at a named point, just before or just after its effect."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ivs_realtime_local import LocalService


@dataclass(frozen=True)
class Crash:
    """`kill -9` of the engine alone, or of the host that speaks with the service.

    Attributes:
        who: "engine" or "host".
        operation: the call during which it dies.
        when: "before" or "after" the call takes effect; it does take effect.
    """

    who: str
    operation: str
    when: str

    def strike(self, process: subprocess.Popen[str], service: LocalService) -> None:
        """Wait for the call, kill, and return when all that is left of the run has ended by itself."""
        until(lambda: process.poll() is not None or service.held())
        if process.poll() is not None:
            raise RuntimeError(f"the command ended before {self}: {process.communicate()}")
        hosts = connected_to(service)
        if self.who == "engine":
            process.kill()
        else:
            for host in hosts:
                os.kill(host, signal.SIGKILL)
        process.wait()
        service.calm()
        until(lambda: not any(map(alive, hosts)))


def until(condition: Callable[[], object], timeout: float = 40.0) -> None:
    """Returns when the condition holds."""
    limit = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < limit, "it did not come about in time"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def connected_to(service: LocalService) -> list[int]:
    """The processes that have a connection to the service open, but for this one: the hosts."""
    return [pid for pid in _connected(int(service.url.rpartition(":")[2])) if pid != os.getpid()]


def _connected(port: int) -> Iterator[int]:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{row[9]}]" for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "01"}
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            with contextlib.suppress(OSError):
                if any(os.readlink(each) in inodes for each in (process / "fd").iterdir()):
                    yield int(process.name)
