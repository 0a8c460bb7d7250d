"""The two hosts of one declaration: what its type, and with it its URN, is in each."""

from __future__ import annotations

PACKAGE = "ivs-realtime"
"""The package of the plugin's resources and of its providers."""
DYNAMIC = f"pulumi-python:dynamic/{PACKAGE}:"
"""Before the class of a dynamic resource."""
PLUGIN = f"{PACKAGE}:index:"
"""Before the class of a resource of the provider plugin."""


def other_urn(urn: str) -> str:
    """The URN of the same declaration in the other host; "" for a type of somebody's own."""
    head, _, name = urn.rpartition("::")
    above, before, type_ = head.rpartition("$") if "$" in head else head.rpartition("::")
    for here, there in ((DYNAMIC, PLUGIN), (PLUGIN, DYNAMIC)):
        if type_.startswith(here):
            return f"{above}{before}{there}{type_.removeprefix(here)}::{name}"
    return ""
