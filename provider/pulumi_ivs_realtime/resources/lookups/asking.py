"""How look-ups ask: which arguments they take, where they look, and what mocks answer instead."""

from __future__ import annotations

import asyncio
import difflib
import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, ParamSpec, TypeVar

import pulumi

from pulumi_ivs_realtime.aws.client import Found, IvsRealTimeClient, client_for
from pulumi_ivs_realtime.aws.session import profile_region
from pulumi_ivs_realtime.errors import InvalidInputs, IvsRealTimeError, LookupFailed, NotFound, NotFoundUnproven
from pulumi_ivs_realtime.model import failures
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.resources.behaviour.ending import in_one_sentence
from pulumi_ivs_realtime.resources.behaviour.mocks import mocked
from pulumi_ivs_realtime.resources.behaviour.outputs import outputs_in
from pulumi_ivs_realtime.resources.behaviour.run import program_settings, this_run
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.declared import formatted_outputs
from pulumi_ivs_realtime.rules.names import with_article
from pulumi_ivs_realtime.rules.secrets import blinded, secret_texts

T = TypeVar("T")
P = ParamSpec("P")


class One(NamedTuple):
    """What was looked up, and the region in which it lies."""

    found: Found
    region: str


def plain(look_up: Callable[P, T]) -> Callable[P, T]:
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


def for_inputs(look_up: Callable[..., T], **arguments: Any) -> pulumi.Output[T]:
    """What a look-up finds for inputs; while one is not known, neither is the result."""
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


def client_in(region: str) -> IvsRealTimeClient:
    """The client of a region, with the stack's connection."""
    return client_for(program_settings().connection, region)


def region_or_default(declared: str | None) -> str:
    """The region to look in.

    Raises:
        InvalidInputs: nothing says which.
    """
    settings = program_settings()
    region = declared or settings.region or settings.fallback_region or profile_region(settings.connection)
    if not region:
        raise InvalidInputs("no region: pass region=, set aws:region, or AWS_REGION in the environment.")
    return region


def mocked_region(declared: str | None, arn: str | None = None) -> str:
    """The region of what mocks answer; "" where nothing says which."""
    place = parsed(arn) if arn else None
    return declared or (place.region if place else None) or program_settings().region or ""


def doubt(error: IvsRealTimeError) -> str:
    """Why "not found" may not be so, as the end of a sentence."""
    return f": {error.doubt}" if isinstance(error, NotFoundUnproven) else ""


def listed(kind: Kind, region: str) -> list[Found]:
    """All resources of a kind in a region by ARN, from one listing a run and region."""
    everything = client_in(region).all_of(kind, since=this_run().began).values()
    return sorted(everything, key=lambda each: str(each["arn"]))


def one(look_up: str, kind: Kind, arn: str | None, name: str | None, region: str | None) -> One:
    """The one resource with this ARN or name, by its Get operation; by name, its List operation comes first.

    Args:
        look_up: the function's name, for messages.
        kind: of the resource.
        arn: its ARN; either this or `name`.
        name: its name, which must be the only one of that name in the region.
        region: for `name`.

    Raises:
        InvalidInputs: neither or both of `arn` and `name`, or no region.
        LookupFailed: none of that ARN or name, or several of that name.
    """
    if (arn is None) == (name is None):
        raise InvalidInputs(f"{look_up}: give either arn or name.")
    if (answer := mocked(f"get{kind.name}", {"arn": arn, "name": name, "region": region})) is not None:
        return One({"arn": arn or "", "name": name or "", **answer}, mocked_region(region, arn))
    if name is not None:
        place = region_or_default(region)
        arn = _only_arn(look_up, kind, name, place)
    found_at = parsed(str(arn))
    if found_at is None or found_at.kind != kind.arn_kind:
        raise InvalidInputs(f'{look_up}: "{arn}" is not the ARN of {with_article(kind.noun)}.')
    try:
        return One(client_in(found_at.region).get(kind, str(arn)), found_at.region)
    except (NotFound, NotFoundUnproven) as error:
        raise LookupFailed(f"{look_up}: there is no {kind.noun} {arn}{doubt(error)}.") from error


def _only_arn(look_up: str, kind: Kind, name: str, region: str) -> str:
    found = listed(kind, region)
    arns = [str(each["arn"]) for each in found if each.get("name", "") == name]
    if len(arns) == 1:
        return arns[0]
    if not arns:
        names = [str(each.get("name", "")) for each in found]
        raise LookupFailed(
            f'{look_up}: no {kind.noun} in {region} is called "{name}" (region= looks in another one); '
            f"{_nearest(name, names, kind.noun)}"
        )
    raise LookupFailed(f'{look_up}: {len(arns)} {kind.noun}s in {region} are called "{name}": {", ".join(arns)}.')


def _nearest(name: str, names: list[str], noun: str) -> str:
    if close := difflib.get_close_matches(name, names, n=1):
        return f'did you mean "{close[0]}"?'
    return {0: f"there is no {noun}.", 1: f"there is 1 {noun}."}.get(len(names), f"there are {len(names)} {noun}s.")
