"""A disk that is full: at whichever write it happens, no checkpoint is lost and the run stops."""

import errno
import json
import os
import resource
import subprocess
import sys
import time

import pytest

from pulumi_offline import WriteFailed
from pulumi_offline.workspace import files

PROGRAM = 'for number in range(4):\n    Plain(f"a{number}", word="x" * 200)\n'
CALLS = ("open", "write", "fsync", "link", "replace")


class Disk:
    """Stands between the engine and the disk: the call whose turn it is fails, and from then on every writing one.

    Attributes:
        calls: what was asked of the disk, and for which file.
        left: how many calls succeed; None for all.
        short: whether writes take one byte less than they are given, as long as they succeed.
    """

    def __init__(self, monkeypatch):
        self.calls, self.left, self.short = [], None, False
        self._real = {name: getattr(os, name) for name in CALLS}
        self._paths = {}
        monkeypatch.setattr(files, "os", self)

    def __getattr__(self, name):
        if name not in CALLS:
            return getattr(os, name)
        return lambda *arguments: self._call(name, *arguments)

    def _call(self, name, *arguments):
        path = self._paths.get(arguments[0], arguments[0])
        self.calls.append((name, str(path)))
        if self.left is not None and len(self.calls) > self.left:
            if name == "write" and len(self.calls) == self.left + 1:
                self._real["write"](arguments[0], arguments[1][: len(arguments[1]) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        if name == "write" and self.short and len(arguments[1]) > 1:
            return self._real["write"](arguments[0], arguments[1][:-1])
        found = self._real[name](*arguments)
        if name == "open":
            self._paths[found] = arguments[0]
        return found


@pytest.fixture
def disk(monkeypatch):
    return Disk(monkeypatch)


def whole(path):
    """The names of the resources in a checkpoint; anything but a whole one raises."""
    latest = json.loads(path.read_text())["checkpoint"].get("latest", {})
    return {state["urn"].split("::")[-1] for state in latest.get("resources", [])}


def attempt(project):
    try:
        return project.up(parallel=1)
    except WriteFailed as failure:
        return failure


def test_writes_that_take_less_than_they_are_given_are_continued(bench, disk):
    disk.short = True
    bench.write(PROGRAM)

    assert bench.project().up().succeeded
    assert {"a0", "a1", "a2", "a3"} <= whole(bench.project().files.path)
    assert bench.project().preview().changes == {"same": 5}


@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.full)])
def test_nothing_is_lost_wherever_the_disk_is_full(bench, disk, every):
    """Each call to the disk fails in its turn, and all after it: from the run's lock to the history's last file."""
    bench.write("")
    bench.project().up()
    disk.calls.clear()
    bench.write(PROGRAM)
    bench.project().up(parallel=1)
    calls, path = list(disk.calls), bench.project().files.path
    bench.project().destroy()
    assert {name for name, _ in calls} == set(CALLS)
    for kind in ("/locks/", "/history/", "/backups/", ".checkpoint.json", "dev.json.attrs", "dev.json.bak"):
        assert any(kind in file for _, file in calls), kind

    for turn in range(0, len(calls), every):
        before = path.read_bytes()
        disk.calls.clear()
        disk.left = turn
        outcome = attempt(bench.project())
        disk.left = None

        where = f"call {turn} of {len(calls)}: {calls[turn]}"
        assert isinstance(outcome, WriteFailed) or outcome.succeeded or outcome.errors, where
        recorded = whole(path)
        whole(path.with_name("dev.json.bak"))
        pending = json.loads(path.read_text())["checkpoint"]["latest"].get("pending_operations", [])
        known = recorded | {operation["resource"]["urn"].split("::")[-1] for operation in pending}
        assert set(bench.objects) <= known, f"{where}: made, and no checkpoint knows it"
        assert len(set(bench.objects) - recorded) <= 1, f"{where}: went on after the first failed write"
        assert not list(path.parent.glob("*.tmp")), where
        if not isinstance(outcome, WriteFailed) and not outcome.succeeded:
            [said] = [text for text in outcome.errors if "could not be written" in text]
            assert str(path) in said, where
            assert "no space left on device" in said, where
        for name in list(bench.objects):
            bench.lose(name)
        bench.project().cancel()
        path.write_bytes(before)


def test_no_operation_begins_after_a_failed_write_also_with_continue_on_error(bench, disk):
    bench.write("")
    bench.project().up()
    bench.write(PROGRAM)
    disk.calls.clear()
    disk.left = 12

    result = bench.project().up(continue_on_error=True)

    assert not result.succeeded
    assert sum("could not be written" in text for text in result.errors) == 1
    assert len(bench.objects) < 4


LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
sys.argv = ["pulumi-offline", "up", "--yes", "--skip-preview"]
runpy.run_module("pulumi_offline", run_name="__main__")
"""


@pytest.mark.full
def test_a_file_system_that_really_refuses_to_grow_a_file_ends_the_run_in_one_sentence(bench):
    """The limit of the operating system on a file's size: the write that crosses it is short, the next one fails."""
    assert resource.RLIMIT_FSIZE is not None
    bench.write("")
    bench.project().up()
    size = bench.project().files.path.stat().st_size
    bench.write('for number in range(60):\n    Plain(f"a{number}", word="x" * 500)\n')
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    environment["PATH"] = os.environ["PATH"]

    run = subprocess.run(
        [sys.executable, "-c", LIMITED.format(limit=size + 12000)],
        cwd=bench.folder,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert run.returncode == 1, run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
    assert "dev.json could not be written: file too large; the run stops here." in run.stdout + run.stderr
    project = bench.project()
    recorded = whole(project.files.path)
    pending = {operation.resource.urn.split("::")[-1] for operation in project.snapshot().pending_operations}
    assert 0 < len(bench.objects) < 60
    assert set(bench.objects) <= recorded | pending
    whole(project.files.path.with_name("dev.json.bak"))


def test_a_kill_in_the_middle_of_writing_leaves_a_whole_checkpoint_and_backup(bench):
    """Wherever the kill comes, what is read next is one of the checkpoints that were written."""
    bench.write("")
    bench.project().up()
    bench.write('for number in range(60):\n    Plain(f"a{number}", word="x" * 500)\n')
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    command = [sys.executable, "-m", "pulumi_offline", "up", "--yes", "--skip-preview"]
    run = subprocess.Popen(command, cwd=bench.folder, env=environment, stdout=subprocess.DEVNULL)
    path = bench.project().files.path
    while b"Plain::a5" not in path.read_bytes():
        time.sleep(0.002)

    run.kill()
    run.wait()

    assert len(whole(path)) > 1
    whole(path.with_name("dev.json.bak"))
