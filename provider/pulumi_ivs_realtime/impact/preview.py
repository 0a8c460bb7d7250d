"""Reads what `pulumi preview --json` prints: one document, or engine events line by line.

The second form comes with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true. Source: Pulumi's `PreviewDigest` and
`EngineEvent`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.impact.values import revealed
from pulumi_ivs_realtime.rules.names import resource_name

Json = dict[str, Any]


@dataclass(frozen=True)
class State:
    """A resource before or after a step; secrets are the text `[secret]`.

    Attributes:
        replaced: another stands in its place already, and only its deletion is left to do.
    """

    id: str = ""
    inputs: Json = field(default_factory=dict)
    outputs: Json = field(default_factory=dict)
    retain_on_delete: bool = False
    replaced: bool = False


@dataclass(frozen=True)
class Step:
    """One operation of the engine on one resource; `op` and `reasons` as the engine says them.

    Attributes:
        deletes_first: a replacement that deletes the old resource before it makes the new one.
    """

    op: str
    urn: str
    old: State
    new: State
    reasons: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    deletes_first: bool = False

    @cached_property
    def type(self) -> str:
        """The resource's own type, such as `aws:s3/bucket:Bucket`."""
        return self.urn.split("::")[2].rpartition("$")[2] if self.urn.count("::") > 2 else ""

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return resource_name(self.urn)


@dataclass(frozen=True)
class Message:
    """What the engine, the program or a provider said: severity `info`, `info#err`, `warning` or `error`."""

    severity: str
    text: str
    urn: str = ""


@dataclass(frozen=True)
class Preview:
    """A preview.

    Attributes:
        config: the stack's configuration; secrets are blinded.
        counts: resources by operation; None when the preview did not come to its end.
        tells_leftovers: it would list deletions that an earlier run left over, as `delete-replaced`.
    """

    steps: tuple[Step, ...] = ()
    messages: tuple[Message, ...] = ()
    config: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] | None = None
    tells_leftovers: bool = False

    @property
    def stack(self) -> str:
        """`project/stack`; "" when no resource says it."""
        parts = next((step.urn.split("::") for step in self.steps if step.urn.count("::") > 2), None)
        return f"{parts[1]}/{parts[0].rpartition(':')[2]}" if parts else ""

    @property
    def errors(self) -> tuple[Message, ...]:
        """The messages because of which the preview failed."""
        return tuple(message for message in self.messages if message.severity == "error")

    @property
    def complete(self) -> bool:
        """Whether it shows everything that `up` would do."""
        return self.counts is not None and not self.errors


def read_preview(text: str) -> Preview:
    """The preview in either form.

    Raises:
        InvalidInputs: the text is neither; the sentence says what it begins with.
    """
    with well_formed():
        return _read(text)


@contextmanager
def well_formed() -> Iterator[None]:
    """Within it, what cannot be worked with is the preview's fault: it may come from anywhere.

    Raises:
        InvalidInputs: a value has a shape that it has in no preview.
    """
    try:
        yield
    except InvalidInputs:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"{type(error).__name__}: {str(error)[:60]}"
        raise InvalidInputs(f"this preview is malformed ({what}); make it with `pulumi preview --json`.") from error


def _read(text: str) -> Preview:
    documents = list(_documents(text))
    if any(set(document) & _EVENTS for document in documents):
        return _from_events(documents)
    digests = [document for document in documents if any(document.get(member) for member in _DIGEST)]
    if not digests:
        raise InvalidInputs(
            f"this is no output of `pulumi preview --json`: {_DIGEST_WORDS} were expected, and it begins with "
            f"{' '.join(text.split())[:60]!r}."
        )
    return _from_digest(digests[0])


_DIGEST = ("steps", "diagnostics", "changeSummary")
_DIGEST_WORDS = "steps, diagnostics or changeSummary"
_EVENTS = {"resourcePreEvent", "resOutputsEvent", "summaryEvent", "preludeEvent", "diagnosticEvent", "stdoutEvent"}


def _documents(text: str) -> Iterator[Json]:
    """The JSON objects of a text; stops at what is none, because a killed preview leaves half a line."""
    decoder, rest = json.JSONDecoder(), text.strip().lstrip("\ufeff")
    while rest.startswith("{"):
        try:
            document, end = decoder.raw_decode(rest)
        except ValueError:
            return
        yield document
        rest = rest[end:].lstrip()


def _from_digest(digest: Json) -> Preview:
    steps = (_object(step) for step in _list(digest, "steps"))
    return Preview(
        steps=_with_refreshes(tuple(_step(step, step.get("oldState"), step.get("newState")) for step in steps)),
        messages=tuple(_message(_object(each)) for each in _list(digest, "diagnostics")),
        config=_texts(digest.get("config")),
        counts=_counts(digest.get("changeSummary")),
    )


