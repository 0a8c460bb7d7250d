"""The program's part of exactly once: it takes a mark off a resource as soon as the state is seen to hold it.

The engine saves a creation before it answers the program, but not after a second Ctrl-C. The program therefore reads
what the engine has saved, and takes marks off only what stands there (docs/decisions/identity.md). Nothing here knows
what kind of resource it is.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import secrets
import shutil
import signal
import threading
import time
import weakref
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import pulumi
from pulumi.runtime.proto import resource_pb2_grpc

from pulumi_ivs_realtime.aws.client import IvsRealTimeClient, client_for
from pulumi_ivs_realtime.declarations import ATTEMPT, CREATE_ATTEMPT
from pulumi_ivs_realtime.errors import IvsRealTimeError, NotFound, Refused
from pulumi_ivs_realtime.lifecycle.own_state import exported
from pulumi_ivs_realtime.lifecycle.unmarking import DENIED, marked_resources, remove_mark
from pulumi_ivs_realtime.model import REGIONS
from pulumi_ivs_realtime.model.kinds import Kind
from pulumi_ivs_realtime.resources.behaviour.outputs import settled
from pulumi_ivs_realtime.resources.behaviour.run import Run, program_settings, this_run
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, Mark, creator
from pulumi_ivs_realtime.rules.progress import Progress, registering
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.tags import MOST_TAGS, TagChanges

T = TypeVar("T")

_FIRST_PAUSE = 0.05
"""Seconds in which more resources may come together for one reading of the state."""
_SHARE = 10.0
"""How many times as long as a reading took is waited before the next one: a large state takes its time.

It is waited only once as long where as many resources wait for the reading as are still to come. Each reading then
takes half of what is left, and the last ones are few: marks go at twice the pace at which stages are made.
"""
_LAST_CALLS = (0.5, 0.5, 1.0)
"""Pauses in seconds before each look for what a dying host had sent; a later one only where it may still arrive."""
_REMOVALS = 4
"""Threads: as many calls as keep within the quota where each takes a third of a second."""
_GOODBYE = 10.0
"""Seconds for which a program that ends waits until it has given back."""
_LOOKS = 4
"""Readings that may lack a resource before its mark is left to a later run."""


class Made(NamedTuple):
    """A resource that this run made, and that still bears its mark."""

    arn: str
    creator: str
    attempt: str
    looks: int = 0


def new_attempt() -> str | None:
    """A name for one declaration in one run of a program; None where nobody could take the mark off.

    Only a program has a root resource and waits until the engine has answered; a component plugin does neither.
    Without `pulumi` on the PATH nobody can read the state. Mocks have none, and of an engine that runs the program
    inside its own process, as in tests, the `pulumi` that is installed knows nothing.
    """
    run = this_run()
    if run.waits is None:
        elsewhere = isinstance(pulumi.runtime.settings.get_monitor(), resource_pb2_grpc.ResourceMonitorStub)
        in_program = pulumi.runtime.get_root_resource() is not None
        run.waits = elsewhere and in_program and shutil.which("pulumi") is not None
    return secrets.token_hex(8) if run.waits else None


def attempt_input(attempt: str | None) -> dict[str, Any]:
    """The attempt as a hidden input; unknown in a preview: `up --plan` would refuse another value than the plan's."""
    if attempt is None:
        return {}
    return {ATTEMPT.wire_name: _unknown() if pulumi.runtime.is_dry_run() else attempt}


def remove_mark_once_recorded(resource: pulumi.CustomResource, kind: Kind, attempt: str, region: object) -> None:
    """Takes the mark off `resource`, if this run makes it, once the state holds it.

    Where the registration fails, what it made meanwhile is given back at the end of the program.

    Args:
        resource: with the outputs `tagsAll` and, hidden, the attempt that made it.
        kind: of the resource.
        attempt: what this program passed for it.
        region: the argument.
    """
    if pulumi.runtime.is_dry_run():
        return
    run = this_run()
    if run not in _marks:
        _marks[run] = Marks(program_settings())
    _marks[run].watch(resource, kind, attempt, region)


