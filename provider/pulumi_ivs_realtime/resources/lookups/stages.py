"""The look-ups of stages: `get_stage`, `get_stages`, and their forms for outputs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.errors import InvalidInputs
from pulumi_ivs_realtime.model.kinds import STAGE
from pulumi_ivs_realtime.resources.behaviour.mocks import mocked
from pulumi_ivs_realtime.resources.lookups.asking import finder, for_inputs, mocked_region, one, plain
from pulumi_ivs_realtime.rules.identity.marks import without_mark


@dataclass(frozen=True)
class StageEndpointsResult:
    """Where clients of a stage connect to."""

    events: str
    whip: str
    rtmp: str
    rtmps: str


@dataclass(frozen=True)
class GetStageResult:
    """A stage as GetStage returns it.

    Attributes:
        arn: its ARN.
        id: its ARN, too.
        name: may be empty, and need not be unique.
        region: where it lies.
        tags: all of its tags.
        active_session_id: "" when nobody is in it.
        endpoints: where clients connect to.
        auto_participant_recording_configuration: in the API's spelling, with the service's defaults.
    """

    arn: str
    id: str
    name: str
    region: str
    tags: dict[str, str]
    active_session_id: str
    endpoints: StageEndpointsResult
    auto_participant_recording_configuration: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StageSummary:
    """A stage as ListStages returns it; see `GetStageResult` for its attributes."""

    arn: str
    name: str
    region: str
    tags: dict[str, str]
    active_session_id: str


@dataclass(frozen=True)
class GetStagesResult:
    """The stages that were asked for, by ARN.

    Attributes:
        region: where they lie.
        stages: summaries.
        arns: their ARNs.
        names: their names, in the same order.
    """

    region: str
    stages: list[StageSummary]
    arns: list[str]
    names: list[str]


@plain
def get_stage(*, arn: str | None = None, name: str | None = None, region: str | None = None) -> GetStageResult:
    """Looks one stage up (GetStage; by name: ListStages, all pages, then GetStage).

    Args:
        arn: its ARN; either this or `name`.
        name: its name, which must be the only one of that name in the region.
        region: for `name`; default `aws:region`, else the environment's.

    Raises:
        InvalidInputs: neither or both of `arn` and `name`, an argument of the wrong type or an output, or no region.
        LookupFailed: no stage of that ARN or name, or several of that name.
        ServiceError, Unreachable, InvalidConfiguration: as AWS or the configuration have it.
    """
    return _stage_result(*one("get_stage", STAGE, arn, name, region))


@plain
def get_stages(
    *, tags: Mapping[str, str] | None = None, name_regex: str | None = None, region: str | None = None
) -> GetStagesResult:
    """Looks up all stages of a region (ListStages, all pages), filtered here, for the API has no filter.

    Args:
        tags: which a stage must all bear, with these values.
        name_regex: a regular expression that is found in the name (`re.search`).
        region: default `aws:region`, else the environment's.

    Raises:
        InvalidInputs: an argument is of the wrong type or an output, `name_regex` no regular expression, or there is
            no region.
        ServiceError, Unreachable, InvalidConfiguration: as AWS or the configuration have it.
    """
    pattern = _pattern(name_regex)
    given = {"tags": tags, "nameRegex": name_regex, "region": region}
    if (answer := mocked("getStages", given)) is not None:
        return _stages_result(
            mocked_region(region), [_summary(each, mocked_region(region)) for each in answer.get("stages", [])]
        )
    finding = finder()
    place = finding.region(region)
    found = [_summary(stage, place) for stage in finding.listed(STAGE, place)]
    wanted = [stage for stage in found if (tags or {}).items() <= stage.tags.items() and pattern.search(stage.name)]
    return _stages_result(place, wanted)


def get_stage_output(
    *, arn: Input[str] | None = None, name: Input[str] | None = None, region: Input[str] | None = None
) -> pulumi.Output[GetStageResult]:
    """`get_stage` for inputs; while one is not known, neither is the result."""
    return for_inputs(get_stage, arn=arn, name=name, region=region)


def get_stages_output(
    *,
    tags: Input[Mapping[str, Input[str]]] | None = None,
    name_regex: Input[str] | None = None,
    region: Input[str] | None = None,
) -> pulumi.Output[GetStagesResult]:
    """`get_stages` for inputs; while one is not known, neither is the result."""
    return for_inputs(get_stages, tags=tags, name_regex=name_regex, region=region)


def _stages_result(region: str, stages: list[StageSummary]) -> GetStagesResult:
    return GetStagesResult(region, stages, [stage.arn for stage in stages], [stage.name for stage in stages])


def _pattern(text: str | None) -> re.Pattern[str]:
    try:
        return re.compile(text or "")
    except re.error as error:
        raise InvalidInputs(f'get_stages: name_regex "{text}" is not a regular expression: {error}.') from error


def _summary(stage: Mapping[str, Any], region: str) -> StageSummary:
    return StageSummary(
        arn=stage["arn"],
        name=stage.get("name", ""),
        region=region,
        tags=without_mark(stage.get("tags", {})),
        active_session_id=stage.get("activeSessionId", ""),
    )


def _stage_result(stage: Mapping[str, Any], region: str) -> GetStageResult:
    endpoints = stage.get("endpoints", {})
    return GetStageResult(
        arn=stage["arn"],
        id=stage["arn"],
        name=stage.get("name", ""),
        region=region,
        tags=without_mark(stage.get("tags", {})),
        active_session_id=stage.get("activeSessionId", ""),
        endpoints=StageEndpointsResult(**{key: endpoints.get(key, "") for key in ("events", "whip", "rtmp", "rtmps")}),
        auto_participant_recording_configuration=stage.get("autoParticipantRecordingConfiguration", {}),
    )
