"""docs/commands.md has every command and option of the command lines; UPDATE_DOCS=1 rewrites what is generated."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click

from documentation.command_help import JOINED
from documentation.pages import DOCS
from pulumi_ivs_realtime.cli.impact import GATE_CLOSED
from pulumi_offline.cli.main import cli as offline
from pulumi_offline.cli.session import CHANGED, FAILED, NO_STACK

PAGE = DOCS / "commands.md"


def test_every_command_and_option_is_there():
    words = [sys.executable, "-m", "documentation.command_help"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    generated = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
    page = PAGE.read_text("utf-8")
    wanted = re.sub(
        r"(<!-- commands -->\n).*?(<!-- end -->)",
        lambda found: f"{found[1]}\n{generated}\n{found[2]}",
        page,
        flags=re.S,
    )
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(wanted, "utf-8")

    assert PAGE.read_text("utf-8") == wanted, "run the tests with UPDATE_DOCS=1"


def test_every_exit_code_is_there():
    codes = set(re.findall(r"^\| (\d) \|", PAGE.read_text("utf-8"), re.MULTILINE))

    assert codes == {str(code) for code in (0, FAILED, click.UsageError.exit_code, GATE_CLOSED, NO_STACK, CHANGED)}


def test_the_joined_commands_are_those_of_the_other_packages():
    assert {*offline.list_commands(click.Context(offline)), "serve"} == JOINED
