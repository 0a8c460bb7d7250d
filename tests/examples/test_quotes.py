"""What README and docs show of the examples is what the examples are."""

import re
from pathlib import Path

import pytest

from examples.conftest import NUMBERED

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
QUOTE = re.compile(r"^<!-- (examples/\S+) -->\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTES = [
    pytest.param(path, quoted, id=f"{page.stem}-{path}")
    for page in PAGES
    for path, quoted in QUOTE.findall(page.read_text())
]


@pytest.mark.parametrize(("path", "quoted"), QUOTES)
def test_a_quote_is_what_the_example_says(path, quoted):
    """Lines that stand one after the other; `...` stands for what is left out."""
    source = (ROOT / path).read_text()

    for part in quoted.split("# ...\n"):
        assert part in source


def test_every_example_is_quoted_or_linked_by_readme_and_docs():
    shown = "".join(page.read_text() for page in PAGES)
    assert [name for name in NUMBERED if f"examples/{name}" not in shown] == []


def test_readme_lists_the_examples():
    readme = PAGES[0].read_text()
    assert re.findall(r"\(examples/([0-9][^/)]*)/?\)", readme) == NUMBERED
