"""Pages typed as they are printed: files are written and commands given in one shell, in an empty folder.

A block with a title is a file. A block of `sh` is typed; a title such as "ends with 3" is its exit code. A block of
`text` after it is what it prints, line by line; `...` stands for what is left out. A block of `console` is never run,
and one with a comment above it belongs to a test of its own.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from documentation.pages import Block, blocks

INSTALL = "pip install './clone[testing]' ./clone/service ./clone/engine"

_MARK = "\x1e"
_VARYING = re.compile(
    r"(?<=127\.0\.0\.1:)\d+|(?<=:stage/)\w+|st-\w+|(?<=:)\d{12}(?=:)|-[0-9a-f]{7}\b|\d{4}-\d\d-\d\d[T ][\d:.]+Z?( UTC)?"
)
_WRITE = """mkdir -p $(dirname {file})
grep -s ^encryptionsalt: {file} > .salt || true
cat {source} .salt > {file}"""
"""An editor keeps the line of a stack's file without which its secrets cannot be read."""
_ENDS = re.compile(r"ends with (\d+)")


def typed(page: str) -> list[Block]:
    """The blocks that a reader of the page types, or compares with what was printed."""
    return [block for block in blocks(page) if not block.comment and INSTALL not in block.text]


def script(page: str, folder: Path) -> str:
    """All that a reader of the page does, as one script; what is installed is there already."""
    lines = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    for number, block in enumerate(typed(page)):
        ends = _ENDS.fullmatch(block.title)
        if block.title and not ends:
            (folder / f".block-{number}").write_text(block.text, "utf-8")
            lines.append(_WRITE.format(source=f".block-{number}", file=block.title))
        elif block.language == "sh":
            words = block.text.replace("kill %1", 'kill "$!" || true')
            lines.append(f"printf '{_MARK}'")
            lines.append(f"set +e\n{words}code=$?\nset -e\n[ $code = {ends[1]} ]" if ends else words)
    return "\n".join(lines)


def type_out(page: str, folder: Path, environment: Mapping[str, str], beforehand: str = "") -> list[str]:
    """What each block of commands printed, in order; a command that ends as the page does not say fails."""
    done = subprocess.run(
        ["bash", "-c", f"{beforehand}\n{script(page, folder)}"],
        cwd=folder,
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout.split(_MARK)[1:]


def not_printed(page: str, said: list[str]) -> list[str]:
    """The lines of the page's `text` blocks that the commands before them did not print."""
    missing, commands = [], 0
    for block in typed(page):
        commands += block.language == "sh"
        if block.language == "text":
            printed = _plain(said[commands - 1])
            missing += [line for line in block.text.splitlines() if line.strip(" .") and _plain(line) not in printed]
    return missing


def _plain(text: str) -> str:
    return " ".join(_VARYING.sub("…", text).split())


def shell(folder: Path) -> dict[str, str]:
    """The environment of somebody who has installed the packages and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_", "TF_AWS_"))}
    return {**kept, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}", "HOME": str(folder)}
