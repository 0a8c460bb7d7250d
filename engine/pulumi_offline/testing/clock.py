"""The clock of programs and hosts, moved ahead by their environment alone: engine and provider know nothing of it."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

AHEAD = "PULUMI_TESTING_SECONDS_AHEAD"
_FOLDER = Path(__file__).with_name("moved_clock")


def moved(ahead: timedelta, python_path: str = "") -> dict[str, str]:
    """Variables under which an interpreter moves what `datetime` says; none when there is nothing to move.

    Args:
        python_path: the PYTHONPATH that it would have otherwise.
    """
    if not ahead:
        return {}
    folders = [str(_FOLDER), python_path] if python_path else [str(_FOLDER)]
    return {AHEAD: f"{ahead.total_seconds():.0f}", "PYTHONPATH": os.pathsep.join(folders)}
