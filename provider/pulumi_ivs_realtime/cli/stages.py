"""The command `stages`: what is there, live or idle, finished or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pulumi_ivs_realtime.aws.client import Found
from pulumi_ivs_realtime.cli.selection import none_matches, one_sentence, selecting, selection, state_of
from pulumi_ivs_realtime.model.kinds import KINDS, STAGE
from pulumi_ivs_realtime.rules.arns import parsed
from pulumi_ivs_realtime.rules.identity.orphans import Orphan, orphans
from pulumi_ivs_realtime.rules.kinds.every import MANAGED
from pulumi_ivs_realtime.visible import visible, visible_json

Row = Sequence[str]


@click.command()
@selecting
@click.option(
    "--orphans", "unfinished", is_flag=True, help="Instead, what still bears the mark of its creation, of all kinds."
)
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option(
    "--stack", metavar="NAME", help="With --orphans: whose state tells held from not held; default the selected."
)
def stages(
    region: str | None, tags: tuple[str, ...], name: str | None, unfinished: bool, as_json: bool, stack: str | None
) -> None:
    """List stages: name, ARN, tags, live or idle.

    A table on a terminal, or a few lines a stage when the terminal is narrow; in a pipe one line a stage, columns
    separated by tabs. Exit code 0, also when there are none; 1 when AWS refuses; 2 for wrong usage.
    """
    with one_sentence():
        wanted = selection(region, tags, name)
        found = [each for kind in (KINDS.values() if unfinished else [STAGE]) for each in wanted.all(kind)]
    begun = orphans(found, wanted.client.now(), _is_live, state_of(stack)) if unfinished else []
    if unfinished:
        _print(begun, _orphan_row, _orphan_json, ORPHAN_COLUMNS, as_json=as_json)
    else:
        _print(found, _stage_row, _stage_json, STAGE_COLUMNS, as_json=as_json)
    if not (begun if unfinished else found):
        none_matches("unfinished resource" if unfinished else "stage", wanted.region)


STAGE_COLUMNS = ("name", "arn", "tags", "state")
ORPHAN_COLUMNS = ("name", "arn", "age", "what to do")
_WRAPPED = {"tags", "what to do"}
"""The columns that a table may wrap, between words."""
_NARROWEST = 30
"""Of a wrapped column: with less the table would be tall and thin."""
_GAP = 2


def _stage_row(stage: Found) -> Row:
    return stage.get("name", ""), stage["arn"], _tags(stage), _liveness(stage)


def _stage_json(stage: Found) -> dict[str, Any]:
    session = stage.get("activeSessionId") or ""
    return {
        "name": stage.get("name", ""),
        "arn": stage["arn"],
        "tags": stage.get("tags", {}),
        "live": bool(session),
        "activeSessionId": session,
    }


def _is_live(found: Mapping[str, Any]) -> bool:
    place = parsed(found["arn"])
    kind = KINDS.get(place.kind) if place else None
    return kind is not None and MANAGED[kind.name].live(found) is not None


def _orphan_row(orphan: Orphan) -> Row:
    return orphan.found.get("name", ""), orphan.found["arn"], _duration(orphan.age), orphan.advice


def _orphan_json(orphan: Orphan) -> dict[str, Any]:
    return {
        **_stage_json(dict(orphan.found)),
        "live": _is_live(orphan.found),
        "creator": orphan.mark.creator,
        "ageSeconds": int(orphan.age),
        "advice": orphan.advice,
    }


def _print(
    found: Sequence[Any],
    row: Callable[[Any], Row],
    document: Callable[[Any], dict[str, Any]],
    columns: Sequence[str],
    *,
    as_json: bool,
) -> None:
    console = Console(highlight=False)
    if as_json:
        click.echo(visible_json([document(each) for each in found], indent=2))
    elif console.is_terminal:
        _show(console, columns, [_visible(row(each)) for each in found])
    else:
        for each in found:
            click.echo("\t".join(_visible(row(each))))


def _visible(row: Row) -> Row:
    return [visible(cell, lines=False) for cell in row]


def _show(console: Console, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """A table where it fits, else a few lines a stage: an ARN is there to be copied, so it is never broken."""
    if not rows:
        return
    if _width(columns, rows) <= console.width:
        console.print(_table(columns, rows))
        return
    for row in rows:
        for line in _lines(dict(zip(columns, row, strict=True))):
            console.print(Text(line), soft_wrap=True)  # what the terminal itself wraps is copied as one line


def _lines(cells: dict[str, str]) -> Iterator[str]:
    yield "  ".join(text for column, text in cells.items() if column not in {"arn", *_WRAPPED} and text)
    yield f"  {cells['arn']}"
    yield from (f"  {text}" for column, text in cells.items() if column in _WRAPPED and text)


def _width(columns: Sequence[str], rows: Sequence[Row]) -> int:
    """What a table needs at least."""
    cells = zip(columns, zip(*rows, strict=True), strict=True)
    needed = [_least(column, (column, *texts)) for column, texts in cells]
    return sum(needed) + _GAP * (len(needed) - 1)


def _least(column: str, texts: Sequence[str]) -> int:
    whole = max(map(cell_len, texts))
    if column not in _WRAPPED:
        return whole
    words = (word for text in texts for word in text.split())
    return max(min(whole, _NARROWEST), *map(cell_len, words))


def _table(columns: Sequence[str], rows: Iterable[Row]) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, _GAP, 0, 0), pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column not in _WRAPPED)
    for row in rows:
        table.add_row(*map(Text, row))  # as Text, so that a tag like [red] stays what it is
    return table


def _tags(stage: Found) -> str:
    return " ".join(f"{key}={value}" for key, value in sorted(stage.get("tags", {}).items()))


def _liveness(stage: Found) -> str:
    session = stage.get("activeSessionId")
    return f"live ({session})" if session else "idle"


def _duration(seconds: float) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
