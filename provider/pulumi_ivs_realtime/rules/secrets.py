"""Secrets in what the user reads: no dynamic provider is told which inputs are secret, so the program names them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pulumi_ivs_realtime.declarations import SECRET_INPUTS
from pulumi_ivs_realtime.rules.texts import as_text

CONFIDENTIAL = SECRET_INPUTS.wire_name
"""The hidden input in which a program lists its secret ones; check() takes it out again."""

BLIND = "[secret]"

_SHORTEST = 4  # characters; below, a text counts only where it is quoted, for it may be a part of any word


def secret_texts(inputs: Mapping[str, Any], names: Iterable[str]) -> set[str]:
    """All texts and numbers that stand in these inputs."""
    return {text for name in names for text in _texts(inputs.get(name)) if text}


def blinded(sentence: str, texts: Iterable[str]) -> str:
    """The sentence without secrets, also where it quotes only the beginning of one."""
    for text in sorted(texts, key=len, reverse=True):
        sentence = sentence.replace(f'"{text}"', BLIND)
        for begun in re.findall(r'"([^"]+)…"', sentence):
            if text.startswith(begun):
                sentence = sentence.replace(f'"{begun}…"', BLIND)
        if len(text) >= _SHORTEST:
            sentence = sentence.replace(text, BLIND)
    return sentence


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield from {f"{value:g}", str(as_text(value))} if isinstance(value, float) else {str(value)}
