"""The clock of a scenario's programs and hosts, moved ahead by the environment alone: engine and product know nothing.

The CLI's interpreters get libfaketime (Debian's package of that name) where it is installed; else, and on the offline
engine, which forks its interpreters, a `sitecustomize` moves what `datetime` says.
"""

import subprocess
from datetime import timedelta
from functools import cache
from pathlib import Path

from pulumi_offline.testing.clock import moved

MENDED = Path(__file__).with_name("under_libfaketime")


def by_libfaketime(ahead: timedelta) -> dict[str, str]:
    """Variables under which the dynamic linker moves the clock of every process that it starts (not of Go's)."""
    library = libfaketime()
    if library is None:
        return moved(ahead)
    if not ahead:
        return {}
    return {
        "LD_PRELOAD": library,
        "FAKETIME": f"+{ahead.total_seconds():.0f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # time-outs go by that clock
        "PYTHONPATH": str(MENDED),
    }


@cache
def libfaketime() -> str | None:
    """Where libfaketime for programs with threads is, by way of its own command; None where it is not installed."""
    try:
        told = subprocess.run(["faketime", "-m", "-f", "+0s", "printenv", "LD_PRELOAD"], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return told.stdout.strip() or None
