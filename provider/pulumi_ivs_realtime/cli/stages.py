"""The command `stages`: what is there, live or idle, finished or not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pulumi_ivs_realtime.aws.client import Stage
from pulumi_ivs_realtime.cli.selection import one_sentence, selecting, selection
from pulumi_ivs_realtime.rules.orphans import Orphan, orphans

Row = Sequence[str]


@click.command()
@selecting
@click.option("--orphans", "unfinished", is_flag=True, help="Only stages that still bear the mark of their creation.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def stages(region: str | None, tags: tuple[str, ...], name: str | None, unfinished: bool, as_json: bool) -> None:
    """List stages: name, ARN, tags, live or idle.

    A table on a terminal; in a pipe one line a stage, columns separated by tabs. Exit code 0, also when there are
    none; 1 when AWS refuses; 2 for wrong usage.
    """
    with one_sentence():
        found = selection(region, tags, name).stages()
    if unfinished:
        _print(orphans(found, time.time()), _orphan_row, _orphan_json, ORPHAN_COLUMNS, as_json=as_json)
    else:
        _print(found, _stage_row, _stage_json, STAGE_COLUMNS, as_json=as_json)


STAGE_COLUMNS = ("name", "arn", "tags", "state")
ORPHAN_COLUMNS = ("name", "arn", "age", "what to do")


def _stage_row(stage: Stage) -> Row:
    return stage.get("name", ""), stage["arn"], _tags(stage), _state(stage)


def _stage_json(stage: Stage) -> dict[str, Any]:
    session = stage.get("activeSessionId") or ""
    return {
        "name": stage.get("name", ""),
        "arn": stage["arn"],
        "tags": stage.get("tags", {}),
        "live": bool(session),
        "activeSessionId": session,
    }


def _orphan_row(orphan: Orphan) -> Row:
    return orphan.stage.get("name", ""), orphan.stage["arn"], _duration(orphan.age), orphan.advice


def _orphan_json(orphan: Orphan) -> dict[str, Any]:
    return {
        **_stage_json(dict(orphan.stage)),
        "creator": orphan.mark.creator,
        "ageSeconds": int(orphan.age),
        "advice": orphan.advice,
    }


def _print(
    found: Iterable[Any],
    row: Callable[[Any], Row],
    document: Callable[[Any], dict[str, Any]],
    columns: Sequence[str],
    *,
    as_json: bool,
) -> None:
    console = Console(highlight=False)
    if as_json:
        click.echo(json.dumps([document(each) for each in found], indent=2, ensure_ascii=False))
    elif console.is_terminal:
        console.print(_table(columns, [row(each) for each in found]))
    else:
        for each in found:
            click.echo("\t".join(row(each)))


def _table(columns: Sequence[str], rows: Iterable[Row]) -> Table:
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    # An ARN is there to be copied: it is folded if it must be, and never cut off.
    for column in table.columns:
        column.overflow = "fold"
    for row in rows:
        table.add_row(*map(Text, row))  # as Text, so that a tag like [red] stays what it is
    return table


def _tags(stage: Stage) -> str:
    return " ".join(f"{key}={value}" for key, value in sorted(stage.get("tags", {}).items()))


def _state(stage: Stage) -> str:
    session = stage.get("activeSessionId")
    return f"live ({session})" if session else "idle"


def _duration(seconds: float) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
