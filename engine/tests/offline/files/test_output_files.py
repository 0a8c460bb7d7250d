"""What a command writes for the user, where the disk is full: one sentence, and what was there before stays."""

import errno
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from pulumi_offline.cli.main import cli
from pulumi_offline.workspace import files

FULL = "/dev/full"
COMMANDS = {
    "preview": ("preview",),
    "preview as JSON": ("preview", "--json"),
    "up": ("up", "--yes", "--skip-preview"),
    "up as JSON": ("up", "--yes", "--skip-preview", "--json"),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "export": ("stack", "export"),
    "outputs": ("stack", "output", "--json"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}

pytestmark = pytest.mark.skipif(not os.path.exists(FULL), reason="this system has no device that is always full")


@pytest.fixture
def applied(bench):
    bench.write('Plain("a", size=1)\npulumi.export("word", "hello")\n')
    assert bench.project().up().succeeded
    return bench


def run(bench, *words, stdout=subprocess.PIPE):
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    environment["PATH"] = os.environ["PATH"]
    command = [sys.executable, "-m", "pulumi_offline", *words]
    return subprocess.run(command, cwd=bench.folder, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("name", ["preview as JSON", *(pytest.param(n, marks=pytest.mark.full) for n in COMMANDS)])
def test_a_command_whose_output_cannot_be_written_fails_in_one_sentence(applied, name):
    with open(FULL, "w") as full:
        done = run(applied, *COMMANDS[name], stdout=full)

    assert done.returncode == 1
    assert done.stderr == "error: no space left on device\n"
    assert applied.project().cancel() is None
    assert applied.project().up().succeeded


@pytest.mark.full
@pytest.mark.parametrize("name", ["up", *(pytest.param(n, marks=pytest.mark.full) for n in ("preview", "destroy"))])
def test_a_log_that_cannot_be_written_is_a_warning_and_the_run_goes_on(applied, name):
    done = run(applied, *COMMANDS[name], "--event-log", FULL)

    assert done.returncode == 0
    assert done.stderr == f"warning: the event log {FULL} ends here: no space left on device\n"


def test_a_log_that_cannot_be_opened_stops_the_command_before_anything_is_done(applied, tmp_path):
    log = tmp_path / "missing" / "events"

    done = run(applied, "destroy", "--yes", "--skip-preview", "--event-log", str(log))

    assert (done.returncode, done.stderr) == (1, f"error: {log}: no such file or directory\n")
    assert applied.project().preview().changes == {"same": 2}


@pytest.mark.few(1)
@pytest.mark.parametrize("target", [FULL, "missing/export.json"])
def test_an_export_that_cannot_be_written_names_its_file(applied, target):
    done = run(applied, "stack", "export", "--file", target)

    assert done.returncode == 1
    assert done.stderr.startswith(f"error: {target} could not be written: no")
    assert "Traceback" not in done.stderr


@pytest.fixture
def command(applied, monkeypatch):
    """Runs a command in this process."""
    for name, value in (applied.environment | {"PULUMI_BACKEND_URL": f"file://{applied.backend}"}).items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(cli, [*words, "--cwd", str(applied.folder)])


def test_a_full_disk_leaves_an_earlier_export_as_it_was(command, monkeypatch, tmp_path):
    export = tmp_path / "exports" / "export.json"
    export.parent.mkdir()
    export.write_text("an earlier one")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "write", full)
        done = command("stack", "export", "--file", str(export))

    assert done.exit_code == 1
    assert f"error: {export} could not be written: no space left on device" in done.output
    assert export.read_text() == "an earlier one"
    assert list(export.parent.iterdir()) == [export]


def test_a_stacks_file_that_cannot_be_written_ends_the_command_before_anything_is_made(command, applied, monkeypatch):
    """It takes the salt of the stack's secrets, without which no run is possible."""
    made = dict(applied.objects)
    really = os.open

    def read_only(path, *arguments, **more):
        if os.path.basename(path).startswith("Pulumi.other.yaml"):
            raise OSError(errno.EROFS, "Read-only file system")
        return really(path, *arguments, **more)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "open", read_only)
        done = command("up", "--yes", "--skip-preview", "--stack", "other")

    assert done.exit_code == 1
    assert "Pulumi.other.yaml could not be written: read-only file system" in done.output
    assert applied.objects == made
