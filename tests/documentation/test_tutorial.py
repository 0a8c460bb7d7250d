"""The tutorial, typed as it is printed, in an empty folder."""

import os
import subprocess
import sys
from pathlib import Path

from documentation.pages import DOCS, blocks

INSTALL = "pip install './clone[testing]' ./clone/service ./clone/engine"


def script(folder: Path) -> str:
    """All that a reader does, as one script; what is installed is there already."""
    lines = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for number, block in enumerate(blocks("tutorial.md")):
        if block.title:
            (folder / f".block-{number}").write_text(block.text, "utf-8")
            lines.append(f"cp .block-{number} {block.title}")
        elif block.language == "sh" and INSTALL not in block.text:
            lines.append(block.text.replace("kill %1", 'kill "$!" || true'))
    return "\n".join(lines)


def test_it_begins_with_the_line_that_installs():
    first = next(blocks("tutorial.md"))

    assert first.text.strip() == INSTALL
    assert INSTALL in (DOCS.parent / "README.md").read_text("utf-8")


def test_every_command_works_as_printed(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"

    done = subprocess.run(
        ["bash", "-c", script(tmp_path)],
        cwd=tmp_path,
        env={**environment, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "+ 4 to create" in done.stdout
    assert done.stdout.count("+ 4 created") == 1
    assert "4 unchanged" in done.stdout
    assert "~ 2 updated" in done.stdout
    assert "1 passed" in done.stdout
    assert "- 5 deleted" in done.stdout
