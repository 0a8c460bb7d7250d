"""What a Stage declares: completed, checked, compared, and turned into the arguments of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pulumi_ivs_realtime.model import Failure, failures
from pulumi_ivs_realtime.rules import recording
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.marks import MARK_KEY, mark_of
from pulumi_ivs_realtime.rules.names import automatic_name
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.spelling import misspelt, to_api
from pulumi_ivs_realtime.rules.tags import declared_tags, merged_tags, tag_failures
from pulumi_ivs_realtime.rules.texts import with_texts

Props = dict[str, Any]
Known = Callable[[object], bool]

RECORDING = recording.PROPERTY
_REQUEST = "CreateStageRequest"
_BLOCK = "AutoParticipantRecordingConfiguration"

DECLARED = ("name", "tags", "tagsAll", "region", RECORDING, "forceDestroy")
"""Inputs whose change is a difference."""

INPUTS = (*DECLARED, "adopt", "createUrn", "organization", "autoName", "attempt")
"""All inputs; the last four are hidden (docs/decisions/identity.md)."""

COMPUTED = ("arn", "endpoints", "activeSessionId", "createAttempt")
"""Outputs beside the inputs; the last is the `attempt` of the run that made the stage, by which that run knows it.

Under its own name: of an input that the outputs lack, the SDK tells the program what the program passed.
"""

_FLAGS = {"true": True, "false": False}  # as configuration has them, where every value is text


def may_be_cut_off(props: Mapping[str, Any]) -> bool:
    """Whether a stage may be destroyed while it is live: only a plain true says so."""
    return props.get("forceDestroy") is True


def completed(olds: Mapping[str, Any], news: Mapping[str, Any], settings: Settings, region: Any, known: Known) -> Props:
    """The inputs as they are stored: final name, `tagsAll` and region filled in.

    Args:
        olds: the inputs of the last run; {} when the stage is created.
        news: what the program declares.
        settings: for default and ignored tags.
        region: where the stage lies.
        known: False for values that a preview does not have yet; `tagsAll` is then left out.
    """
    if isinstance(forced := news.get("forceDestroy"), str):
        news = {**news, "forceDestroy": _FLAGS.get(forced, forced)}
    news = {**news, **with_texts(_REQUEST, _request(news))}
    auto_name = olds.get("autoName") or automatic_name(str(news.get("createUrn") or ""))
    inputs = {**news, "tagsAll": None, "autoName": auto_name, "region": region}
    if olds:  # an attempt is that of the creation; a later run's is none of the stage's
        inputs["attempt"] = olds.get("attempt")
    inputs["name"] = news.get("name") if "name" in news else auto_name
    inputs["tagsAll"] = all_tags(news, settings, known)
    return {key: value for key, value in inputs.items() if value is not None}


def handed_over(props: Mapping[str, Any], settings: Settings, known: Known) -> Props:
    """The inputs that count: those that the engine hands over, with what check() derived from them derived anew.

    Policies change inputs after check(), and know nothing of what hangs together with them.

    Args:
        props: the inputs, as policies left them.
        settings: for default and ignored tags.
        known: False for values that a preview does not have yet; `tagsAll` then stays.
    """
    inputs = {"name": props.get("autoName"), **props}
    inputs |= with_texts(_REQUEST, _request(inputs))
    inputs["tagsAll"] = _or_else(all_tags(inputs, settings, known), props.get("tagsAll"))
    return {key: value for key, value in inputs.items() if value is not None}


def all_tags(inputs: Mapping[str, Any], settings: Settings, known: Known) -> dict[str, Any] | None:
    """`tagsAll` by `tags` and these settings; None while a tag is not known."""
    tags = inputs.get("tags")
    tags = {} if tags is None else tags
    if not isinstance(tags, Mapping) or not all(known(value) for value in tags.values()):
        return None
    return merged_tags(tags, settings.defaults, settings.ignored_tags)


def _or_else(value: Any, other: Any) -> Any:
    return other if value is None else value


def stage_failures(inputs: Mapping[str, Any], known: Known) -> Iterator[Failure]:
    """Everything that the service would refuse, by property path, as far as values are known."""
    yield from failures(_REQUEST, _request(inputs), known=known)
    yield from failures("Boolean", inputs.get("forceDestroy"), path="forceDestroy", known=known)
    if inputs.get("region") is None:
        yield Failure("region", "is not set; pass region=, set aws:region, or AWS_REGION in the environment")
    yield from failures("String", inputs.get("region"), path="region", known=known)
    if known(inputs.get("tags")) and isinstance(inputs["tags"], Mapping):
        yield from tag_failures(inputs["tags"], inputs.get("tagsAll", {}))
    if known(inputs.get(RECORDING)):
        yield from misspelt(_BLOCK, inputs[RECORDING], RECORDING, known)
        yield from recording.recording_failures(inputs[RECORDING], inputs.get("region"), known)


def changed_properties(id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """The declared properties in which two sets of inputs differ; unknown values differ from all."""
    old, new = _comparable(id_, olds), _comparable(id_, news)
    return [key for key in DECLARED if old[key] != new[key]]


def create_arguments(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of CreateStage."""
    return {"name": inputs["name"], "tags": inputs["tagsAll"], **_recording_argument(inputs)}


