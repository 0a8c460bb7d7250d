"""The file that a preview was written to: one preview, whole, or it is refused by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pulumi_ivs_realtime.errors import InvalidInputs

Json = dict[str, Any]

_DIGEST = ("steps", "diagnostics", "changeSummary")
_DIGEST_WORDS = "steps, diagnostics or changeSummary"
_MADE_BY = "make it with `pulumi preview --json`, one command a file"


def digest_or_events(text: str) -> Json | list[Json]:
    """The one document, or the events, that a text holds.

    Raises:
        InvalidInputs: it holds none, more than one, or one that does not end.
    """
    documents, rest = _documents(text)
    if any(map(_is_event, documents)):
        return _one_stream(documents, rest)
    if len(documents) == 1 and not rest and _is_digest(documents[0]):
        return documents[0]
    if sum(map(_is_digest, documents)) > 1:
        raise InvalidInputs(f"this file holds more than one preview, and only one can be judged; {_MADE_BY}.")
    if any(f'"{member}"' in rest for member in _DIGEST):
        raise InvalidInputs(f"this preview does not end: the file breaks off within it; {_MADE_BY}.")
    if documents and _is_digest(documents[0]):
        raise InvalidInputs(f"this file holds more than a preview: after it stands {_beginning(rest)}; {_MADE_BY}.")
    raise InvalidInputs(
        f"this is not the output of `pulumi preview --json`: {_DIGEST_WORDS} were expected, and it begins with "
        f"{_beginning(text)}."
    )


def _documents(text: str) -> tuple[list[Json], str]:
    """The JSON objects of a text, and what follows them that is none."""
    decoder, rest = json.JSONDecoder(), text.strip().lstrip("\ufeff")
    found: list[Json] = []
    while rest.startswith("{"):
        try:
            document, end = decoder.raw_decode(rest)
        except ValueError:
            break
        found.append(document)
        rest = rest[end:].lstrip()
    return found, rest


def _is_digest(document: Json) -> bool:
    """Of an empty stack, `destroy` and `refresh` tell nothing but how long they took."""
    return any(document.get(member) for member in _DIGEST) or document.keys() == {"duration"}


def _is_event(document: Json) -> bool:
    return any(key.endswith("Event") for key in document)


def _one_stream(documents: list[Json], rest: str) -> list[Json]:
    if not all(map(_is_event, documents)) or _begins_twice(documents):
        raise InvalidInputs(f"this file holds more than one preview, and only one can be judged; {_MADE_BY}.")
    summary = next((document["summaryEvent"] for document in documents if "summaryEvent" in document), None)
    if summary is None or rest:
        raise InvalidInputs(f"this preview does not end: the file breaks off before its summary; {_MADE_BY}.")
    if isinstance(summary, dict) and summary.get("isPreview") is False:
        raise InvalidInputs(
            f"these are the events of a run that has already changed things, not of a preview; {_MADE_BY}."
        )
    return documents


def _begins_twice(events: list[Json]) -> bool:
    """Whether anything begins once more, or goes on after the summary."""
    if any(sum(kind in event for event in events) > 1 for kind in ("preludeEvent", "summaryEvent", "cancelEvent")):
        return True
    numbers = [event["sequence"] for event in events if isinstance(event.get("sequence"), int)]
    return numbers != sorted(set(numbers)) or any(_late(events))


def _late(events: list[Json]) -> Iterator[bool]:
    over = False
    for event in events:
        over = over or "summaryEvent" in event
        yield over and bool(event.keys() & {"preludeEvent", "resourcePreEvent", "resOutputsEvent"})


def _beginning(text: str) -> str:
    return repr(" ".join(text.split())[:60])
