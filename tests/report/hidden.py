"""Previews of every form, and the places in them in which a program may put a secret, or nothing yet."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import boto3

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime import impact
from pulumi_ivs_realtime.impact.judging.live import Liveness
from report.stacks import Form, Offline

Json = dict[str, Any]
Path_ = tuple[str | int, ...]

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_IN_EVENTS = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
SIDES = ("old", "new", "both")

_BLOCK = """{{
    "storage_configuration_arn": "arn:aws:ivs:{region}:123456789012:storage-configuration/{archive}",
    "media_types": ["AUDIO_VIDEO"],
    "thumbnail_configuration": {{"recording_mode": "INTERVAL", "target_interval_seconds": {seconds}}},
}}"""
_STAGE = (
    'ivs.Stage("{name}", name="{label}", region="{region}", tags={{"n": "{tag}", "for": "all"}}, '
    "force_destroy={force}, auto_participant_recording_configuration={block}{more})"
)
_TOKEN = (
    'ivs.ParticipantToken("{name}", stage_arn={arn}, user_id="{name}", attributes={{"seat": "{seat}"}}, '
    'capabilities=["PUBLISH", "SUBSCRIBE"], duration=720, renew_before=60)'
)
_TAG = 'ivs.Tag("cost", resource_arn=steady.arn, key="cost", value="{}")'


def _stage(name: str, *, label: str = "", region: str = "eu-central-1", tag: int = 1, force: bool = False,
           archive: str = "ShowArchive1", seconds: int = 5, more: str = "") -> str:  # fmt: skip
    block = _BLOCK.format(region=region, archive=archive, seconds=seconds)
    declared = _STAGE.format(
        name=name, label=label or name, region=region, tag=tag, force=force, block=block, more=more
    )
    return f"{name} = {declared}"


def _program(*lines: str) -> str:
    return "\n".join(["import pulumi", "import pulumi_ivs_realtime as ivs", *lines, ""])


_STEADY = _stage("steady", more=', opts=pulumi.ResourceOptions(ignore_changes=["tags"])')
_CALM = (_stage("studio"), _stage("hall", region="us-west-2"), _STEADY)
_GRAVE = (_stage("lobby", force=True), _stage("court", force=True))
_HOST = _TOKEN.format(name="host", arn="studio.arn", seat=1)


@dataclass(frozen=True)
class Taken:
    """A preview as it was printed.

    Attributes:
        documents: the events, or the one document.
        state: the stack's, which judges a document.
        form: how it was made.
        touches: whether it deletes, replaces or revokes anything that people may be in.
        people: participants of the stack's tokens.
        now: when it was made.
    """

    documents: list[Json]
    state: str
    form: Form
    touches: bool
    people: frozenset[str]
    now: datetime

    def only(self, urn: str) -> Taken:
        """The same for one resource: what becomes of the others closes no gate in its place."""
        return replace(self, documents=[_only(each, urn) for each in self.documents if _is_of(each, urn)])

    def without_old_state(self, urn: str) -> Taken:
        """The same where the engine does not say what the resource was."""
        documents = [_copied(each, urn) for each in self.documents]
        for step in _steps(documents):
            if step["urn"] == urn:
                step.pop("oldState", None)
                step.pop("old", None)
        return replace(self, documents=documents)

    @property
    def urns(self) -> list[str]:
        """The stack's own resources."""
        return sorted({step["urn"] for step in _steps(self.documents) if "ivs-realtime" in step["urn"]})

    def hidden(self) -> dict[str, Any]:
        """What the engine writes in this form in the place of what it does not show, or know."""
        return {"secret": "[secret]" if self.form.digest else _IN_EVENTS, "unknown": UNKNOWN}

    def hiding(self, urn: str, path: Path_, side: str, value: Any) -> Taken:
        """The same with `value` in one property of one resource, in its old state, its new one, or both."""
        documents = [_copied(each, urn) for each in self.documents]
        for one, state in _states(documents):
            if one[0] == urn and side in (one[1], "both"):
                for props in (state.get("inputs"), state.get("outputs")):
                    _put(props, path, value)
        return replace(self, documents=documents)

    def preview(self) -> impact.Preview:
        """Read, beside the state where it must be."""
        read = impact.read_preview("\n".join(map(json.dumps, self.documents)))
        return impact.with_state(read, self.state) if self.form.digest else read

    def places(self) -> list[tuple[str, Path_]]:
        """Each property at each depth of the stack's own resources."""
        found = {
            (urn, path)
            for (urn, _), state in _states(self.documents)
            if "ivs-realtime" in urn
            for props in (state.get("inputs"), state.get("outputs"))
            for path in _paths(props or {})
        }
        return sorted(found, key=str)


def lives_of(taken: Taken, preview: impact.Preview, kind: str) -> dict[str, Liveness] | None:
    """What AWS may say: nothing was asked, nobody is there, or everybody is."""
    if kind == "not asked":
        return None
    live = Liveness("st-1234567890123", len(taken.people) or 1, connected=taken.people)
    answer = live if kind == "live" else Liveness(participants=0)
    return dict.fromkeys(impact.stages_to_ask(preview, taken.now), answer)