class Marks:
    """The marks that one run of a program has to take off."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = _stack()  # not later: the SDK tells other threads another one
        self._made: dict[str, Made] = {}
        self._open: dict[str, tuple[Kind, object]] = {}  # by attempt: kind and declared region, while registering
        self._progress, self._began, self._done, self._making = Progress(), time.monotonic(), 0, False
        self._news = asyncio.Event()
        self._working = False
        self._told_denied = False
        # Not the loop's own threads: each registration that has not come back occupies one of those.
        self._threads = ThreadPoolExecutor(_REMOVALS, "marks")
        self._ending: threading.Thread | None = None

    def watch(self, resource: pulumi.CustomResource, kind: Kind, attempt: str, region: object) -> None:
        """Waits for a registration to come back."""
        if not self._settings.create_mark:
            return
        self._open[attempt] = kind, region
        asyncio.ensure_future(_made_by(resource, attempt)).add_done_callback(
            functools.partial(self._registered, attempt)
        )
        if self._ending is None:
            self._ending = threading.Thread(target=self._give_back_at_the_end, args=(asyncio.get_event_loop(),))
            self._ending.daemon = True
            self._ending.start()
            atexit.register(_wait_for, self._ending)
        if not self._working:
            self._working = True
            # The SDK ends a program only when all outputs have come: it is made to wait for this.
            pulumi.Output(set(), asyncio.ensure_future(self._work()), settled(True), settled(False))

    def _registered(self, attempt: str, task: asyncio.Task[Made | None]) -> None:
        if task.cancelled() or task.exception():
            return
        del self._open[attempt]
        if made := task.result():
            self._made[made.arn] = made
        self._tell_progress(made)
        if self._made or not self._open:
            self._news.set()

    def _tell_progress(self, made: Made | None) -> None:
        """Of runs that make something: for each creation has to wait for a quota."""
        self._done += 1
        self._making |= made is not None
        now = time.monotonic()
        if self._making and self._progress.is_due(now) and self._open:
            pulumi.log.info(registering(self._done, len(self._open), now - self._began))

    async def _work(self) -> None:
        """Ends when every registration has come back and no mark is left to take off; never fails."""
        try:
            while self._open or self._made:
                await self._news.wait()
                self._news.clear()
                await self._remove_all()
        except Exception as error:
            _leave(
                self._made, str(error) if isinstance(error, IvsRealTimeError) else f"{type(error).__name__}: {error}"
            )
            self._made.clear()
        finally:
            self._working = False

    async def _remove_all(self) -> None:
        took = 0.0
        while self._made:
            await self._more(took)
            began = time.monotonic()
            state, reason, _ = await self._in_thread(functools.partial(exported, self._stack))
            took = time.monotonic() - began
            if state is None:
                raise Refused(f"{reason}.")
            await self._remove_from([made for made in self._made.values() if state.holds(made.arn)])
            self._give_up_on_the_rest()

    async def _in_thread(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, act)

    async def _more(self, took: float) -> None:
        """Waits for more resources, but not once all registrations have come back.

        Args:
            took: seconds of the last reading.
        """
        began = time.monotonic()
        await asyncio.sleep(_FIRST_PAUSE)
        while self._open:
            waited = time.monotonic() - began
            if waited >= (took if len(self._made) >= len(self._open) else _SHARE * took):
                return
            await asyncio.sleep(_FIRST_PAUSE)

    async def _remove_from(self, found: Sequence[Made]) -> None:
        for made in found:
            del self._made[made.arn]
        # In threads, which may outlive an interrupt: what is recorded may lose its mark whatever happens.
        outcomes = await asyncio.gather(*(self._in_thread(functools.partial(self._removed, made)) for made in found))
        if DENIED in outcomes and not self._told_denied:
            self._told_denied = True
            pulumi.log.warn(DENIED)
        if failed := [outcome for outcome in outcomes if outcome and outcome != DENIED]:
            _leave(failed, failed[0])

    def _removed(self, made: Made) -> str | None:
        """What went wrong; None when the mark has gone."""
        place = parsed(made.arn)
        try:
            client = client_for(self._settings.connection, place.region if place else "")
            mark = Mark(made.creator, int(client.now()), made.attempt, "made")
            return None if remove_mark(client, made.arn, mark) else DENIED
        except NotFound:
            return None
        except IvsRealTimeError as error:
            return str(error)

    def _give_back_at_the_end(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins as soon as the program's loop has ended, whichever way.

        A failed update interrupts the program, which then waits for calls that nobody answers any more, until the
        engine kills it: its own end comes too late.
        """
        while loop.is_running():
            time.sleep(_FIRST_PAUSE)
        with contextlib.suppress(IvsRealTimeError):  # it stays under its mark, which `stages --orphans` shows
            self._give_back()

    def _give_back(self) -> None:
        """Lets the next run claim what failed registrations have made.

        The host may have died between its last act and its answer. The engine then calls the creation failed and
        forgets it, so that nothing in the state bears witness. What is saved, or still pending, is left alone.
        """
        clients = self._clients() if self._open else []  # first: making the first one may take a second
        for pause in _LAST_CALLS if self._open else ():
            time.sleep(pause)
            since = time.monotonic()
            found = [(client, *each) for client in clients for each in self._marked(client, since)]
            # The state is read after the region: what was made by then is pending, saved or forgotten.
            self._give_back_from([each for each in found if each[2].phase == "made"])
            if all(mark.phase == "made" for _, _, mark in found):
                return

    def _give_back_from(self, made: list[tuple[IvsRealTimeClient, str, Mark]]) -> None:
        if not made:
            return
        state = exported(self._stack).state
        for client, arn, mark in made:
            if state is not None and not state.holds(arn) and not state.is_pending(mark.attempt):
                client.change_tags(arn, TagChanges([], {MARK_KEY: str(mark.in_phase("begun"))}))

    def _marked(self, client: IvsRealTimeClient, since: float) -> list[tuple[str, Mark]]:
        kinds = {kind for kind, _ in self._open.values()}
        marked = (each for kind in kinds for each in marked_resources(client, kind, since=since))
        return [(arn, mark) for arn, mark in marked if mark.attempt in self._open]

    def _clients(self) -> list[IvsRealTimeClient]:
        """Of the regions in which failed registrations may have made something."""
        default = self._settings.region or self._settings.fallback_region
        declared = {default if region is None else region for _, region in self._open.values()}
        known = {region for region in declared if isinstance(region, str)}
        regions = known if declared <= {*known, None} else {*known, *REGIONS}
        return [client_for(self._settings.connection, region) for region in sorted(regions)]

    def _give_up_on_the_rest(self) -> None:
        looked = {arn: made._replace(looks=made.looks + 1) for arn, made in self._made.items()}
        tired = {arn: made for arn, made in looked.items() if made.looks >= _LOOKS}
        self._made = {arn: made for arn, made in looked.items() if arn not in tired}
        if tired:
            _leave(tired, "the engine's saved state does not show them")


