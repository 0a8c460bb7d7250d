"""Takes marks off what this run made, as soon as the state is seen to hold it; proof or nothing.

No program waits here for the state. The plugin lives as long as the run, and reads what the engine has saved, as a
Python program does for dynamic resources. What a run that ends early leaves marked is drift for the next refresh, and
goes in passing with the next creation (docs/decisions/plugin.md).
"""

from __future__ import annotations

import threading
import time
from typing import NamedTuple

from pulumi_ivs_realtime.errors import IvsRealTimeError, NotFound
from pulumi_ivs_realtime.lifecycle.frame import Provider
from pulumi_ivs_realtime.lifecycle.host import tell
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.lifecycle.own_state import exported
from pulumi_ivs_realtime.lifecycle.unmarking import remove_mark, tell_denied
from pulumi_ivs_realtime.plugin.hosted import ORGANIZATION
from pulumi_ivs_realtime.rules.identity.marks import Mark, creator

_FIRST_PAUSE = 0.2
"""Seconds in which more resources may come together for one reading of the state."""
_SHARE = 3.0
"""How many times as long as a reading took is waited before the next one."""
_LAST = 0.6
"""Seconds for the last look, of the second that an engine waits for a plugin to end."""


class _Made(NamedTuple):
    provider: Provider
    urn: str
    attempt: str


class Marks:
    """What one provider made in this run, and what of it still bears its mark."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._made: dict[str, _Made] = {}
        self._working = False
        self._took = 0.0

    def made(self, provider: Provider, arn: str, urn: str, attempt: str | None) -> None:
        """create() is about to return this resource; without an attempt it bears no mark any more."""
        if not attempt or not isinstance(provider, ManagedProvider) or not provider.settings.create_mark:
            return
        with self._lock:
            self._made[arn] = _Made(provider, urn, attempt)
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name="marks", daemon=True).start()

    def last_look(self) -> None:
        """Reads the state once more, if anything is left."""
        if self._made:
            done = threading.Thread(target=self._look, daemon=True)
            done.start()
            done.join(_LAST)

    def _work(self) -> None:
        while True:
            time.sleep(_FIRST_PAUSE + _SHARE * self._took)
            self._look()
            with self._lock:
                if not self._made:
                    self._working = False
                    return

    def _look(self) -> None:
        with self._lock:
            waiting = dict(self._made)
        if not waiting:
            return
        began = time.monotonic()
        state = exported(_stack_of(next(iter(waiting.values())).urn)).state
        self._took = time.monotonic() - began
        if state is None:
            with self._lock:
                self._made.clear()  # without the state there is no proof; a later run takes the marks off
            return
        for arn, made in waiting.items():
            if state.holds(arn):
                with self._lock:
                    mine = self._made.pop(arn, None)
                if mine:
                    _remove(arn, made)


def _remove(arn: str, made: _Made) -> None:
    try:
        client = made.provider.client_of(arn)
        mark = Mark(creator(ORGANIZATION, made.urn), int(client.now()), made.attempt, "made")
        if not remove_mark(client, arn, mark):
            tell_denied(arn)
    except NotFound:
        return
    except IvsRealTimeError as error:
        tell(f"{arn} keeps the tag of its creation until a later `up` or `refresh` takes it off: {error}", "warning")


def _stack_of(urn: str) -> str:
    return urn.split("::")[0].rpartition(":")[2]
