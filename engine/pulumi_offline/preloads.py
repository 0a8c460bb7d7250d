"""What installed packages ask to have loaded before programs and hosts are forked."""

from __future__ import annotations

import functools
from importlib.metadata import entry_points

GROUP = "pulumi_offline.preload"


@functools.cache
def preloads() -> tuple[str, ...]:
    """Modules, or `module:function`, in the order of the entry points' names; nothing is imported here."""
    return tuple(each.value for each in sorted(entry_points(group=GROUP), key=lambda each: each.name))
