"""Text of others on its way to a terminal: names and tag values may hold what a terminal would obey."""

from __future__ import annotations

import json
import re
from typing import Any

# Control characters but for tab and line feed, and what turns or hides text: bidirectional marks, zero widths.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def visible(text: str, *, lines: bool = True) -> str:
    """The text with each such character as its escape, `\\x1b`; with `lines=False` tabs and line feeds, too."""
    shown = _OBEYED.sub(lambda found: _escape(found[0]), text)
    return shown if lines else shown.replace("\t", "\\t").replace("\n", "\\n")


def all_visible(value: Any) -> Any:
    """A document with all its texts visible."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {all_visible(key): all_visible(item) for key, item in value.items()}
    return [all_visible(item) for item in value] if isinstance(value, list) else value


def visible_json(document: Any, **layout: Any) -> str:
    """JSON in which such characters stand as JSON's own escapes: it reads back as it was."""
    text = json.dumps(document, ensure_ascii=False, **layout)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}"
