"""What a machine can see of plain English, in messages, docstrings and pages; the words are in docs/contributing.md."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("provider/pulumi_ivs_realtime", "service/ivs_realtime_local", "engine/pulumi_offline")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
WORDS = ROOT / "docs" / "contributing.md"
"""Shows what not to write."""
SITE = sorted((ROOT / "docs").rglob("*.md"))
OTHERS = [ROOT / name for name in ("CHANGELOG.md", "SECURITY.md", "README.md", "service/README.md", "engine/README.md")]
PAGES = [*OTHERS, *(path for path in SITE if path != WORDS)]

FINE = "longer|shorter|difference|drift|update|error|secret|change|argument|attackers?"

UNWANTED = {
    rf"(?<!here )\b(is|are) no (?!({FINE})\b)[a-zA-Z]": "is not a",
    r"\b[Ss]o many \w+ at a time": "maximum number of",
    r"\bis the most\b": "at most",
    r"\b(lies|lie) in\b": "is in",
    r"\bmust lie\b": "must be",
    r"\b(anew|thereof|whence|hitherto|heretofore|albeit|save for)\b": "again, or today's word",
    r"\bof its own accord\b": "by itself",
}


def sentences(path: Path):
    """The texts of a file: every string of a module but names, every line of a page but code."""
    if path.suffix == ".md":
        yield from (line for part in path.read_text().split("```")[::2] for line in part.splitlines())
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.value


@pytest.mark.parametrize("path", [*SOURCES, *PAGES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_old_or_coined_words(path):
    found = [
        f"{hit.group()!r} in {text[:90]!r}: write {instead!r}"
        for text in sentences(path)
        for pattern, instead in UNWANTED.items()
        if (hit := re.search(pattern, text))
    ]
    assert found == []
