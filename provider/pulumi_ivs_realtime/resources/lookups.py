"""Look-ups of what exists: `get_stage`, `get_stages`, `get_tags`, and their forms for outputs.

The convention of pulumi-aws's data sources. They also run in previews, and share one client and one ListStages sweep a
run and region. Under Pulumi's mocks they ask `Mocks.call`, and nothing is sent.
"""

from __future__ import annotations

import asyncio
import difflib
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

import pulumi
from pulumi import Input

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient, client_for
from pulumi_ivs_realtime.aws.session import profile_region
from pulumi_ivs_realtime.errors import InvalidInputs, IvsRealTimeError, LookupFailed, NotFound, NotFoundUnproven
from pulumi_ivs_realtime.model import failures
from pulumi_ivs_realtime.model.kinds import STAGE
from pulumi_ivs_realtime.resources.behaviour.ending import in_one_sentence
from pulumi_ivs_realtime.resources.behaviour.mocks import mocked
from pulumi_ivs_realtime.resources.behaviour.outputs import outputs_in
from pulumi_ivs_realtime.resources.behaviour.run import program_settings, this_run
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.declared import formatted_outputs
from pulumi_ivs_realtime.rules.identity.marks import without_mark
from pulumi_ivs_realtime.rules.secrets import blinded, secret_texts

T = TypeVar("T")
P = ParamSpec("P")


def _plain(look_up: Callable[P, T]) -> Callable[P, T]:
    """Refuses arguments that are of the wrong type, which would silently match nothing, or have no value yet."""

    @functools.wraps(look_up)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        with in_one_sentence():
            _refuse(look_up.__name__, kwargs)
            return look_up(*args, **kwargs)

    return called


def _refuse(name: str, arguments: Mapping[str, object]) -> None:
    for argument, value in arguments.items():
        if value is None:
            continue
        for path in outputs_in(value, argument):
            raise InvalidInputs(f"{name}: {path} is an Output, which a plain look-up cannot await; use {name}_output.")
        for path, reason in formatted_outputs(value, argument):
            raise InvalidInputs(f"{name}: {path} {reason}.")
        for path, reason in failures("Tags" if argument == "tags" else "String", value, path=argument):
            raise InvalidInputs(f"{name}: {path} {reason}.")


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


@dataclass(frozen=True)
class GetTagsResult:
    """The tags of one resource."""

    resource_arn: str
    tags: dict[str, str]


@_plain
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
    if (arn is None) == (name is None):
        raise InvalidInputs("get_stage: give either arn or name.")
    if (answer := mocked("getStage", {"arn": arn, "name": name, "region": region})) is not None:
        return _stage_result({"arn": arn or "", "name": name or "", **answer}, _mocked_region(region, arn))
    if name is not None:
        arn = _only_arn(name, get_stages(region=region))
    place = parsed(str(arn))
    if place is None:
        raise InvalidInputs(f'get_stage: "{arn}" is not the ARN of a stage.')
    try:
        return _stage_result(_client(place.region).get(STAGE, str(arn)), place.region)
    except (NotFound, NotFoundUnproven) as error:
        raise LookupFailed(f"get_stage: there is no stage {arn}{_doubt(error)}.") from error


@_plain
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
            _mocked_region(region), [_summary(each, _mocked_region(region)) for each in answer.get("stages", [])]
        )
    place = _region(region)
    found = [_summary(stage, place) for stage in _client(place).all_of(STAGE, since=this_run().began).values()]
    wanted = [
        stage
        for stage in sorted(found, key=lambda stage: stage.arn)
        if (tags or {}).items() <= stage.tags.items() and pattern.search(stage.name)
    ]
    return _stages_result(place, wanted)


