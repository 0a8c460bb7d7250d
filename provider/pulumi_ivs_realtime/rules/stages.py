"""What a Stage declares: completed, checked, compared, and turned into the arguments of the API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pulumi_ivs_realtime.declarations import STAGE
from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules import recording
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.declared import declared_failures, with_declared_texts
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, mark_of
from pulumi_ivs_realtime.rules.inputs import StageInputs, changed, is_known, or_else, required
from pulumi_ivs_realtime.rules.names import automatic_name
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.spelling import to_api
from pulumi_ivs_realtime.rules.tags import declared_tags, merged_tags

RECORDING = recording.PROPERTY
_BLOCK = "AutoParticipantRecordingConfiguration"

_FLAGS = {"true": True, "false": False}  # as configuration has them, where every value is text


class Drift(NamedTuple):
    """One property that adoption would change, in the engine's spelling: as it is, and as it will be."""

    name: str
    before: Any
    after: Any


def may_be_cut_off(inputs: StageInputs) -> bool:
    """Whether a stage may be destroyed while it is live: only a plain true says so."""
    return inputs.force_destroy is True


def completed(old: StageInputs | None, new: StageInputs, settings: Settings, region: Any) -> StageInputs:
    """The inputs as they are stored: final name, `tags_all` and region filled in.

    Args:
        old: the inputs of the last run; None when the stage is created.
        new: what the program declares.
        settings: for default and ignored tags.
        region: where the stage is.
    """
    if isinstance(forced := new.force_destroy, str):
        new = replace(new, force_destroy=_FLAGS.get(forced, forced))
    new = with_declared_texts(new)
    auto_name = (old and old.auto_name) or automatic_name(str(new.create_urn or ""))
    return replace(
        new,
        auto_name=auto_name,
        name=or_else(new.name, auto_name),
        region=region,
        attempt=old.attempt if old else new.attempt,  # that of the creation; a later run's is none of the stage's
        tags_all=all_tags(new, settings),
    )


def handed_over(inputs: StageInputs, settings: Settings) -> StageInputs:
    """The inputs that count: those that the engine hands over, with what check() derived from them derived again.

    Policies change inputs after check(), and know nothing of what hangs together with them.

    Args:
        inputs: as policies left them.
        settings: for default and ignored tags; `tags_all` stays while a tag is not known.
    """
    inputs = with_declared_texts(replace(inputs, name=or_else(inputs.name, inputs.auto_name)))
    everything = all_tags(inputs, settings)
    return replace(inputs, tags_all=inputs.tags_all if everything is None else everything)


def all_tags(inputs: StageInputs, settings: Settings) -> dict[str, Any] | None:
    """`tags_all` by `tags` and these settings; None while a tag is not known."""
    tags = or_else(inputs.tags, {})
    if not isinstance(tags, Mapping) or not all(is_known(value) for value in tags.values()):
        return None
    return merged_tags(tags, settings.defaults, settings.ignored_tags)


def stage_failures(inputs: StageInputs) -> Iterator[Failure]:
    """Everything that the service would refuse, by property path, as far as values are known."""
    yield from declared_failures(inputs)
    block = inputs.auto_participant_recording_configuration
    if is_known(block):
        yield from recording.recording_failures(block, inputs.region)


def changed_properties(id_: str, old: StageInputs, new: StageInputs) -> list[str]:
    """The declared properties, in the engine's spelling, in which two sets of inputs differ.

    Unknown values differ from all.
    """
    return changed(_comparable(id_, old), _comparable(id_, new))


def create_arguments(inputs: StageInputs) -> dict[str, Any]:
    """Arguments of CreateStage."""
    named = {"name": required(inputs.name, "name"), "tags": required(inputs.tags_all, "tagsAll")}
    return {**named, **_recording_argument(inputs)}


def update_arguments(old: StageInputs, new: StageInputs) -> dict[str, Any]:
    """Arguments of UpdateStage that lead from one to the other; {} when it is not needed."""
    changes: dict[str, Any] = {}
    if new.name is None:
        raise KeyError("name")
    if or_else(old.name, "") != new.name:
        changes["name"] = new.name
    if old.auto_participant_recording_configuration != new.auto_participant_recording_configuration:
        changes |= _recording_argument(new) or {RECORDING: recording.OFF}
    return changes


def outputs(inputs: StageInputs, stage: Mapping[str, Any]) -> dict[str, Any]:
    """The property bag of a stage's outputs: the inputs, and what the service computes.

    Args:
        inputs: as declared.
        stage: as the API returns it, or earlier outputs; what it lacks is left out.
    """
    declared = replace(inputs, attempt=None).to_props(others=False)
    computed = {each.wire_name: stage[each.wire_name] for each in STAGE.computed if each.wire_name in stage}
    return declared | {"activeSessionId": "", **computed}


def as_found(inputs: StageInputs, stage: Mapping[str, Any], settings: Settings) -> StageInputs:
    """The inputs as a refresh finds them on the service; what was not declared is no drift."""
    actual = stage.get("tags", {})
    declared = inputs.tags if isinstance(inputs.tags, Mapping) else {}
    tags = declared_tags(actual, declared, settings.defaults, settings.ignored_tags)
    block = inputs.auto_participant_recording_configuration
    if block is not None and RECORDING in stage:
        block = recording.as_declared(block, stage[RECORDING])
    return replace(
        inputs,
        name=stage.get("name", ""),
        tags_all=settings.ignored_tags.leave(actual) | _mark(actual, settings),
        tags=None if inputs.tags is None and not tags else tags,
        auto_participant_recording_configuration=block,
    )


def _mark(actual: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """A stage in a state bears no mark: one that was left over is drift, which the next update removes."""
    mark = mark_of(actual)
    removable = MARK_KEY in actual and settings.create_mark and not (mark and mark.phase == "kept")
    return {MARK_KEY: actual[MARK_KEY]} if removable else {}


def drift(inputs: StageInputs, stage: Mapping[str, Any], settings: Settings) -> list[Drift]:
    """What adoption would change."""
    found = as_found(inputs, stage, settings)
    compared = (
        Drift("name", found.name, inputs.name),
        Drift("tagsAll", found.tags_all, inputs.tags_all),
        Drift(
            RECORDING, found.auto_participant_recording_configuration, inputs.auto_participant_recording_configuration
        ),
    )
    return [each for each in compared if each.before != each.after]


def _recording_argument(inputs: StageInputs) -> dict[str, Any]:
    block = inputs.auto_participant_recording_configuration
    return {} if block is None else {RECORDING: to_api(_BLOCK, block)}


def _comparable(id_: str, inputs: StageInputs) -> StageInputs:
    place = parsed(id_)
    region = inputs.region if place is None else or_else(inputs.region, place.region)
    return replace(
        inputs, tags=or_else(inputs.tags, {}), force_destroy=or_else(inputs.force_destroy, False), region=region
    )
