"""Faults, latency and holds, set by tests and benchmarks."""

from __future__ import annotations

import asyncio
import dataclasses
import difflib
import random
from dataclasses import dataclass, field
from typing import Any

from ivs_realtime_local.api.sts import OPERATIONS as STS_OPERATIONS
from ivs_realtime_local.errors import STATUS, ApiError
from ivs_realtime_local.model import operations

RESET = "reset"
DROP = "drop"
HTML = "html"
REDIRECT = "redirect"
EMPTY = "empty"
NO_REQUEST_ID = "no-request-id"
ENDLESS = "endless"

SHORTHANDS = {"429": "TooManyRequestsException", "500": "InternalServerException", "503": "ServiceUnavailableException"}
"""Statuses that may stand for their error code."""

STRANGERS = (HTML, REDIRECT, EMPTY)
"""Answers of something that stands between, such as a login page: none of them bears a request id."""

KINDS = (RESET, DROP, *STRANGERS, NO_REQUEST_ID, ENDLESS, *SHORTHANDS, *STATUS)
"""What a fault may be: `reset` closes the connection before the call takes effect, `drop` after it; a status or
an error code answers with that error and without effect; `html` answers 200 with a page, `redirect` 302 to one,
`empty` 200 with `{}`, all without effect; `no-request-id` takes that header away; `endless` makes every page of a
listing the first one."""

ANY = "*"
"""Stands for every operation."""


def check_operation(name: str) -> str:
    """The name, if it is an operation or `*`; a misspelt one would never strike, and nobody would know.

    Raises:
        ValueError: it is none; the sentence names the nearest.
    """
    known = [*operations(), *STS_OPERATIONS]
    if name != ANY and name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        instead = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}, and {ANY} for all."
        raise ValueError(f"There is no operation {name}; {instead}")
    return name


@dataclass
class Fault:
    """A fault that strikes the calls of an operation.

    Attributes:
        kind: one of `KINDS`.
        operation: which calls; `*` for all.
        rate: the probability that a call is struck, 0 to 1.
        count: how many calls are struck before the fault is over; None for no end.
        skip: how many matching calls pass first.
        match: members that the request must have, such as `{"name": "lobby"}`.
        after: for errors, `html`, `redirect` and `empty`, whether the call takes effect before that is sent.
    """

    kind: str
    operation: str = ANY
    rate: float = 1.0
    count: int | None = None
    skip: int = 0
    match: dict[str, Any] = field(default_factory=dict)
    after: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.operation, str):
            raise ValueError(f"A fault's operation is a text, not {self.operation!r}.")
        if self.kind not in KINDS:
            raise ValueError(f"A fault is one of {', '.join(KINDS)}, not {self.kind!r}.")
        check_operation(self.operation)
        if isinstance(self.rate, bool) or not 0 <= self.rate <= 1:
            raise ValueError(f"A fault's rate is between 0 and 1, not {self.rate}.")
        for name, number in (("count", self.count), ("skip", self.skip)):
            if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number < 0):
                raise ValueError(f"A fault's {name} is a whole number, not {number!r}.")
        if not isinstance(self.match, dict) or not isinstance(self.after, bool):
            raise ValueError("A fault's match is an object, and its after is true or false.")
        self.kind = SHORTHANDS.get(self.kind, self.kind)

    def strikes(self, operation: str, request: dict[str, Any]) -> bool:
        """Whether this call is struck; counts it if so."""
        if self.operation not in (ANY, operation) or self.over or not self._matches(request):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if random.random() >= self.rate:  # noqa: S311 - chance, not a secret
            return False
        self.count = None if self.count is None else self.count - 1
        return True

    def _matches(self, request: dict[str, Any]) -> bool:
        return all(request.get(name) == value for name, value in self.match.items())

    @property
    def over(self) -> bool:
        """Whether the fault has struck as often as it was to."""
        return self.count == 0

    @property
    def error(self) -> ApiError:
        """The error that the fault answers with."""
        return ApiError(self.kind, "This error was asked for by a fault of the local service")


@dataclass
class Latency:
    """Seconds that a call waits before and after it takes effect."""

    before: float = 0.0
    after: float = 0.0


BEFORE = "before"
AFTER = "after"


class Hold:
    """Holds the calls of an operation at one point until it is released.

    Attributes:
        operation: which calls; `*` for all.
        when: `before` or `after` they take effect.
        held: the requests that stand there, in order of arrival.
    """

    def __init__(self, operation: str, when: str) -> None:
        if when not in (BEFORE, AFTER):
            raise ValueError(f"A call is held {BEFORE} or {AFTER} it takes effect, not {when!r}.")
        self.operation = check_operation(operation)
        self.when = when
        self.held: list[dict[str, Any]] = []
        self._released = asyncio.Event()

    def release(self) -> None:
        """Lets the calls go on."""
        self._released.set()

    async def stand(self, operation: str, request: dict[str, Any]) -> None:
        """Waits for the release."""
        call = {"operation": operation, "when": self.when, "request": request}
        self.held.append(call)
        try:
            await self._released.wait()
        finally:
            self.held.remove(call)


class Disturbances:
    """All faults, latencies and holds that are set."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._holds: list[Hold] = []
        self._latencies: dict[str, Latency] = {}

    def strike(self, operation: str, request: dict[str, Any]) -> Fault | None:
        """The first fault that strikes this call."""
        found = next((fault for fault in self.faults if fault.strikes(operation, request)), None)
        if found and found.over:
            self.faults.remove(found)
        return found

    def latency(self, operation: str) -> Latency | None:
        """How long calls of the operation wait, if they do."""
        return self._latencies.get(operation) or self._latencies.get(ANY)

    def set_latency(self, operation: str, latency: Latency) -> None:
        """Makes the calls of an operation (`*`: all without one of their own) wait."""
        self._latencies[check_operation(operation)] = latency

    def to_dict(self) -> dict[str, Any]:
        """All that is set, and the calls that are held now, as JSON."""
        return {
            "faults": [dataclasses.asdict(fault) for fault in self.faults],
            "latencies": [{"operation": name, **dataclasses.asdict(one)} for name, one in self._latencies.items()],
            "holds": [{"operation": hold.operation, "when": hold.when} for hold in self._holds],
            "held": self.held(),
        }

    def add_hold(self, hold: Hold) -> None:
        """Holds calls from here on."""
        self._holds.append(hold)

    def held(self) -> list[dict[str, Any]]:
        """The calls that are held now."""
        return [call for hold in self._holds for call in hold.held]

    async def stand(self, operation: str, when: str, request: dict[str, Any]) -> None:
        """Waits where calls of this operation are held."""
        for hold in self._holds:
            if hold.operation in (ANY, operation) and hold.when == when:
                await hold.stand(operation, request)

    def clear(self) -> None:
        """Takes all faults and latencies away, and lets go on what is held."""
        self.faults.clear()
        self._latencies.clear()
        for hold in self._holds:
            hold.release()
        self._holds.clear()