def update_arguments(olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of UpdateStage that lead from one to the other; {} when it is not needed."""
    changes: dict[str, Any] = {}
    if olds.get("name", "") != news["name"]:
        changes["name"] = news["name"]
    if olds.get(RECORDING) != news.get(RECORDING):
        changes |= _recording_argument(news) or {RECORDING: recording.OFF}
    return changes


def outputs(inputs: Mapping[str, Any], stage: Mapping[str, Any]) -> Props:
    """A stage's outputs: the inputs, and what the service computes.

    Args:
        inputs: as declared.
        stage: as the API returns it, or earlier outputs; what it lacks is left out.
    """
    found = {key: inputs[key] for key in INPUTS if key in inputs and key != "attempt"}
    return found | {"activeSessionId": "", **{key: stage[key] for key in COMPUTED if key in stage}}


def as_found(props: Mapping[str, Any], stage: Mapping[str, Any], settings: Settings) -> Props:
    """The inputs as a refresh finds them on the service; what was not declared is no drift."""
    declared = {key: props[key] for key in INPUTS if key in props}
    actual = stage.get("tags", {})
    found = {
        **declared,
        "name": stage.get("name", ""),
        "tagsAll": settings.ignored_tags.leave(actual) | _mark(actual, settings),
        "tags": declared_tags(actual, props.get("tags") or {}, settings.defaults, settings.ignored_tags),
    }
    if "tags" not in declared and not found["tags"]:
        del found["tags"]
    if RECORDING in declared and RECORDING in stage:
        found[RECORDING] = recording.as_declared(declared[RECORDING], stage[RECORDING])
    return found


def _mark(actual: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """A stage in a state bears no mark: one that was left over is drift, which the next update removes."""
    mark = mark_of(actual)
    removable = MARK_KEY in actual and settings.create_mark and not (mark and mark.phase == "kept")
    return {MARK_KEY: actual[MARK_KEY]} if removable else {}


def drift(inputs: Mapping[str, Any], stage: Mapping[str, Any], settings: Settings) -> tuple[Props, Props]:
    """What adoption would change: the properties as they are, and as they will be."""
    found = as_found(inputs, stage, settings)
    changed = [key for key in ("name", "tagsAll", RECORDING) if found.get(key) != inputs.get(key)]
    return {key: found.get(key) for key in changed}, {key: inputs.get(key) for key in changed}


def _request(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: inputs[key] for key in ("name", "tags", RECORDING) if key in inputs}


def _recording_argument(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {RECORDING: to_api(_BLOCK, inputs[RECORDING])} if RECORDING in inputs else {}


def _comparable(id_: str, props: Mapping[str, Any]) -> dict[str, Any]:
    place = parsed(id_)
    defaults = {"tags": {}, "forceDestroy": False, "region": place.region if place else None}
    return {key: props.get(key, defaults.get(key)) for key in DECLARED}