def _from_events(events: list[Json]) -> Preview:
    steps: list[Step] = []
    for event in events:
        if "resourcePreEvent" in event:
            steps += _shown(_object(event["resourcePreEvent"]["metadata"]))
        elif "resOutputsEvent" in event:
            _refreshed(steps, _object(event["resOutputsEvent"]["metadata"]))
    summary = next((_object(event["summaryEvent"]) for event in events if "summaryEvent" in event), {})
    prelude = next((_object(event["preludeEvent"]) for event in events if "preludeEvent" in event), {})
    said = (_object(event.get("diagnosticEvent") or event.get("stdoutEvent")) for event in events)
    return Preview(
        steps=tuple(_in_one(steps)),
        messages=tuple(_message(each) for each in said if each and _lasting(each)),
        config=_texts(prelude.get("config")),
        counts=_counts(summary.get("resourceChanges")),
        tells_leftovers=True,
    )


def _lasting(message: Json) -> bool:
    return message.get("severity") != "debug" and not message.get("ephemeral")


def _shown(metadata: Json) -> list[Step]:
    """As the digest: of a replacement's steps only the logical one; and the deletions, for `_in_one`."""
    if metadata["op"] in _REPLACEMENT and not metadata.get("logical"):
        return []
    return [_event_step(metadata)]


_STACK = "pulumi:pulumi:Stack"
_REPLACEMENT = {"replace", "create-replacement", "read-replacement", "import-replacement"}
_DELETIONS = {"delete-replaced", "discard-replaced"}


def _in_one(steps: list[Step]) -> Iterator[Step]:
    """A replacement with its deletion as one step, as the digest; another deletion was left over by an earlier run."""
    replaced = {(step.urn, step.old.id) for step in steps if step.op == "replace"}
    deleted = {(step.urn, step.old.id): index for index, step in enumerate(steps) if step.op in _DELETIONS}
    for index, step in enumerate(steps):
        place = (step.urn, step.old.id)
        if step.op not in _DELETIONS:
            yield replace(step, deletes_first=deleted.get(place, index) < index)
        elif place not in replaced:
            yield step


def _refreshed(steps: list[Step], metadata: Json) -> None:
    """What a refresh found takes the place of the intention to look; the program's own steps come later."""
    found = _event_step(metadata)
    same = [index for index, step in enumerate(steps) if (step.urn, step.old.id) == (found.urn, found.old.id)]
    if same and steps[same[-1]].op == "refresh":
        steps[same[-1]] = replace(found, op="refresh")


def _with_refreshes(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """A digest calls a refresh that found something an update or a delete: all are refreshes until the program runs."""
    if not any(step.op == "refresh" for step in steps):
        return steps
    begins = (index for index, step in enumerate(steps) if step.type == _STACK and step.op != "refresh")
    runs = next(begins, len(steps))
    return (*(replace(step, op="refresh") for step in steps[:runs]), *steps[runs:])


def _event_step(metadata: Json) -> Step:
    return _step(
        {**metadata, "replaceReasons": metadata.get("keys"), "diffReasons": metadata.get("diffs")},
        metadata.get("old"),
        metadata.get("new"),
    )


def _step(step: Json, old: object, new: object) -> Step:
    return Step(
        op=_text(step["op"]),
        urn=_text(step["urn"]),
        old=_state(_object(old)),
        new=_state(_object(new)),
        reasons=tuple(map(_text, _list(step, "replaceReasons"))),
        differs=tuple(map(_text, _list(step, "diffReasons"))),
    )


def _state(state: Json) -> State:
    return State(
        id=_text(state.get("id") or ""),
        inputs=revealed(_object(state.get("inputs"))),
        outputs=revealed(_object(state.get("outputs"))),
        retain_on_delete=bool(state.get("retainOnDelete")),
        replaced=bool(state.get("delete")),
    )


def _message(message: Json) -> Message:
    severity = _text(message.get("severity") or "info")
    return Message(
        severity=severity,
        text=_text(message.get("message") or "").strip().removeprefix(f"{severity.partition('#')[0]}: "),
        urn=_text(message.get("urn") or ""),
    )


def _counts(value: object) -> Mapping[str, int] | None:
    return None if value is None else {op: int(count) for op, count in _object(value).items()}


def _texts(value: object) -> Mapping[str, str]:
    return {key: _text(text) for key, text in _object(value).items()}


def _list(found: Json, name: str) -> list[Any]:
    value = found.get(name) or []
    if not isinstance(value, list):
        raise TypeError(f"{name} is no list")
    return value


def _object(value: object) -> Json:
    if value is not None and not isinstance(value, dict):
        raise TypeError("an object was expected")
    return value or {}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a string was expected")
    return value
