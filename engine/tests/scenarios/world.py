"""What lies behind a scenario's resources, where that is more than the plain provider's files."""

import subprocess
from datetime import timedelta
from typing import Any, Protocol


class Death(Protocol):
    """A process that dies at a point that only the world can see."""

    def prepare(self) -> None: ...

    def strike(self, process: subprocess.Popen[str]) -> None: ...


class Outputs(Protocol):
    """Reads the stack's outputs in plain text."""

    def __call__(self) -> dict[str, Any]: ...


class World(Protocol):
    """A service of its own kind, in which things happen behind the engine's back.

    Attributes:
        ahead: how far the clocks of programs and hosts are moved ahead.
    """

    ahead: timedelta

    def environment(self) -> dict[str, str]: ...

    def written(self, source: str) -> str: ...

    def apply(self, step: Any, outputs: Outputs) -> None: ...

    def sight(self, step: Any) -> dict[str, Any]: ...

    def calls(self) -> dict[str, list[str]]: ...

    def objects(self) -> dict[str, Any]: ...

    def scrubbed(self, text: str) -> str: ...

    def death(self, kill_at: str) -> Death | None: ...
