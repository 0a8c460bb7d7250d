"""The commands that `ivs-realtime` joins: the engine's and the local service's."""

import os
import re
import subprocess
import sys

import pytest

COMMAND = [sys.executable, "-m", "pulumi_ivs_realtime.cli"]


def test_without_offline_the_words_go_to_the_pulumi_on_path(tmp_path, monkeypatch):
    pulumi = tmp_path / "pulumi"
    pulumi.write_text('#!/bin/sh\necho "$@"\n')
    pulumi.chmod(0o755)
    command = [*COMMAND, "stack", "output", "label", "--json"]

    run = subprocess.run(command, env=os.environ | {"PATH": str(tmp_path)}, capture_output=True, text=True)

    assert run.stdout == "stack output label --json\n"


def test_without_offline_and_without_pulumi_a_sentence_says_what_to_do(tmp_path):
    command = [*COMMAND, "up"]

    run = subprocess.run(command, env=os.environ | {"PATH": str(tmp_path)}, capture_output=True, text=True)

    assert run.returncode == 1
    assert run.stderr.startswith("error: There is no pulumi on PATH; install it (https://www.pulumi.com/docs/install/)")


def test_a_mistyped_offline_is_called_by_its_name(tmp_path):
    command = [*COMMAND, "up", "--ofline"]

    run = subprocess.run(command, env=os.environ | {"PATH": str(tmp_path)}, capture_output=True, text=True)

    assert run.returncode == 2
    assert re.search("No such option:? '?--ofline", run.stderr)
    assert "--offline" in run.stderr


ALONE = """
import importlib.metadata, sys
from click.testing import CliRunner
importlib.metadata.entry_points = lambda **_: ()
from pulumi_ivs_realtime.cli.main import cli
result = CliRunner().invoke(cli, sys.argv[1:])
print(result.output, end="")
sys.exit(result.exit_code)
"""


@pytest.mark.parametrize(
    ("words", "package", "folder"),
    [
        (["serve"], "ivs-realtime-local", "./service"),
        (["up", "--offline"], "pulumi-offline", "./engine"),
        (["stack", "export", "--offline"], "pulumi-offline", "./engine"),
    ],
)
def test_a_command_whose_package_is_absent_says_what_to_install(words, package, folder):
    run = subprocess.run([sys.executable, "-c", ALONE, *words], capture_output=True, text=True)

    assert run.returncode == 1
    assert run.stdout == (
        f"error: {words[0]} needs the package {package}, which is not installed; a clone of the "
        f"repository has it: pip install {folder}\n"
    )


def test_help_of_a_joined_command_is_that_of_its_package():
    run = subprocess.run([*COMMAND, "serve", "--help"], capture_output=True, text=True)
    engine = subprocess.run([*COMMAND, "up", "--help"], capture_output=True, text=True)

    assert "Usage: python -m pulumi_ivs_realtime.cli serve [OPTIONS]" in run.stdout
    assert "--skip-preview" in engine.stdout
