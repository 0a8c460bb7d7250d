"""README.md shows what `make up` prints."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
VARYING = re.compile(r"(?<=127\.0\.0\.1:)\d+|(?<=:stage/)\w+")


@pytest.fixture
def quickstart(tmp_path):
    """Runs a command of examples/run in a copy of its own, where no pulumi is to be found."""
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    places = [str(Path(sys.executable).parent), *os.environ["PATH"].split(os.pathsep)]
    kept = os.pathsep.join(place for place in places if not shutil.which("pulumi", path=place))
    environment = {"HOME": str(tmp_path), "PATH": kept}

    def run(verb):
        words = [str(tmp_path / "examples" / "run"), verb]
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout

    yield run
    run("destroy")


def lines(text):
    """Without what differs from run to run."""
    return [VARYING.sub("…", line) for line in text.splitlines()]


def test_the_readme_shows_what_make_up_prints(quickstart):
    """Stages are made side by side, so that their lines come in any order."""
    (shown,) = re.findall(r"What you see.*?```text\n(.*?)```", README, flags=re.DOTALL)

    printed = lines(quickstart("up"))

    assert [line for line in lines(shown) if line.strip() != "..." and line not in printed] == []
