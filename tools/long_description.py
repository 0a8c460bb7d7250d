"""What PyPI shows of the README: it resolves no relative link, so each is made absolute, or left as text.

hatchling runs this whenever it writes metadata. The address is `Repository` of `[project.urls]` in pyproject.toml, and
links lead to the tag of this version. Without an address the words stay, links and pictures are left out.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:|mailto:|#)([^)]+)\)")
_PICTURE = re.compile(r"<picture>.*?</picture>\n*", re.DOTALL)
_SHOWN = re.compile(r'\b(src|srcset)="(?!https?:)([^"]+)"')


def long_description(readme: str, repository: str | None, version: str) -> str:
    """The README with absolute links into `repository` at the tag of `version`; with None, without relative links."""
    if repository is None:
        return _LINK.sub(r"\1", _PICTURE.sub("", readme))
    base = repository.rstrip("/")
    linked = _LINK.sub(rf"[\1]({base}/blob/v{version}/\2)", readme)
    return _SHOWN.sub(rf'\1="{base}/raw/v{version}/\2"', linked)


class LongDescription(MetadataHookInterface):
    """Sets the metadata's `readme`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Called by hatchling with the table `[project]`, which it changes in place."""
        readme = (Path(self.root) / "README.md").read_text("utf-8")
        repository = metadata.get("urls", {}).get("Repository")
        text = long_description(readme, repository, metadata["version"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
