"""Marks that somebody left on stages: the tag `pulumi:creating` of a declaration named "lobby"."""

from __future__ import annotations

import time
from typing import Any

from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY, Mark, creator
from steps import declared

URN = declared("lobby")["__createUrn"]
OURS = creator("organization", URN)


def stages(aws: Any) -> list[dict[str, Any]]:
    """What the service holds."""
    found: list[dict[str, Any]] = aws.list_stages(maxResults=100)["stages"]
    return found


def mark(owner: str = OURS, age: float = 3600.0, nonce: str = "n1") -> dict[str, str]:
    """The tag of a stage that `owner` began to make so many seconds ago."""
    return {MARK_KEY: str(Mark(owner, int(time.time() - age), nonce))}
