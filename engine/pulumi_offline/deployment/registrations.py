"""A registration on its way through the engine, and whom to tell when it is done."""

from __future__ import annotations

import asyncio
import dataclasses

from pulumi_offline.resource.goals import Goal, Outcome
from pulumi_offline.resource.property_values import Props


class Registration:
    """A resource that the program registered; `outcome` is what the program waits for."""

    def __init__(self, goal: Goal) -> None:
        self.goal = goal
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def done(self, outcome: Outcome) -> None:
        """Tell the program, unless it was told already."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def fail(self, error: BaseException) -> None:
        """Tell the program that the run ended before its turn."""
        if not self.outcome.done():
            self.outcome.set_exception(error)
            self.outcome.exception()  # nobody may be waiting any more


@dataclasses.dataclass
class OutputsRequest:
    """Outputs that the program registers for a component or the stack."""

    urn: str
    outputs: Props
