"""Pages of the documentation as their readers use them: files to write and commands to type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"

_BLOCK = re.compile(
    r"^(?:<!-- ([^\n]+) -->\n)?( *)```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL
)


class Block(NamedTuple):
    """A code block: its language, the file that it is, its text, and the comment above it."""

    language: str
    title: str
    text: str
    comment: str


def blocks(page: str) -> Iterator[Block]:
    """The code blocks of a page, in order."""
    for found in _BLOCK.finditer((DOCS / page).read_text("utf-8")):
        text = re.sub(rf"^{found[2]}", "", found[5], flags=re.MULTILINE)
        yield Block(found[3], found[4] or "", text, found[1] or "")


def table(page: str) -> list[list[str]]:
    """The cells of the first table of a page, without its head."""
    lines = [line for line in (DOCS / page).read_text("utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
