"""Takes marks off what this run made, as soon as the state is seen to hold it; proof or nothing.

No program waits here for the state. The plugin lives as long as the run and reads what the engine has saved, as a
Python program does for dynamic resources. At its end the engine asks every plugin to cancel and waits a few seconds for
the answer: time for the last look (docs/decisions/plugin.md).
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from pulumi_ivs_realtime.declarations import ATTEMPT
from pulumi_ivs_realtime.errors import IvsRealTimeError, NotFound
from pulumi_ivs_realtime.lifecycle.frame import Props, Provider, is_unknown
from pulumi_ivs_realtime.lifecycle.host import tell
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from pulumi_ivs_realtime.lifecycle.unmarking import remove_mark, tell_denied
from pulumi_ivs_realtime.rules.identity.marks import Mark, creator
from pulumi_ivs_realtime.rules.inputs import ManagedInputs
from pulumi_ivs_realtime.rules.tags import MOST_TAGS

_FIRST_PAUSE = 0.2
"""Seconds in which more resources may come together for one reading of the state."""
_SHARE = 3.0
"""How many times as long as a reading took is waited before the next one."""
_LAST = 4.0
"""Seconds for a last look: an engine waits five for a plugin to cancel, and after SIGINT five more for its end."""
_AT_ONCE = 8
_READINGS = 3


class _Made(NamedTuple):
    provider: ManagedProvider[Any]
    inputs: ManagedInputs


class Marks:
    """What one provider made in this run, and what of it still bears its mark."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._made: dict[str, _Made] = {}
        self._working = self._hurried = False
        self._took = 0.0
        self._proving = threading.Lock()
        self._proof: bool | None = None

    def provable(self, provider: Provider, props: Props) -> bool:
        """Whether the state of this very stack can be read, in which the creation under way must stand as pending.

        Where it cannot, nobody could take the mark off later, and create() does so itself. A plugin is not told of the
        organization: a stack of another one with equal names lacks this creation.
        """
        attempt = props.get(ATTEMPT.wire_name)
        if not isinstance(provider, ManagedProvider) or not attempt or not provider.settings.create_mark:
            return False
        with self._proving:
            if self._proof is None:
                self._proof = _is_pending(provider, _inputs(provider, props))
            return self._proof

    def made(self, provider: Provider, arn: str, props: Props) -> None:
        """create() is about to return this resource.

        Without an attempt it bears no mark any more, nor with so many tags that the mark had to make room for the last.
        """
        full = len(props.get("tagsAll") or ()) >= MOST_TAGS
        if not isinstance(provider, ManagedProvider) or not props.get(ATTEMPT.wire_name) or full:
            return
        with self._changed:
            self._made[arn] = _Made(provider, _inputs(provider, props))
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name="marks", daemon=True).start()

    def last_look(self) -> None:
        """Reads the state without further pauses; returns when nothing is left, or the engine will not wait longer."""
        with self._changed:
            self._hurried = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._made, _LAST)
            self._hurried = False

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._hurried, _FIRST_PAUSE + _SHARE * self._took)
                waiting = dict(self._made)
            self._look(waiting)
            with self._changed:
                self._changed.notify_all()
                if not self._made:
                    self._working = False
                    return

    def _look(self, waiting: dict[str, _Made]) -> None:
        began = time.monotonic()
        one = next(iter(waiting.values()))
        state = one.provider.memory.own_state.read(one.inputs, since=began).state
        self._took = time.monotonic() - began
        held = [] if state is None else [arn for arn in waiting if state.holds(arn)]
        self._remove({arn: waiting[arn] for arn in held})
        with self._changed:
            for arn in held:
                self._made.pop(arn, None)

    @staticmethod
    def _remove(held: dict[str, _Made]) -> None:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(_remove, held, held.values()))


def _is_pending(provider: ManagedProvider[Any], inputs: ManagedInputs) -> bool:
    """Whether the state shows this creation; an earlier reading does not, nor does one while the state is written."""
    since = float("-inf")
    for _ in range(_READINGS):
        reading = provider.memory.own_state.read(inputs, since=since)
        if reading.state is not None and reading.state.is_pending(str(inputs.attempt)):
            return True
        if reading.state is None and not reading.may_come:
            return False
        time.sleep(_FIRST_PAUSE)
        since = time.monotonic()
    return False


def _inputs(provider: ManagedProvider[Any], props: Props) -> ManagedInputs:
    inputs: ManagedInputs = provider.rules.recorded(props, is_unknown)
    return inputs


def _remove(arn: str, made: _Made) -> None:
    inputs = made.inputs
    try:
        client = made.provider.client_of(arn)
        mark = Mark(creator(str(inputs.organization), inputs.urn), int(client.now()), str(inputs.attempt), "made")
        if not remove_mark(client, arn, mark):
            tell_denied(arn)
    except NotFound:
        return
    except IvsRealTimeError as error:
        tell(f"{arn} keeps the tag of its creation until a later `up` or `refresh` takes it off: {error}", "warning")
