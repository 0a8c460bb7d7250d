"""The report as plain text, for terminals, pipes and logs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pulumi_ivs_realtime.impact.formats.layout import Layout, Table
from pulumi_ivs_realtime.impact.judging.consequences import DANGER, NOTICE, WARNING
from pulumi_ivs_realtime.impact.judging.words import Code, Words
from pulumi_ivs_realtime.impact.reading.values import blotted
from pulumi_ivs_realtime.visible import visible

_MARKS = {DANGER: "!!", WARNING: " !", NOTICE: "  "}


def text(layout: Layout) -> str:
    """The whole report; nothing is folded or left out."""
    stack = f"{_quoted(layout.stack)}: " if layout.stack else ""
    lines = [f"{stack}{layout.headline}", layout.summary]
    lines += [f"The gate is closed: {'; '.join(map(_set, layout.objections))}."] if layout.objections else []
    lines += ["", *(f"{_MARKS[each.severity]} {_set(each.sentence)}" for each in layout.consequences)]
    for table in layout.tables:
        lines += ["", *_table(table)]
    lines += ["", *map(_set, layout.notes)] if layout.notes else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _table(table: Table) -> Iterator[str]:
    rows = [table.columns, *(tuple(map(_set, row)) for row in table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.columns) - 1)]
    yield f"{table.title} ({len(table.rows):,})"
    for row in rows if any(table.columns) else rows[1:]:
        cells = [cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)]
        yield f"  {'  '.join(cells)}"


def _set(sentence: Words) -> str:
    return "".join(_quoted(piece) if isinstance(piece, Code) else piece for piece in sentence)


def _quoted(piece: str) -> str:
    """In one line, and what a terminal would obey as its escape."""
    return visible(re.sub(r"[\t\r\n]+", " ", blotted(piece)))
