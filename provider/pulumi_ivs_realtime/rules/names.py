"""Names of stages and of the resources that declare them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

_LONGEST = 128
_HEX = 7


def automatic_name(urn: str) -> str:
    """`<resource name>-<7 hex>`, derived from the URN and made to fit the service's pattern."""
    suffix = "-" + hashlib.sha256(urn.encode()).hexdigest()[:_HEX]
    return re.sub(r"[^a-zA-Z0-9_-]", "-", resource_name(urn))[: _LONGEST - len(suffix)] + suffix


def quoted_name(inputs: Mapping[str, object]) -> str:
    """The logical name of the resource that has these inputs, as sentences quote it: `"lobby"`."""
    return f'"{resource_name(str(inputs.get("createUrn") or "?"))}"'


def resource_name(urn: str) -> str:
    """The logical name at the end of a URN."""
    return urn.rpartition("::")[2]
