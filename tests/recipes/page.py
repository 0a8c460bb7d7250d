"""The code of the page, by section and language."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"


def code(section: str, language: str) -> list[str]:
    """The blocks of a language below a heading, in order."""
    parts = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.MULTILINE | re.DOTALL))
    return re.findall(rf"^```{language}\n(.*?)^```", parts[section], re.MULTILINE | re.DOTALL)
