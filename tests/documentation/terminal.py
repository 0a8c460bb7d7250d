"""A command in a terminal, and what it shows there as HTML."""

from __future__ import annotations

import io
import os
import pty
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

_HTML = '<pre class="terminal">{code}</pre>'


def shown(words: list[str], environment: Mapping[str, str], folder: Path) -> str:
    """What a command writes to a terminal, colours included.

    Raises:
        AssertionError: the command failed.
    """
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execvpe(words[0], words, {**environment, "TERM": "xterm-256color"})
    written = b""
    try:
        while read := os.read(terminal, 1 << 16):
            written += read
    except OSError:  # how a terminal says that nobody writes to it any more
        pass
    finally:
        os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert status == 0, written.decode()
    return written.decode().replace("\r\n", "\n")


def html(text: str, width: int) -> str:
    """The text with its colours, broken at that width."""
    console = Console(record=True, width=width, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(text), soft_wrap=False)
    return console.export_html(inline_styles=True, theme=MONOKAI, code_format=_HTML)


def without_pulumi() -> str:
    """The PATH of somebody who has not installed the CLI."""
    places = [str(Path(sys.executable).parent), *os.environ["PATH"].split(os.pathsep)]
    return os.pathsep.join(place for place in places if not shutil.which("pulumi", path=place))
