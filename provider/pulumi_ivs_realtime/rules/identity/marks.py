"""The mark of a stage that no state holds yet: a tag, from CreateStage until the state is seen to hold the stage.

Its value is a wire format (docs/decisions/identity.md): `<creator>/<time>/<nonce>` while create() is at work,
`made/<creator>/<time>/<nonce>` from its last act on, `kept/…` where nobody may take the tag away.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args

MARK_KEY = "pulumi:creating"

LONGEST_CALL = 30.0
"""Seconds after which a call that this package made has certainly ended on this side."""

Phase = Literal["begun", "made", "kept"]
"""How far a creation has come.

begun: create() is at work, or died. Whoever has the same URN may finish it.
made: create() has returned, or was about to. Only the stack whose state lacks the stage may claim it.
kept: the state holds the stage, and the role may not take the tag away. Nobody may claim it.
"""


class Mark(NamedTuple):
    """The value of the tag `pulumi:creating`.

    Attributes:
        creator: hash of organization, project, stack and URN.
        time: seconds since 1970, by the service's clock, when the call was sent.
        nonce: `<attempt>.<random>`: the attempt of the program, and what tells calls and claims apart. Without the
            attempt where the program passes none.
        phase: how far the creation has come.
    """

    creator: str
    time: int
    nonce: str
    phase: Phase = "begun"

    def __str__(self) -> str:
        parts = (self.creator, str(self.time), self.nonce)
        return "/".join(parts if self.phase == "begun" else (self.phase, *parts))

    @property
    def attempt(self) -> str:
        """The hidden input `attempt` of the creation that left this mark; "" when it had none."""
        return self.nonce.rpartition(".")[0]

    def age(self, now: float) -> float:
        """Seconds since the call; a mark from a clock ahead of ours counts as made now."""
        return max(0.0, now - self.time)

    def in_phase(self, phase: Phase) -> Mark:
        """The same creation, further on."""
        return self._replace(phase=phase)


def creator(organization: str, urn: str) -> str:
    """Whose stage it will be; the URN holds project, stack, type and name."""
    return hashlib.sha256(f"{organization}\n{urn}".encode()).hexdigest()[:32]


def new_nonce(attempt: str) -> str:
    """A nonce for one call; `attempt` is "" where the program passes none."""
    return f"{attempt}.{secrets.token_hex(8)}" if attempt else secrets.token_hex(8)


def mark_of(tags: Mapping[str, str]) -> Mark | None:
    """The mark among a stage's tags; None when there is none, or none of ours."""
    phase, *parts = tags.get(MARK_KEY, "").split("/")
    if phase not in get_args(Phase):
        phase, parts = "begun", [phase, *parts]
    if len(parts) != len(("creator", "time", "nonce")) or not parts[1].isdecimal():
        return None
    return Mark(parts[0], int(parts[1]), parts[2], phase)  # type: ignore[arg-type]  # one of Phase


def without_mark(tags: Mapping[str, str]) -> dict[str, str]:
    """The stage's own tags."""
    return {key: value for key, value in tags.items() if key != MARK_KEY}
