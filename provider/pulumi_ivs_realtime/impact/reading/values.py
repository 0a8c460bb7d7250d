"""Values of properties: not known yet, secret, or to be shown, cut and without what looks like a key."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

SECRET = "[secret]"  # noqa: S105 - what the engine writes in a secret's place
UNKNOWN_TEXT = "(known after apply)"

_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_LONGEST = 96

# Participant tokens (JWT), AWS access keys, PEM blocks, stream keys: a program may have put one where nobody keeps
# secrets, such as a tag.
_KEYS = re.compile(
    r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bsk_[a-z0-9-]+_\w{8,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
)


def revealed(value: Any) -> Any:
    """A value as the report works with it: the engine's secret objects become the text `[secret]`."""
    if isinstance(value, Mapping):
        if _SIGNATURE in value:
            return SECRET
        return {key: revealed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [revealed(inner) for inner in value]
    return value


def is_unknown(value: object) -> bool:
    """Whether a value is not known yet, as a whole."""
    return value == _UNKNOWN


def is_hidden(value: object) -> bool:
    """Whether a value is a secret or not known yet, as a whole."""
    return isinstance(value, str) and value in (SECRET, _UNKNOWN)


def known(value: object) -> bool:
    """Whether a value has arrived, as a whole."""
    return value is not None and not is_unknown(value)


def hides(value: Any) -> bool:
    """Whether a value is, or holds, a secret or something that is not known yet: it may equal anything."""
    if isinstance(value, Mapping):
        return any(map(hides, value.values()))
    if isinstance(value, list):
        return any(map(hides, value))
    return is_hidden(value)


def shown(value: Any) -> str:
    """A value as a reviewer reads it, in one line; "" for none."""
    if value is None:
        return ""
    if value == _UNKNOWN:
        return UNKNOWN_TEXT
    text = value if isinstance(value, str) else json.dumps(_without_unknown(value), ensure_ascii=False)
    return cut(blotted(text) if text else '""')


def data(value: Any) -> Any:
    """A value for machines, of its own type; texts in it are as a reviewer reads them."""
    if isinstance(value, Mapping):
        return {key: data(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [data(inner) for inner in value]
    if isinstance(value, float):
        return int(value) if value.is_integer() else value if math.isfinite(value) else str(value)
    return shown(value) if isinstance(value, str) and value else value


def blotted(text: str) -> str:
    """A text without what looks like a token or a key."""
    return _KEYS.sub(SECRET, text)


def cut(text: str, longest: int = _LONGEST) -> str:
    """A text of at most `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def cut_within(text: str, longest: int) -> str:
    """A message of at most `longest` characters: of a traceback both ends count."""
    head = longest // 3
    return text if len(text) <= longest else f"{text[:head]} … {text[len(text) - (longest - head - 3) :]}"


def _without_unknown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_unknown(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_unknown(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return UNKNOWN_TEXT if value == _UNKNOWN else value
