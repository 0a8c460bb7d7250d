"""The program's part of exactly once: it takes a mark off a resource as soon as the state is seen to hold it.

The engine saves a creation before it answers the program, but not after a second Ctrl-C. The program therefore reads
what the engine has saved, and takes marks off only what stands there (docs/decisions/identity.md). Nothing here knows
what kind of resource it is.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Collection
from typing import Any, NamedTuple

import pulumi
from pulumi.runtime.invoke import invoke_async
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.settings import get_monitor

from pulumi_ivs_realtime.aws.client import client_for
from pulumi_ivs_realtime.errors import IvsRealTimeError, NotFound
from pulumi_ivs_realtime.lifecycle.unmarking import DENIED, remove_mark
from pulumi_ivs_realtime.resources.declaration import program_settings, settled, this_run
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.marks import MARK_KEY, Mark, creator
from pulumi_ivs_realtime.rules.settings import Settings
from pulumi_ivs_realtime.rules.tags import MOST_TAGS

_FIRST_PAUSE = 0.05
"""Seconds in which more resources may come together for one reading of the state."""
_SHARE = 10.0
"""How many times as long as a reading took is waited before the next one: a large state takes its time."""
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

    Only a program has a root resource and waits until the engine has answered; a component plugin does neither. Mocks
    have no state to look into.
    """
    mocked = isinstance(get_monitor(), MockMonitor)
    return None if mocked or pulumi.runtime.get_root_resource() is None else secrets.token_hex(8)


def attempt_input(attempt: str | None) -> dict[str, Any]:
    """The hidden input `attempt`; unknown in a preview, for `up --plan` would refuse another value than the plan's."""
    if attempt is None:
        return {}
    return {"attempt": _unknown() if pulumi.runtime.is_dry_run() else attempt}


def remove_mark_once_recorded(resource: pulumi.CustomResource, attempt: str) -> None:
    """Takes the mark off `resource`, if this run makes it, once the state holds it.

    Args:
        resource: with the outputs `createAttempt` and `tagsAll`.
        attempt: what this program passed for it.
    """
    if pulumi.runtime.is_dry_run():
        return
    run = this_run()
    if run.marks is None:
        run.marks = Marks(program_settings())
    run.marks.watch(resource, attempt)


class Marks:
    """The marks that one run of a program has to take off."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[str, Made] = {}
        self._watched = 0
        self._news = asyncio.Event()
        self._working = False
        self._told_denied = False

    def watch(self, resource: pulumi.CustomResource, attempt: str) -> None:
        """Waits for a registration to come back."""
        if not self._settings.create_mark:
            return
        self._watched += 1
        asyncio.ensure_future(_made_by(resource, attempt)).add_done_callback(self._registered)
        if not self._working:
            self._working = True
            # The SDK ends a program only when all outputs have come: it is made to wait for this.
            pulumi.Output(set(), asyncio.ensure_future(self._work()), settled(True), settled(False))

    def _registered(self, task: asyncio.Task[Made | None]) -> None:
        self._watched -= 1
        if not task.cancelled() and not task.exception() and (made := task.result()):
            self._made[made.arn] = made
        if self._made or not self._watched:
            self._news.set()

    async def _work(self) -> None:
        """Ends when every registration has come back and no mark is left to take off; never fails."""
        try:
            while self._watched or self._made:
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
        pause = _FIRST_PAUSE
        while self._made:
            await asyncio.sleep(pause)
            began = time.monotonic()
            recorded = await _recorded()
            pause = max(_FIRST_PAUSE, _SHARE * (time.monotonic() - began))
            await self._remove_from([made for made in self._made.values() if made.arn in recorded])
            self._give_up_on_the_rest()

    async def _remove_from(self, found: Collection[Made]) -> None:
        for made in found:
            del self._made[made.arn]
        # In threads, which may outlive an interrupt: what is recorded may lose its mark whatever happens.
        done = await asyncio.gather(*(asyncio.to_thread(self._removed, made) for made in found))
        if not all(done) and not self._told_denied:
            self._told_denied = True
            pulumi.log.warn(DENIED)

    def _removed(self, made: Made) -> bool:
        place = parsed(made.arn)
        client = client_for(self._settings.connection, place.region if place else "")
        mark = Mark(made.creator, int(client.now()), made.attempt, "made")
        try:
            return remove_mark(client, made.arn, mark)
        except NotFound:
            return True

    def _give_up_on_the_rest(self) -> None:
        looked = {arn: made._replace(looks=made.looks + 1) for arn, made in self._made.items()}
        tired = {arn: made for arn, made in looked.items() if made.looks >= _LOOKS}
        self._made = {arn: made for arn, made in looked.items() if arn not in tired}
        if tired:
            _leave(tired, "the engine's saved state does not show them")


async def _made_by(resource: pulumi.CustomResource, attempt: str) -> Made | None:
    """What this run made under this attempt, and did not leave without a mark."""
    if await pulumi.get(resource, "createAttempt").future() != attempt:
        return None
    arn, urn = await resource.id.future(), await resource.urn.future()
    tags = await pulumi.get(resource, "tagsAll").future() or {}
    # With as many tags as a resource can have, create() itself had to make room for the last one.
    if not arn or len(tags) >= MOST_TAGS:
        return None
    return Made(arn, creator(pulumi.get_organization(), str(urn)), attempt)


async def _recorded() -> set[str]:
    """The ids of what the engine has saved by now; unfinished creations and what is to be deleted are left out."""
    name = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    saved = await invoke_async("pulumi:pulumi:readStackResourceOutputs", {"stackName": name})
    return {str(each["outputs"]["arn"]) for each in saved["outputs"].values() if "arn" in (each.get("outputs") or {})}


def _leave(made: Collection[str], why: str) -> None:
    if made:
        pulumi.log.warn(
            f"{len(made)} new stages keep the tag {MARK_KEY} until a later `up` or `refresh` takes it off ({why})."
        )


def _unknown() -> pulumi.Output[Any]:
    return pulumi.Output(set(), settled(None), settled(False), settled(False))
