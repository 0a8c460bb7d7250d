"""The CLI's file backend: checkpoints, locks, history, secrets."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from pulumi_offline import EngineError, Locked, Unsupported, WorkspaceError, WrongPassphrase
from pulumi_offline.workspace.passphrase import Crypter

PROGRAM = 'a = Plain("a", word=pulumi.Output.secret("s3cret"))\npulumi.export("word", a.label)\n'


def test_a_run_refuses_a_stack_that_another_one_holds(bench):
    bench.write(PROGRAM)
    project = bench.project()
    project.init()

    with project.files.lock(), pytest.raises(Locked, match=r"currently locked by 1 lock\(s\).*pulumi cancel"):
        project.up()

    assert project.up().succeeded


@pytest.mark.parametrize("program", [PROGRAM, ""])
def test_a_wrong_passphrase_is_refused_before_anything_is_done(bench, program):
    bench.write(program)
    bench.project().up()
    bench.environment["PULUMI_CONFIG_PASSPHRASE"] = "wrong"

    with pytest.raises(WrongPassphrase, match="incorrect passphrase"):
        bench.project().up()


def test_a_new_stack_needs_a_passphrase(bench):
    bench.write(PROGRAM)
    del bench.environment["PULUMI_CONFIG_PASSPHRASE"]

    with pytest.raises(WorkspaceError, match="PULUMI_CONFIG_PASSPHRASE"):
        bench.project().up()


def test_what_was_encrypted_is_decrypted_with_the_same_passphrase_only():
    crypter = Crypter.fresh("one")

    assert Crypter("one", crypter.encryption_salt).decrypt(crypter.encrypt("text")) == "text"
    with pytest.raises(WrongPassphrase):
        Crypter("two", crypter.encryption_salt).verify()


def test_every_update_leaves_a_line_of_history_and_a_backup(bench):
    bench.write(PROGRAM)
    bench.project().up(message="first")
    bench.project().destroy()

    found = [json.loads(path.read_text()) for path in sorted(bench.backend.glob("**/*.history.json"))]
    assert [(update["kind"], update["message"], update["result"]) for update in found] == [
        ("update", "first", "succeeded"),
        ("destroy", "", "succeeded"),
    ]
    assert len(list(bench.backend.glob(".pulumi/backups/bench/dev/*.json"))) == 2


def test_a_backend_that_is_no_folder_is_refused_by_name(bench):
    bench.write(PROGRAM)
    bench.environment["PULUMI_BACKEND_URL"] = "s3://bucket"
    bench.backend = None

    with pytest.raises(Unsupported, match="s3://bucket"):
        bench.project().up()


def test_a_secret_keeps_its_ciphertext_as_long_as_it_is_not_changed(bench):
    bench.write(PROGRAM)

    def ciphertext():
        assert bench.project().up().succeeded
        states = bench.project().export()["deployment"]["resources"]
        return next(state for state in states if state["urn"].endswith("::a"))["outputs"]["word"]

    assert ciphertext() == ciphertext()


def test_an_engine_that_was_killed_leaves_the_operation_pending_and_the_next_run_says_so(bench):
    bench.write('Plain("a", slow=30)\n')
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    command = [sys.executable, "-m", "pulumi_offline", "up", "--yes", "--skip-preview"]
    process = subprocess.Popen(command, cwd=bench.folder, env=environment, stdout=subprocess.DEVNULL)
    checkpoint = bench.backend / ".pulumi/stacks/bench/dev.json"
    while not (checkpoint.exists() and '"creating"' in checkpoint.read_text() and "Plain::a" in checkpoint.read_text()):
        time.sleep(0.05)

    while not (pid := bench.folder.with_name("host.pid")).exists():
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    os.kill(int(pid.read_text()), signal.SIGKILL)  # which outlives the engine, as with the CLI

    bench.project().cancel()
    bench.write('Plain("a")\n')
    result = bench.project().up()
    assert "pending operations from previous deployment" in result.diagnostics[0].message
    assert "::a, interrupted while creating" in result.diagnostics[0].message
    assert result.changes == {"create": 1, "same": 1}
    assert bench.project().refresh(clear_pending_creates=True).succeeded
    assert bench.project().snapshot().pending_operations == []


@pytest.mark.cli
@pytest.mark.parametrize("begun_by", ["cli", "offline"])
def test_either_engine_goes_on_where_the_other_stopped(bench, begun_by):
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        pytest.skip("pulumi is not on PATH")
    bench.write(PROGRAM)
    environment = os.environ | bench.environment | {"PULUMI_BACKEND_URL": f"file://{bench.backend}"}
    environment |= {"PULUMI_SKIP_UPDATE_CHECK": "true", "PULUMI_HOME": str(bench.folder / "home")}
    environment["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])

    def cli(*words):
        command = [pulumi, *words, "--non-interactive", "--stack", "dev"]
        run = subprocess.run(command, cwd=bench.folder, env=environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    if begun_by == "cli":
        cli("stack", "init")
        cli("up", "--yes", "--skip-preview")
        assert bench.project().up().changes == {"same": 2}
        assert bench.project().refresh().changes == {"same": 2}
        assert bench.project().export(show_secrets=True)["deployment"]["resources"][-1]["inputs"]["word"]
        assert bench.project().destroy().succeeded
        cli("up", "--yes", "--skip-preview")
    else:
        bench.project().up()
        cli("up", "--yes", "--skip-preview", "--expect-no-changes")
        cli("refresh", "--yes", "--skip-preview", "--expect-no-changes")
        assert cli("stack", "output", "word") == "<a>\n"
        cli("destroy", "--yes", "--skip-preview")
        assert bench.project().up().changes == {"create": 2}


def test_a_program_that_asks_for_what_the_engine_does_not_do_is_told_by_name(bench):
    bench.write(
        """
        class Remote(pulumi.ComponentResource):
            def __init__(self):
                super().__init__("other:index:Remote", "remote", {}, None, remote=True)

        Remote()
        """
    )

    result = bench.project().up()

    assert not result.succeeded
    assert any("other:index:Remote resource 'remote'" in text and "(remote)" in text for text in result.errors)
    assert issubclass(Unsupported, EngineError)


def test_a_stack_reads_the_outputs_of_another_one(bench):
    bench.write(PROGRAM)
    bench.project(stack="network").up()
    bench.write(
        """
        network = pulumi.StackReference("organization/bench/network")
        pulumi.export("seen", network.get_output("word"))
        """
    )

    assert bench.project().up().outputs == {"seen": "<a>"}
    assert bench.project().up().outputs == {"seen": "<a>"}
    bench.write('pulumi.StackReference("organization/bench/nobody")')
    assert "unknown stack 'organization/bench/nobody'" in bench.project().up().errors[0]


def test_a_state_of_version_four_is_read_unless_it_holds_what_would_be_lost(bench):
    """The CLI writes that version as soon as a resource is tainted."""
    bench.write(PROGRAM)
    project = bench.project()
    project.up()
    path = project.files.path
    checkpoint = json.loads(path.read_text())

    path.write_text(json.dumps({**checkpoint, "version": 4, "features": ["taint"]}))
    assert project.preview().succeeded
    path.write_text(json.dumps({**checkpoint, "version": 4, "features": ["snippets-prototype", "views"]}))
    with pytest.raises(Unsupported, match="the features snippets-prototype, views are not supported"):
        project.preview()
    path.write_text(json.dumps(checkpoint))
    with pytest.raises(Unsupported, match="version 5; only versions 3 and 4 are read"):
        project.import_({**project.export(), "version": 5})
