"""What the site does to pages that are read in the repository, too."""

from __future__ import annotations

import re
from typing import Any

# A link that leads out of docs/: the site has no such page.
_OUT = re.compile(r"\[([^\]]+)\]\((?:\.\./)+([^)#]+)(?:#[^)]*)?\)")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Names files of the repository instead of linking to them."""
    return _OUT.sub(_name, markdown)


def _name(found: re.Match[str]) -> str:
    words, path = found[1], found[2]
    return f"`{path}`" if words.strip("`") == path else f"{words} (`{path}`)"