async def _made_by(resource: pulumi.CustomResource, attempt: str) -> Made | None:
    """What this run made under this attempt, and did not leave without a mark."""
    if await pulumi.get(resource, CREATE_ATTEMPT.wire_name).future() != attempt:
        return None
    arn, urn = await resource.id.future(), await resource.urn.future()
    tags = await pulumi.get(resource, "tagsAll").future() or {}
    # With as many tags as a resource can have, create() itself had to make room for the last one.
    if not arn or len(tags) >= MOST_TAGS:
        return None
    return Made(arn, creator(pulumi.get_organization(), str(urn)), attempt)


def _wait_for(ending: threading.Thread) -> None:
    """Waits until the program has given back, whatever interrupts it: an engine that fails interrupts it twice."""
    if ending.is_alive():
        with contextlib.suppress(ValueError):  # not the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        ending.join(_GOODBYE)


def _stack() -> str:
    return f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"


def _leave(made: Collection[str], why: str) -> None:
    if made:
        pulumi.log.warn(
            f"{len(made)} new stages keep the tag {MARK_KEY} until a later `up` or `refresh` takes it off ({why})."
        )


def _unknown() -> pulumi.Output[Any]:
    return pulumi.Output(set(), settled(None), settled(False), settled(False))


_marks: weakref.WeakKeyDictionary[Run, Marks] = weakref.WeakKeyDictionary()
"""Those that each run of a program has to take off what it makes."""
