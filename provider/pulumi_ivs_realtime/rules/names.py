"""Names of stages and of the resources that declare them."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 128
_HEX = 7


def automatic_name(urn: str) -> str:
    """`<resource name>-<7 hex>`, derived from the URN and made to fit the service's pattern."""
    suffix = "-" + hashlib.sha256(urn.encode()).hexdigest()[:_HEX]
    return re.sub(r"[^a-zA-Z0-9_-]", "-", resource_name(urn))[: _LONGEST - len(suffix)] + suffix


def quoted_name(urn: object) -> str:
    """The logical name of the resource, as sentences quote it: `"lobby"`; "?" where its inputs name no URN."""
    return f'"{resource_name(str(urn or "?"))}"'


def resource_name(urn: str) -> str:
    """The logical name at the end of a URN."""
    return urn.rpartition("::")[2]
