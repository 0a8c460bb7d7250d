"""ARNs and ids in the shapes that Amazon IVS Real-Time gives them."""

from __future__ import annotations

import secrets
import string
from typing import NamedTuple

from ivs_realtime_local.errors import invalid

_ALPHANUMERIC = string.ascii_letters + string.digits
_PARTS = 6


class Arn(NamedTuple):
    """`arn:aws:ivs:<region>:<account>:<kind>/<id>`."""

    region: str
    account: str
    kind: str
    id: str

    def __str__(self) -> str:
        return f"arn:aws:ivs:{self.region}:{self.account}:{self.kind}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> Arn:
        """The ARN's parts; raises ValidationException for anything else."""
        parts = text.split(":")
        kind, slash, id_ = parts[-1].partition("/")
        if len(parts) != _PARTS or not slash or parts[:3] != ["arn", "aws", "ivs"]:
            raise invalid(f'"{text}" is not the ARN of an IVS resource')
        return cls(parts[3], parts[4], kind, id_)


def new_id(length: int = 12) -> str:
    """A random id of letters and digits; the service uses 12 of them for stages and participants."""
    return "".join(secrets.choice(_ALPHANUMERIC) for _ in range(length))


def new_session_id() -> str:
    """A random session id: `st-` and 13 letters and digits."""
    return f"st-{new_id(13)}"
