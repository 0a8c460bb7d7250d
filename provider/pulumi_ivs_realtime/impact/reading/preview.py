"""Reads what `pulumi preview --json` prints: one document, or engine events line by line.

So does `--json` of every other command that only previews (`up`, `refresh`, `destroy`). The second form comes with
PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true. Source: Pulumi's `PreviewDigest` and `EngineEvent`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.impact.reading.files import digest_or_events
from pulumi_ivs_realtime.impact.reading.values import revealed
from pulumi_ivs_realtime.rules.hidden import as_now_spelt
from pulumi_ivs_realtime.rules.names import resource_name

Json = dict[str, Any]


@dataclass(frozen=True)
class State:
    """A resource before or after a step; secrets are the text `[secret]`.

    Attributes:
        retain_on_delete: the state says so, whatever today's program says.
        deleted_with: the URN of the resource with which it goes, without a call; None where that is not told.
        replaced: another stands in its place already, and only its deletion is left to do.
    """

    id: str = ""
    inputs: Json = field(default_factory=dict)
    outputs: Json = field(default_factory=dict)
    retain_on_delete: bool = False
    deleted_with: str | None = None
    replaced: bool = False


@dataclass(frozen=True)
class Step:
    """One operation of the engine on one resource; `op` and `reasons` as the engine says them.

    Attributes:
        differs, detailed: properties that the engine says to differ, and the paths of its detailed diff.
        deletes_first: a replacement that deletes the old resource before it makes the new one; None where that is
            not told.
    """

    op: str
    urn: str
    old: State
    new: State
    reasons: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    detailed: tuple[str, ...] = ()
    deletes_first: bool | None = None

    @cached_property
    def type(self) -> str:
        """The resource's own type, such as `aws:s3/bucket:Bucket`."""
        return self.urn.split("::")[2].rpartition("$")[2] if self.urn.count("::") > 2 else ""

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return resource_name(self.urn)

    @property
    def is_default_provider(self) -> bool:
        """Whether it is one of the providers that no program declares; no count holds them."""
        return self.type.startswith("pulumi:providers:") and self.name.split("_")[0] == "default"


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
    def is_of_nothing(self) -> bool:
        """Whether it neither shows nor counts anything, as `destroy` of an empty stack."""
        return not self.steps and self.counts == {}

    @property
    def deletes_leftovers(self) -> bool:
        """Whether the command would make up for deletions that an earlier run left over; a refresh does not."""
        return not self.steps or any(step.op != "refresh" for step in self.steps)

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
    found = digest_or_events(text)
    return _whole(_from_events(found) if isinstance(found, list) else _from_digest(found))


def _whole(preview: Preview) -> Preview:
    """Refuses a preview that counts more deletions and replacements than it holds: a part of the file is missing."""
    counting = [step for step in preview.steps if not step.is_default_provider]
    held = Counter(step.op if step.op != "refresh" or step.new.id else "delete" for step in counting)
    for op in ("delete", "replace"):
        counted = (preview.counts or {}).get(op, 0)
        if counted > held[op]:
            raise InvalidInputs(
                f"this preview counts {counted} resources to {op}, and holds {held[op]}: a part of it is "
                "missing; make it again with `pulumi preview --json`."
            )
    return preview


def _from_digest(digest: Json) -> Preview:
    steps = (_object(step) for step in _list(digest, "steps"))
    return Preview(
        steps=_with_refreshes(
            tuple(_step(step, step.get("oldState"), step.get("newState"), whole=True) for step in steps)
        ),
        messages=tuple(_message(_object(each)) for each in _list(digest, "diagnostics")),
        config=_texts(digest.get("config")),
        counts=_counts({} if digest.keys() == {"duration"} else digest.get("changeSummary")),
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
    """A digest calls a refresh that found something an update or a delete; here all of them are refreshes.

    They come first, and the stack's own step begins what the program does. `destroy` runs none, and deletes the stack
    last: there a resource's first step is the refresh. Where only some are refreshed, what stands behind the last
    refresh is none: what is not known may be a deletion.
    """
    last = max((index for index, step in enumerate(steps) if step.op == "refresh"), default=-1)
    everything = any(step.op == "refresh" and step.type == _STACK for step in steps[: last + 1])
    seen: set[tuple[str, str]] = set()
    found: list[Step] = []
    runs = last < 0
    for index, step in enumerate(steps):
        runs = runs or (step.type == _STACK and step.op != "refresh")
        first = (step.urn, step.old.id) not in seen
        seen.add((step.urn, step.old.id))
        looks = not runs and step.op in _FOUND and first and (everything or index < last)
        found.append(replace(step, op="refresh") if looks else step)
    return tuple(found)


_FOUND = {"refresh", "update", "delete"}


def _event_step(metadata: Json) -> Step:
    return _step(
        {**metadata, "replaceReasons": metadata.get("keys"), "diffReasons": metadata.get("diffs")},
        metadata.get("old"),
        metadata.get("new"),
        whole=False,
    )


_OPS = {
    "same",
    "create",
    "update",
    "delete",
    "replace",
    "create-replacement",
    "delete-replaced",
    "read",
    "read-replacement",
    "refresh",
    "discard",
    "discard-replaced",
    "read-discard",
    "remove-pending-replace",
    "import",
    "import-replacement",
}


def _step(step: Json, old: object, new: object, *, whole: bool) -> Step:
    if step["op"] not in _OPS:
        raise InvalidInputs(
            f"this preview holds an operation that the report does not know ({_text(step['op'])[:40]}), and what is "
            "not known is not harmless; update pulumi-ivs-realtime, or preview with an older CLI."
        )
    return Step(
        op=_text(step["op"]),
        urn=_text(step["urn"]),
        old=state_of(_object(old), whole=whole),
        new=state_of(_object(new), whole=whole),
        reasons=tuple(map(_text, _list(step, "replaceReasons"))),
        differs=tuple(map(_text, _list(step, "diffReasons"))),
        detailed=tuple(_object(step.get("detailedDiff"))),
    )


def state_of(state: Json, *, whole: bool) -> State:
    """A resource's state; events leave out parts of it, a digest and an export of the stack are `whole`."""
    return State(
        id=_text(state.get("id") or ""),
        inputs=as_now_spelt(revealed(_object(state.get("inputs")))),
        outputs=as_now_spelt(revealed(_object(state.get("outputs")))),
        retain_on_delete=bool(state.get("retainOnDelete")),
        deleted_with=_text(state.get("deletedWith") or "") if whole else None,
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
        raise TypeError(f"{name} is not a list")
    return value


def _object(value: object) -> Json:
    if value is not None and not isinstance(value, dict):
        raise TypeError("an object was expected")
    return value or {}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a string was expected")
    return value
