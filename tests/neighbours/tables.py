"""The tables of docs/comparison.md: ours from the declarations, the others' as they were read and written down.

`PYTHONPATH=tests python -m neighbours.tables` writes them into the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pulumi_ivs_realtime.declarations import RESOURCES, Change, Property, Resource

PAGE = Path(__file__).parents[2] / "docs" / "comparison.md"
READ: dict[str, Any] = json.loads(Path(__file__).with_name("cloudformation.json").read_text())
"""What AWS::IVS::… has, the same in aws-native, awscc and the CDK: what a change of it means."""
TABLES = re.compile(r"(?<=<!-- properties -->\n).*?(?=<!-- end -->)", re.DOTALL)
ABSENT = "–"


def tables() -> str:
    """All tables as the page has them."""
    return "\n".join("\n".join(_table(each)) + "\n" for each in RESOURCES if each.kind)


def ours(resource: Resource) -> dict[str, str]:
    """What a change of each property means here, by its path."""
    found: dict[str, str] = {}
    for each in resource.arguments:
        found |= dict(_paths(each, "", each.change))
    for each in (*resource.derived, *resource.computed):
        if not each.hidden:
            found[each.name] = "output, a secret" if each.secret else "output"
    return found


def _paths(declared: Property, above: str, change: Change) -> Iterator[tuple[str, str]]:
    path = f"{above}.{declared.name}" if above else declared.name
    means = {Change.REPLACES: "replaces", Change.NONE: "at the creation"}.get(change, "in place")
    yield path, means
    for member in declared.block.members if declared.block else ():
        yield from _paths(member, path, change)


def _table(resource: Resource) -> Iterator[str]:
    theirs, here = READ["types"][resource.name], ours(resource)
    yield f"| {resource.name} | here | AWS::IVS::{resource.name} |"
    yield "| --- | --- | --- |"
    for path in [*here, *(path for path in theirs if path not in here)]:
        yield f"| `{path}` | {here.get(path, ABSENT)} | {theirs.get(path, ABSENT)} |"


if __name__ == "__main__":
    PAGE.write_text(TABLES.sub(lambda _: tables(), PAGE.read_text()))
