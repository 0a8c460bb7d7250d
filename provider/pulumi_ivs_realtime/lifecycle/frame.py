"""What all resources of this package share: settings, clients, unknown values, one-sentence errors."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar

import pulumi
from pulumi.dynamic import CheckFailure, CheckResult, ConfigureRequest, DiffResult, ResourceProvider

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient, client_for, listen_to_waits
from pulumi_ivs_realtime.aws.limiter import Wait
from pulumi_ivs_realtime.configuration.reading import debugging, read_settings
from pulumi_ivs_realtime.declarations import CREATE_URN, Resource
from pulumi_ivs_realtime.errors import InvalidInputs, IvsRealTimeError, NotFound, Refused
from pulumi_ivs_realtime.lifecycle.host import hide_tracebacks, tell, watch_engine
from pulumi_ivs_realtime.lifecycle.memory import MEMORY, Memory
from pulumi_ivs_realtime.model import Failure
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.hidden import as_now_spelt
from pulumi_ivs_realtime.rules.names import quoted_name
from pulumi_ivs_realtime.rules.progress import Progress, waiting
from pulumi_ivs_realtime.rules.secrets import CONFIDENTIAL, blinded, secret_texts
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.spelling import as_python

Props = dict[str, Any]

_PICKLE = "__provider"
"""The property in which a dynamic host keeps the provider."""


class Failed(Exception):
    """What the user reads when an operation fails: one sentence about one resource."""

    @classmethod
    def at(cls, what: str, error: Exception) -> Failed:
        """The error as Python will print it: the class's name is the first half of the sentence.

        Python puts a class's module before its name, unless that is `builtins`.
        """
        kind: type[Failed] = type(what, (cls,), {"__module__": "builtins", "__qualname__": what})
        return kind(error)


class Comparison(DiffResult):
    """What diff() finds.

    Attributes:
        differing: the properties, in the engine's spelling, that differ or take another resource.
    """

    def __init__(self, differing: Collection[str], replaces: list[str], *, changes: bool, first: bool | None) -> None:
        """`changes`: whether the engine must act; `first`: whether the old resource goes before the new one is made."""
        super().__init__(changes=changes, replaces=replaces, delete_before_replace=first)
        self.differing = tuple(dict.fromkeys((*differing, *replaces)))


def is_unknown(value: object) -> bool:
    """Whether a value is not known yet, as in a preview: an object, or the sentinel of older SDKs, says so."""
    return isinstance(value, pulumi.output.Unknown) or bool(value == pulumi.runtime.rpc.UNKNOWN)


UNKNOWN = pulumi.runtime.rpc.UNKNOWN
"""Returned from check() for what a preview cannot compute yet."""


class Provider(ResourceProvider):
    """Base of this package's providers; nothing is set before configure(), for the pickle stands in the state."""

    serialize_as_secret_always = False

    declaration: ClassVar[Resource]
    memory: Memory = MEMORY
    settings: Settings

    def configure(self, req: ConfigureRequest) -> None:
        """Reads the stack's configuration; raises when a key has the wrong shape."""
        with _one_sentence("the stack's configuration"):
            self.settings = read_settings(req.config.get, os.environ)
        watch_engine()
        tell_of_waits()

    def check(self, olds: Props, news: Props) -> CheckResult:
        """Completes the inputs and refuses what the service would refuse, in sentences that show no secret."""
        with self.speaking("checking", news):
            inputs, found = self.checked(olds, news)
            secret = as_now_spelt(news).get(CONFIDENTIAL) or []
            return CheckResult(inputs, _check_failures(found, secret_texts(news, secret)))

    def compared(
        self, olds: Props, news: Props, differing: Collection[str], replaces: list[str], *, first: bool | None = None
    ) -> Comparison:
        """What diff() answers.

        A dynamic host must also update the outputs where nothing differs but they hold no provider, as after the
        plugin: it finds its provider in them, and ends with a traceback where there is none.
        """
        comes_from_plugin = _PICKLE in news and _PICKLE not in olds
        changes = bool(differing or replaces) or comes_from_plugin
        return Comparison(differing, replaces, changes=changes, first=first)

    def diff(self, id_: str, olds: Props, news: Props) -> Comparison:
        """What differs; a subclass says how, and answers with `compared`."""
        raise NotImplementedError

    def checked(self, olds: Props, news: Props) -> tuple[Props, Iterable[Failure]]:
        """The inputs as they are stored, and what is wrong with them."""
        raise NotImplementedError

    def client(self, region: str) -> IvsRealTimeClient:
        """The process's client for `region`."""
        return client_for(self.settings.connection, region)

    @contextmanager
    def speaking(self, verb: str, props: Mapping[str, Any]) -> Iterator[None]:
        """Turns every error of this package into one sentence that names verb, kind and resource."""
        name = quoted_name(as_now_spelt(props).get(CREATE_URN.wire_name))
        with _one_sentence(f"{verb} {self.declaration.noun} {name}"):
            yield

    def refuse_foreign(self, id_: str, *, own: bool) -> None:
        """Refuses a resource of another kind: an alias, a type or a name can hand over anything.

        Raises:
            Refused: `own` says that the id is not one of this kind.
        """
        if not own:
            raise Refused(
                f'the state holds "{id_}" under this name, which is no {self.declaration.noun}: an alias, or a type '
                "used before, leads to a resource of another kind; give the resource another name, or take the alias "
                "away."
            )

    @contextmanager
    def needing(self, property_: str, arn: str) -> Iterator[None]:
        """Says of a resource that does not exist which property names it."""
        try:
            yield
        except NotFound:
            raise InvalidInputs(f"{arn} does not exist; check {as_python(property_)}.") from None

    def client_of(self, arn: str) -> IvsRealTimeClient:
        """The client for the region in which `arn` lies."""
        place = parsed(arn)
        if place is None:
            raise IvsRealTimeError(f'"{arn}" is not an ARN of Amazon IVS Real-Time.')
        return self.client(place.region)


_waits = Progress()


def tell_of_waits() -> None:
    """From now on this process says how far it is where calls wait long for a quota."""
    listen_to_waits(_tell_of_wait)


def _tell_of_wait(wait: Wait) -> None:
    if MEMORY.tells(wait.operation) and _waits.is_due(time.monotonic()):
        tell(waiting(wait.operation, wait.rate, wait.done, MEMORY.left(wait.operation)))


@contextmanager
def _one_sentence(what: str) -> Iterator[None]:
    if not debugging(os.environ):
        hide_tracebacks()
    try:
        yield
    except IvsRealTimeError as error:
        if debugging(os.environ):
            raise
        raise Failed.at(what, error) from None
    except Exception as error:
        if debugging(os.environ):
            raise
        raise Failed.at(what, _unexpected(error)) from None


def _unexpected(error: Exception) -> IvsRealTimeError:
    return IvsRealTimeError(f"{type(error).__name__}: {error} (set PULUMI_IVS_DEBUG=1 to see where).")


def _check_failures(found: Iterable[Failure], secrets: Collection[str]) -> list[CheckFailure]:
    """Failures for the engine: as whole sentences, since it would print all of a property's value beside its name."""
    return [CheckFailure("", blinded(f"{as_python(path)} {reason}", secrets)) for path, reason in found]
