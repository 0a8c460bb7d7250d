"""What a killed engine leaves behind: a host ends what it has begun, as under the CLI, and then itself."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

SLOW = 'Plain("a", slow={seconds})\n'
IDLE = 'Plain("a", slow=0).label.apply(lambda _: __import__("time").sleep(600))\n'
PATIENCE = 40.0
"""Seconds for what takes six on a machine that does nothing else."""


def killed(bench, program, *, when):
    """Runs `up`, kills the engine as soon as `when` holds; the host's process id."""
    bench.write(program)
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    command = [sys.executable, "-m", "pulumi_offline", "up", "--yes", "--skip-preview"]
    engine = subprocess.Popen(command, cwd=bench.folder, env=environment, stdout=subprocess.DEVNULL)
    until(when)
    engine.kill()
    engine.wait()
    return int(host_file(bench).read_text())


def host_file(bench):
    return bench.folder.with_name("host.pid")


def until(condition):
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "it did not come about in time"
        time.sleep(0.05)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.full
@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="processes are looked at in /proc")
def test_an_idle_host_ends_with_its_engine(bench):
    host = killed(bench, IDLE, when=lambda: bench.objects)

    until(lambda: not alive(host))


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="processes are looked at in /proc")
@pytest.mark.full
def test_a_host_at_work_ends_when_its_work_is_done(bench):
    host = killed(bench, SLOW.format(seconds=10), when=lambda: host_file(bench).exists())
    began = time.monotonic()

    until(lambda: not alive(host))

    assert bench.objects, "what was begun was not ended"
    assert time.monotonic() - began > 7
