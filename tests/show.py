"""Whole programs with stages: the offline engine above, a local service below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from clients import REGION, client
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.testing import Outcome, Stack

Program = Callable[[], Any]


class Show:
    """A stack "dev" of a project "show", and what its service holds and was asked."""

    def __init__(self, folder: Path, service: LocalService) -> None:
        self.stack = Stack(folder, name="dev", project="show")
        self.stack.environment |= service.environment(REGION)
        self.service = service
        self.aws = client(service.url)

    def declare(self, program: Program, **config: str) -> Stack:
        """The stack with this program and `aws:` configuration."""
        self.stack.program = program
        self.stack.config = {f"aws:{key}": value for key, value in config.items()}
        return self.stack

    def up(self, program: Program, **config: str) -> Outcome:
        """`pulumi up`, which must succeed."""
        return self.declare(program, **config).up()

    def preview(self, program: Program, **config: str) -> Outcome:
        """`pulumi preview`, which must succeed."""
        return self.declare(program, **config).preview()

    def stages(self) -> dict[str, dict[str, Any]]:
        """What the service holds, by name."""
        return {stage["name"]: stage for stage in self.aws.list_stages(maxResults=100)["stages"]}

    def calls(self) -> Counter[str]:
        """The calls since the last time this was asked."""
        found = Counter(call["operation"] for call in self.service.calls())
        self.service.reset_calls()
        return found


def changed(outcome: Outcome) -> dict[str, str]:
    """The operations that do something, by resource."""
    return {step.name: step.op for step in outcome.operations if step.op not in {"same", "read", "refresh"}}
