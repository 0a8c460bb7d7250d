"""Amazon Resource Names of the service."""

from __future__ import annotations

import re
from typing import NamedTuple

_ARN = re.compile(r"arn:(aws[a-z-]*):ivs:([a-z0-9-]+):([0-9]+):([a-z-]+)/([a-zA-Z0-9-]+)")


class Arn(NamedTuple):
    """The parts of `arn:aws:ivs:<region>:<account>:<kind>/<name>`."""

    partition: str
    region: str
    account: str
    kind: str
    name: str


def parsed(arn: str) -> Arn | None:
    """The parts of an ARN of this service; None when it is none."""
    match = _ARN.fullmatch(arn)
    return Arn(*match.groups()) if match else None
