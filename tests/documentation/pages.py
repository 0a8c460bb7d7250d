"""Pages of the documentation as their readers use them: files to write and commands to type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"

_BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A code block: its language, the file that it is, and its text."""

    language: str
    title: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """The code blocks of a page, in order."""
    for found in _BLOCK.finditer((DOCS / page).read_text("utf-8")):
        yield Block(found[1], found[2] or "", found[3])


def table(page: str) -> list[list[str]]:
    """The cells of the first table of a page, without its head."""
    lines = [line for line in (DOCS / page).read_text("utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]