def _copied(document: Json, urn: str) -> Json:
    """A document of which the parts about one resource may be edited."""
    if "steps" in document:
        steps = [copy.deepcopy(step) if step["urn"] == urn else step for step in document["steps"]]
        return {**document, "steps": steps}
    return copy.deepcopy(document) if _metadata(document).get("urn") == urn else document


def _steps(documents: list[Json]) -> Iterator[Json]:
    for document in documents:
        yield from document.get("steps") or []
        if metadata := _metadata(document):
            yield metadata


def _metadata(document: Json) -> Json:
    found: Json = (document.get("resourcePreEvent") or document.get("resOutputsEvent") or {}).get("metadata", {})
    return found


def _is_of(document: Json, urn: str) -> bool:
    return _metadata(document).get("urn", urn) == urn or _metadata(document)["type"] == "pulumi:pulumi:Stack"


def _only(document: Json, urn: str) -> Json:
    """Nothing is counted: the report refuses a preview that lacks what it counts."""
    if "summaryEvent" in document:
        return {**document, "summaryEvent": {**document["summaryEvent"], "resourceChanges": {}}}
    if "steps" not in document:
        return document
    steps = [step for step in document["steps"] if step["urn"] == urn or "pulumi:pulumi:Stack::" in step["urn"]]
    return {**document, "steps": steps, "changeSummary": {}}


def _states(documents: list[Json]) -> Iterator[tuple[tuple[str, str], Json]]:
    for step in _steps(documents):
        yield from _sides(step, "oldState", "newState")
        yield from _sides(step, "old", "new")


def _sides(step: Json, old: str, new: str) -> Iterator[tuple[tuple[str, str], Json]]:
    for side, key in (("old", old), ("new", new)):
        if step.get(key):
            yield (step["urn"], side), step[key]


def _paths(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    if at:
        yield at
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(inner, (*at, key))


def _put(value: Any, path: Path_, new: Any) -> None:
    *way, last = path
    for key in way:
        if not _has(value, key):
            return
        value = value[key]
    if _has(value, last):
        value[last] = copy.deepcopy(new)


def _has(value: Any, key: str | int) -> bool:
    if isinstance(value, dict):
        return key in value
    return isinstance(value, list) and isinstance(key, int) and key < len(value)


def previews(folder: Path, service: LocalService, *, half: bool = False) -> Iterator[Taken]:
    """A stack with all properties that there are, edited so that nobody is touched, then so that everybody is.

    Each is previewed in every form, or in half of them: streamed without a refresh, and in one document with one.
    """
    stack = Offline(folder, service)
    stack.write(_program(*_CALM))
    assert stack.run(Form())
    arn = _held(stack)["steady"]["id"]
    guest = _TOKEN.format(name="guest", arn=repr(arn), seat=1)
    tokens = (_HOST, guest, _TOKEN.format(name="late", arn="studio.arn", seat=1))
    before = (*_CALM, *_GRAVE, *tokens, _TAG.format(1))
    stack.write(_program(*before))
    assert stack.run(Form())
    _age(stack, "late")
    found = _made_elsewhere(service)
    for form in _forms("up", half):
        stack.write(
            _program(
                _stage("studio", label="atelier", tag=2, archive="ShowArchive2", seconds=9),
                *_CALM[1:],
                *_GRAVE,
                *tokens,
                _TAG.format(2),
                _stage("fresh"),
                _stage("taken", more=f', adopt="{found}"'),
                _TOKEN.format(name="new", arn="fresh.arn", seat=1),
            )
        )
        yield _taken(stack, form, touches=False)
    for form in _forms("refresh", half):
        yield _taken(stack, form, touches=False)
    stack.write(
        _program(
            _CALM[0],
            _stage("hall", region="eu-central-1"),
            _STEADY,
            _stage("court", region="us-west-2", force=True),
            guest.replace('"seat": "1"', '"seat": "2"'),
            _TAG.format(2).replace('key="cost"', 'key="price"'),
        )
    )
    for form in (*_forms("up", half), *_forms("destroy", half)):
        yield _taken(stack, form, touches=True)


def _made_elsewhere(service: LocalService) -> str:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    client = boto3.client("ivs-realtime", region_name="eu-central-1", endpoint_url=service.url, **keys)
    return str(client.create_stage(name="found")["stage"]["arn"])


def _forms(command: str, half: bool) -> Iterator[Form]:
    for digest in (False, True):
        for refresh in (False, True) if command != "refresh" else (False,):
            if not half or digest == refresh:
                yield Form(command, refresh, digest)


def _taken(stack: Offline, form: Form, *, touches: bool) -> Taken:
    text = stack.preview(form)
    documents = [json.loads(line) for line in text.splitlines()]
    people = frozenset(each["id"] for each in _held(stack).values() if "participantId" in each.get("outputs", {}))
    return Taken(documents, json.dumps(stack.state()), form, touches, people, datetime.now(timezone.utc))


def _held(stack: Offline) -> Json:
    return {each["urn"].rpartition("::")[2]: each for each in stack.state()["deployment"]["resources"]}


def _age(stack: Offline, name: str) -> None:
    state = stack.state(show_secrets=True)
    for each in state["deployment"]["resources"]:
        if each["urn"].endswith(f"::{name}"):
            soon = datetime.now(timezone.utc) + timedelta(minutes=30)
            each["outputs"]["expirationTime"] = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
    stack.load(state)
