"""The command line: formats, where the report goes, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from impact.golden import PREVIEWS
from pulumi_ivs_realtime.cli.main import cli

DELETING = str(PREVIEWS / "delete-of-a-live-stage.jsonl")


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["impact", *words], input=stdin)


def test_a_pipe_gets_markdown() -> None:
    """What a workflow posts."""
    done = run(DELETING)

    assert done.exit_code == 0
    assert done.output.startswith("<!-- pulumi-ivs-realtime impact: rooms/dev -->")


def test_a_preview_comes_from_stdin_too() -> None:
    """`pulumi preview --json --show-sames | ivs-realtime impact -`."""
    done = run("-", "--format", "text", stdin=Path(DELETING).read_text())

    assert done.output.startswith("rooms/dev: 1 stage deleted or replaced")


def test_json_is_for_machines() -> None:
    """It parses, and says what the gate says."""
    done = run(DELETING, "--format", "json", "--fail-on", "delete")

    found = json.loads(done.output)
    assert (found["version"], found["gate"]["closed"]) == (1, True)


def test_a_closed_gate_exits_with_3_and_writes_the_report(tmp_path: Path) -> None:
    """The comment is posted all the same: it says why."""
    written = tmp_path / "report.md"
    done = run(DELETING, "--fail-on", "delete", "--output", str(written))

    assert done.exit_code == 3
    assert "**The gate is closed:** 1 stage would be deleted." in written.read_text()


@pytest.mark.parametrize("text", ["Previewing update (dev):", "{}"])
def test_an_unreadable_preview_exits_with_1_in_one_sentence(text: str) -> None:
    """No traceback: the file is named."""
    done = run("-", stdin=text)

    assert done.exit_code == 1
    assert done.output.startswith("<stdin>: this is not the output of `pulumi preview --json`")


def test_a_binary_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    """As whatever else is no preview."""
    file = tmp_path / "preview.json"
    file.write_bytes(b"\x1f\x8b\x08\x00\xff\xfe")

    done = run(str(file))

    assert done.exit_code == 1
    assert done.output == f"{file}: this is not the output of `pulumi preview --json`: it is not text (UTF-8).\n"


@pytest.mark.parametrize("name", ["broken-program", "protected", "refused"])
def test_a_failed_preview_is_reported(name: str) -> None:
    """What it said before it failed is what the reviewer needs."""
    done = run(str(PREVIEWS / f"{name}.json"), "--format", "text")

    assert done.exit_code == 0
    assert done.output.startswith("rooms/dev: The preview failed")


@pytest.mark.parametrize("words", [("no-such-file.json",), (DELETING, "--fail-on", "rename"), ()])
def test_wrong_usage_exits_with_2(words: tuple[str, ...]) -> None:
    """As click has it."""
    assert run(*words).exit_code == 2


def test_a_report_needs_neither_pulumi_nor_boto3() -> None:
    """A reviewer's job installs the command line alone, and starts at once."""
    program = (
        "import sys; from pulumi_ivs_realtime.cli.main import cli; "
        f"cli(['impact', {DELETING!r}, '--output', {os.devnull!r}], standalone_mode=False); "
        "print({'pulumi', 'boto3', 'botocore', 'grpc'} & set(sys.modules))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"
