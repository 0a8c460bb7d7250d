"""What the site does to pages that are read in the repository, too."""

from __future__ import annotations

import re
from typing import Any

# A link that leads out of docs/: the site has no such page.
_OUT = re.compile(r"\[([^\]]+)\]\((?:\.\./)+([^)#]+)(?:#[^)]*)?\)")
_CELL = re.compile(r"<td\b.*?</td>", re.DOTALL)
_TEXT = re.compile(r"(?<=>)[^<]+")
_JOINT = re.compile(r"(?<=[^\W\d][_./])(?=[^\W\d])|(?<=[a-z])(?=[A-Z])")  # no figure breaks at its point


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Names files of the repository instead of linking to them."""
    return _OUT.sub(_name, markdown)


def on_post_page(output: str, **_: Any) -> str:
    """Lets long names in tables break at their joints; after the search has read the page."""
    return _CELL.sub(lambda cell: _TEXT.sub(lambda text: _JOINT.sub("<wbr>", text[0]), cell[0]), output)


def _name(found: re.Match[str]) -> str:
    words, path = found[1], found[2]
    return f"`{path}`" if words.strip("`") == path else f"{words} (`{path}`)"
