"""Configuration values by shape.

Structured values arrive in the host as JSON strings and booleans as "true". Inside of them, numbers and booleans stand
where text is meant, for so `pulumi config set --path` stores them; they are taken as their text. Any other wrong shape
is an error that names the key, never silence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pulumi_ivs_realtime.errors import InvalidConfiguration
from pulumi_ivs_realtime.rules.tags import Tags
from pulumi_ivs_realtime.rules.texts import as_text

Get = Callable[[str], Any]
Environ = Mapping[str, str]


def words(text: str) -> list[str]:
    """The words of a text, separated by commas."""
    return [word for word in (part.strip() for part in text.split(",")) if word]


def as_one_text(key: str, value: Any) -> str | None:
    """A value as text.

    Raises:
        InvalidConfiguration: it is a list or an object.
    """
    text = as_text(value)
    if text is not None and not isinstance(text, str):
        raise InvalidConfiguration(f"{key} must be a string, not {kind_of(value)}.")
    return text


def as_tags(key: str, value: Any) -> Tags:
    """A value as tags.

    Raises:
        InvalidConfiguration: it is something else.
    """
    if not isinstance(value, dict):
        raise InvalidConfiguration(f'{key} must be {{"key": "value"}}.')
    texts = {tag: as_one_text(f"{key}: {tag}", text) for tag, text in value.items()}
    return {tag: text for tag, text in texts.items() if text is not None}


def as_texts(key: str, value: Any) -> list[str]:
    """A value as a list of texts.

    Raises:
        InvalidConfiguration: it is something else.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidConfiguration(f"{key} must be a list of strings, not {kind_of(value)}.")
    texts = [as_one_text(f"{key}[{index}]", item) for index, item in enumerate(value)]
    return [text for text in texts if text is not None]


def kind_of(value: Any) -> str:
    """What a value is, in words."""
    kinds = {list: "a list", dict: "an object", str: "a string", bool: "a boolean", int: "a number"}
    # A float is one only where its text would be inexact.
    return kinds.get(type(value), "a number that large; put it in quotes")


def refuse_unknown(key: str, found: Mapping[str, Any], known: set[str]) -> None:
    """Refuses members that nobody reads.

    Raises:
        InvalidConfiguration: there is one.
    """
    for unknown in found.keys() - known:
        raise InvalidConfiguration(f"{key}: {unknown} is unknown; known are {', '.join(sorted(known))}.")


class Values:
    """Typed access to configuration values that may come as JSON text.

    Every method raises InvalidConfiguration for a value of another shape; the sentence names the key.
    """

    def __init__(self, get: Get) -> None:
        self._get = get

    def raw(self, key: str) -> Any:
        """The value as it came; None where there is none."""
        value = self._get(key)
        return None if value == "" else value

    def text(self, key: str) -> str | None:
        """A text."""
        value = self.raw(key)
        if isinstance(value, str) and value[:1] in {"[", "{"}:
            raise InvalidConfiguration(f"{key} must be a string, not a list or an object.")
        return as_one_text(key, value)

    def maybe(self, key: str) -> bool | None:
        """A boolean, or None where there is none."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return bool(value == "true")
        raise InvalidConfiguration(f"{key} must be true or false.")

    def flag(self, key: str, *, default: bool) -> bool:
        """A boolean."""
        value = self.maybe(key)
        return default if value is None else value

    def whole(self, key: str, *, default: int) -> int:
        """A whole number."""
        value = self.raw(key)
        if value is None:
            return default
        if not str(value).removesuffix(".0").isdecimal():
            raise InvalidConfiguration(f"{key} must be a whole number.")
        return int(float(value))

    def object(self, key: str) -> dict[str, Any]:
        """An object."""
        value = self._structured(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise InvalidConfiguration(f"{key} must be an object.")
        return value

    def objects(self, key: str) -> list[dict[str, Any]]:
        """A list of objects."""
        value = self._structured(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise InvalidConfiguration(f"{key} must be a list of objects.")
        return value

    def texts(self, key: str) -> list[str]:
        """A list of texts."""
        return as_texts(key, self._structured(key))

    def _structured(self, key: str) -> Any:
        value = self.raw(key)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise InvalidConfiguration(f"{key} must be structured (JSON), not a plain string.") from None