@_plain
def get_tags(*, resource_arn: str) -> GetTagsResult:
    """Looks up the tags of an IVS resource (ListTagsForResource).

    Args:
        resource_arn: of a stage or any other resource of Amazon IVS Real-Time.

    Raises:
        InvalidInputs: it is not the ARN of such a resource, or is an output.
        LookupFailed: there is no such resource.
        ServiceError, Unreachable, InvalidConfiguration: as AWS or the configuration have it.
    """
    if (answer := mocked("getTags", {"resourceArn": resource_arn})) is not None:  # whose ARNs may be any text
        return GetTagsResult(resource_arn, dict(answer.get("tags", {})))
    place = parsed(str(resource_arn))
    if place is None:
        raise InvalidInputs(f'get_tags: "{resource_arn}" is not the ARN of an IVS resource.')
    try:
        return GetTagsResult(resource_arn, without_mark(_client(place.region).list_tags(resource_arn)))
    except (NotFound, NotFoundUnproven) as error:
        raise LookupFailed(f"get_tags: there is no resource {resource_arn}{_doubt(error)}.") from error


def get_stage_output(
    *, arn: Input[str] | None = None, name: Input[str] | None = None, region: Input[str] | None = None
) -> pulumi.Output[GetStageResult]:
    """`get_stage` for inputs; while one is not known, neither is the result."""
    return _for_inputs(get_stage, arn=arn, name=name, region=region)


def get_stages_output(
    *,
    tags: Input[Mapping[str, Input[str]]] | None = None,
    name_regex: Input[str] | None = None,
    region: Input[str] | None = None,
) -> pulumi.Output[GetStagesResult]:
    """`get_stages` for inputs; while one is not known, neither is the result."""
    return _for_inputs(get_stages, tags=tags, name_regex=name_regex, region=region)


def get_tags_output(*, resource_arn: Input[str]) -> pulumi.Output[GetTagsResult]:
    """`get_tags` for inputs; while one is not known, neither is the result."""
    return _for_inputs(get_tags, resource_arn=resource_arn)


def _for_inputs(look_up: Callable[..., T], **arguments: Any) -> pulumi.Output[T]:
    given = pulumi.Output.all(**arguments)

    async def looked_up(values: dict[str, Any]) -> T:
        try:
            # In a thread: an apply runs on the program's event loop, which a call to AWS would hold up.
            return await asyncio.to_thread(look_up, **values)
        except IvsRealTimeError as error:
            if await given.is_secret():
                error.args = (blinded(str(error), secret_texts(values, values)),)
            raise

    return given.apply(looked_up)


def _client(region: str) -> IvsRealTimeClient:
    return client_for(program_settings().connection, region)


def _region(declared: str | None) -> str:
    settings = program_settings()
    region = declared or settings.region or settings.fallback_region or profile_region(settings.connection)
    if not region:
        raise InvalidInputs("no region: pass region=, set aws:region, or AWS_REGION in the environment.")
    return region


def _mocked_region(declared: str | None, arn: str | None = None) -> str:
    place = parsed(arn) if arn else None
    return declared or (place.region if place else None) or program_settings().region or ""


def _stages_result(region: str, stages: list[StageSummary]) -> GetStagesResult:
    return GetStagesResult(region, stages, [stage.arn for stage in stages], [stage.name for stage in stages])


def _pattern(text: str | None) -> re.Pattern[str]:
    try:
        return re.compile(text or "")
    except re.error as error:
        raise InvalidInputs(f'get_stages: name_regex "{text}" is not a regular expression: {error}.') from error


def _only_arn(name: str, found: GetStagesResult) -> str:
    arns = [stage.arn for stage in found.stages if stage.name == name]
    if len(arns) == 1:
        return arns[0]
    if not arns:
        raise LookupFailed(
            f'get_stage: no stage in {found.region} is called "{name}" (region= looks in another one); '
            f"{_nearest(name, found.names)}"
        )
    raise LookupFailed(f'get_stage: {len(arns)} stages in {found.region} are called "{name}": {", ".join(arns)}.')


def _doubt(error: IvsRealTimeError) -> str:
    return f": {error.doubt}" if isinstance(error, NotFoundUnproven) else ""


def _nearest(name: str, names: list[str]) -> str:
    if close := difflib.get_close_matches(name, names, n=1):
        return f'did you mean "{close[0]}"?'
    return {0: "there is no stage.", 1: "there is 1 stage."}.get(len(names), f"there are {len(names)} stages.")


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
