"""Look-ups under Pulumi's mocks (`pulumi.runtime.set_mocks`): the test answers them, and nobody else is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.runtime.mocks import MockCallArgs, MockMonitor
from pulumi.runtime.settings import SETTINGS

from pulumi_ivs_realtime.errors import LookupFailed


def under_mocks() -> bool:
    """Whether a test has called `pulumi.runtime.set_mocks`."""
    return isinstance(SETTINGS.monitor, MockMonitor)


def mocked(function: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """What `Mocks.call` answers for `ivs-realtime:index/<function>:<function>`; None where no mocks are set.

    Args:
        function: such as `getStage`.
        arguments: those that are given, by their names on the wire.

    Raises:
        LookupFailed: the mocks answer with failures.
    """
    monitor = SETTINGS.monitor
    if not under_mocks():
        return None
    given = {name: value for name, value in arguments.items() if value is not None}
    token = f"ivs-realtime:index/{function}:{function}"
    answer = monitor.mocks.call(MockCallArgs(token=token, args=given, provider=""))
    found, failures = answer if isinstance(answer, tuple) else (answer, None)
    if failures:
        raise LookupFailed(f"{token}: " + "; ".join(f"{name} {reason}".strip() for name, reason in failures))
    return dict(found or {})
