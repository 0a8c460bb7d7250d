"""Sentences whose names and values stand apart, so that each format can set and escape them its own way."""

from __future__ import annotations


class Code(str):
    """A name or a value: never read as markup."""

    __slots__ = ()


Words = tuple[str, ...]
"""Pieces of a sentence; those that are `Code` come from outside."""


def words(template: str, *values: object) -> Words:
    """A sentence; each `{}` of the template takes a value, as Code unless it is a number or Words."""
    pieces: list[str] = []
    for index, text in enumerate(template.split("{}")):
        if index:
            pieces += _pieces(values[index - 1])
        if text:
            pieces.append(text)
    return tuple(pieces)


def plain(sentence: Words) -> str:
    """The sentence without any setting."""
    return "".join(sentence)


def listed(names: list[str], *, most: int = 5) -> Words:
    """`a, b and c`; of many only the first, and how many more there are."""
    most = most + 1 if len(names) == most + 1 else most  # "and 1 more" is no shorter than its name
    shown, more = names[:most], len(names) - most
    pieces: list[str] = []
    for index, name in enumerate(shown):
        if index:
            pieces.append(" and " if index == len(shown) - 1 and more <= 0 else ", ")
        pieces.append(Code(name))
    return (*pieces, f" and {more} more") if more > 0 else tuple(pieces)


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 stage`, `2 stages`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _pieces(value: object) -> list[str]:
    if isinstance(value, tuple):
        return list(value)
    return [str(value)] if isinstance(value, int | float) else [Code(str(value))]
