"""The mark that an unfinished stage bears: whose it is, since when, and of which call."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

MARK_KEY = "pulumi:creating"

LONGEST_CALL = 30.0
"""Seconds after which a call that this package made has certainly ended on this side."""


class Mark(NamedTuple):
    """The value of the tag `pulumi:creating`.

    Attributes:
        creator: hash of organization, project, stack and URN.
        time: seconds since 1970, of the host's clock when it called.
        nonce: names the one CreateStage call.
    """

    creator: str
    time: int
    nonce: str

    def __str__(self) -> str:
        return f"{self.creator}/{self.time}/{self.nonce}"

    def age(self, now: float) -> float:
        """Seconds since the call; a mark from a clock ahead of ours counts as made now."""
        return max(0.0, now - self.time)


def creator(organization: str, urn: str) -> str:
    """Whose stage it will be; the URN holds project, stack, type and name."""
    return hashlib.sha256(f"{organization}\n{urn}".encode()).hexdigest()[:32]


def mark_of(tags: Mapping[str, str]) -> Mark | None:
    """The mark among a stage's tags; None when there is none, or none of ours."""
    parts = tags.get(MARK_KEY, "").split("/")
    if len(parts) != len(Mark._fields) or not parts[1].isdecimal():
        return None
    return Mark(parts[0], int(parts[1]), parts[2])


def without_mark(tags: Mapping[str, str]) -> dict[str, str]:
    """The stage's own tags."""
    return {key: value for key, value in tags.items() if key != MARK_KEY}
