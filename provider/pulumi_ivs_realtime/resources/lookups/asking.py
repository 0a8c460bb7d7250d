"""How look-ups ask: which arguments they take, where they look, and what mocks answer instead."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

import pulumi

from pulumi_ivs_realtime.aws.finding import Finder, One, refuse_both
from pulumi_ivs_realtime.errors import InvalidInputs, IvsRealTimeError
from pulumi_ivs_realtime.model import failures
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.resources.behaviour.ending import in_one_sentence
from pulumi_ivs_realtime.resources.behaviour.mocks import mocked
from pulumi_ivs_realtime.resources.behaviour.outputs import outputs_in
from pulumi_ivs_realtime.resources.behaviour.run import program_settings, this_run
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.declared import formatted_outputs
from pulumi_ivs_realtime.rules.secrets import blinded, secret_texts

T = TypeVar("T")
P = ParamSpec("P")


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


def finder() -> Finder:
    """Looks up with the stack's connection, and lists once a run and region."""
    return Finder(program_settings(), since=this_run().began, region_argument="region=")


def mocked_region(declared: str | None, arn: str | None = None) -> str:
    """The region of what mocks answer; "" where nothing says which."""
    place = parsed(arn) if arn else None
    return declared or (place.region if place else None) or program_settings().region or ""


def one(look_up: str, kind: Kind, arn: str | None, name: str | None, region: str | None) -> One:
    """As `Finder.one`, or what mocks answer.

    Raises:
        InvalidInputs: neither or both of `arn` and `name`, `arn` is not one of this kind, or there is no region.
        LookupFailed: none of that ARN or name, or several of that name.
    """
    refuse_both(look_up, arn, name)
    if (answer := mocked(f"get{kind.name}", {"arn": arn, "name": name, "region": region})) is not None:
        return One({"arn": arn or "", "name": name or "", **answer}, mocked_region(region, arn))
    return finder().one(look_up, kind, arn, name, region)
