"""`examples/run`, which `make up`, `make down` and `make clean` call, in a folder of its own."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "examples" / "run"
BIN = Path(sys.executable).parent


@pytest.fixture
def run(tmp_path):
    """Runs it in a project that has nothing yet."""
    (tmp_path / "examples").mkdir()
    shutil.copy(RUN, tmp_path / "examples")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PULUMI_", "AWS_"))}
    environment["PATH"] = os.pathsep.join([str(BIN), os.environ["PATH"]])

    def ran(*words):
        command = [tmp_path / "examples" / "run", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    return ran


@contextlib.contextmanager
def served(folder):
    """The local service as it is started for `make up`."""
    service = folder / ".local" / "service"
    service.mkdir(parents=True)
    command = [BIN / "ivs-realtime", "serve", "--data", service / "data"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        threading.Thread(target=process.wait, daemon=True).start()  # as init takes up what has ended
        try:
            (service / "address").write_text(process.stdout.readline())
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("verb", ["refresh", "destroy"])
def test_where_nothing_was_declared_there_is_nothing_to_do(run, tmp_path, verb):
    done = run(verb)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"There is no stack dev here, so there is nothing to {verb}; 'make up' makes one.\n"
    assert not list(tmp_path.glob("Pulumi.*"))


def test_cleaning_stops_the_service_and_removes_its_stacks_only(run, tmp_path):
    stacks = tmp_path / ".local/state/.pulumi/stacks/quickstart"
    stacks.mkdir(parents=True)
    (stacks / "other.json").write_text("{}")
    for name in ("other", "elsewhere"):
        (tmp_path / f"Pulumi.{name}.yaml").write_text("encryptionsalt: …\n")

    with served(tmp_path) as process:
        done = run("clean")

        assert process.wait(timeout=20) == 0
    assert (done.returncode, done.stdout) == (0, "The local service has stopped.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Pulumi.elsewhere.yaml", "examples"]
    assert run("clean").returncode == 0
