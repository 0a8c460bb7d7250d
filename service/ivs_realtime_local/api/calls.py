"""The log of calls, as far back as it is kept."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ivs_realtime_local.model import shape

KEPT = 10_000
"""How many calls the log holds before the oldest are forgotten."""

KEPT_ANSWERS = 300
"""How many of the last calls keep what was answered, too: as many as the page shows."""

REDACTED = "***"


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it was answered.

    Attributes:
        number: counts up from 1 since the service started.
        time: when it arrived, in seconds since the epoch.
        operation: `CreateStage`; for a request that no operation matches, method and path.
        region, account: of the signature; empty when there was none.
        status: the HTTP status; 0 when the connection was closed without a reply.
        error: the error's code, the kind of fault that answered instead of the service, or empty.
        latency: seconds from arrival to reply.
        request: the members of the request, secrets replaced.
    """

    number: int
    time: float
    operation: str
    region: str
    account: str
    status: int
    error: str
    latency: float
    request: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The call as JSON."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


class CallLog:
    """The last `KEPT` calls."""

    def __init__(self) -> None:
        self._calls: collections.deque[Call] = collections.deque(maxlen=KEPT)
        self._answers: collections.deque[tuple[str | None, bytes]] = collections.deque(maxlen=KEPT_ANSWERS)
        self.last = 0

    def add(self, *, output: str | None, answer: bytes, **properties: Any) -> None:
        """Logs a call under the next number.

        Args:
            output: the shape of the answer, which says what in it is secret; None for an error.
            answer: the body; read only when somebody asks for it.
            properties: the attributes of `Call` but for its number.
        """
        self.last += 1
        self._calls.append(Call(self.last, **properties))
        self._answers.append((output, answer))

    def answer(self, number: int) -> Any:
        """What a call was answered: JSON with secrets replaced, or text.

        Raises:
            ValueError: there is no such call, or it is not among the last `KEPT_ANSWERS`.
        """
        index = len(self._answers) - 1 - (self.last - number)
        if not 0 <= index < len(self._answers):
            raise ValueError(f"The answer to call {number} is not kept.")
        output, answer = self._answers[index]
        try:
            return redacted(output, json.loads(answer))
        except ValueError:
            return answer.decode(errors="replace")

    def since(self, number: int, operation: str | None = None) -> Iterator[Call]:
        """The calls after `number`, oldest first."""
        start = max(0, len(self._calls) - (self.last - number))
        for call in itertools.islice(self._calls, start, None):
            if operation in (None, call.operation):
                yield call

    def clear(self) -> None:
        """Forgets all calls; numbers go on counting."""
        self._calls.clear()
        self._answers.clear()


def redacted(shape_name: str | None, value: Any) -> Any:
    """`value` with everything that the model calls sensitive replaced."""
    if shape_name is None:
        return value
    rules = shape(shape_name)
    if rules.get("sensitive"):
        return REDACTED
    if rules["type"] == "structure":
        return {name: redacted(rules["members"][name]["shape"], inner) for name, inner in value.items()}
    if rules["type"] == "list":
        return [redacted(rules["member"]["shape"], inner) for inner in value]
    return value
