"""The report as Markdown for a comment on GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pulumi_ivs_realtime.impact.consequences import DANGER, NOTICE, WARNING
from pulumi_ivs_realtime.impact.layout import Layout, Table
from pulumi_ivs_realtime.impact.values import blotted
from pulumi_ivs_realtime.impact.words import Code, Words, counted

LIMIT = 65_536
"""Characters that GitHub takes in one comment."""

_ALERTS = {DANGER: "CAUTION", WARNING: "WARNING", NOTICE: "NOTE"}
"""GitHub's own coloured blocks; elsewhere they are quotations."""

_GRAVE = {"replace", "delete", "revoke"}


def markdown(layout: Layout, *, limit: int = LIMIT) -> str:
    """The report in at most `limit` characters (as GitHub counts: UTF-16 units); says what it left out.

    Tables and lists are shortened alike, to the greatest number of rows with which all of it fits.
    """
    if _size(text := _written(layout, None)) <= limit:
        return text
    fits, too_many = 0, max([len(table.rows) for table in layout.tables] + [len(layout.consequences)]) + 1
    while too_many - fits > 1:
        rows = (fits + too_many) // 2
        fits, too_many = (rows, too_many) if _size(_written(layout, rows)) <= limit else (fits, rows)
    text = _written(layout, fits)
    return text if _size(text) <= limit else "\n".join([*_head(layout), ""])[:limit]


def marker(stack: str) -> str:
    """The first line of the comment, by which its next version finds it."""
    return f"<!-- pulumi-ivs-realtime impact: {re.sub(r'[^A-Za-z0-9_./-]', '', stack)} -->"


def _written(layout: Layout, rows: int | None) -> str:
    lines = [*_head(layout), *_consequences(layout, rows)]
    for table in layout.tables:
        lines += ["", *_table(table, rows)]
    if layout.notes:
        lines += ["", *(f"<sub>{set_(note)}</sub>" for note in layout.notes)]
    return "\n".join(lines) + "\n"


def _head(layout: Layout) -> Iterator[str]:
    yield marker(layout.stack)
    yield f"### {layout.headline}"
    yield ""
    yield f"{set_((Code(layout.stack),))} · {layout.summary}" if layout.stack else layout.summary
    if layout.objections:
        yield ""
        yield f"**The gate is closed:** {'; '.join(set_(each) for each in layout.objections)}."


def _consequences(layout: Layout, rows: int | None) -> Iterator[str]:
    kept = layout.consequences[:rows]
    for severity, alert in _ALERTS.items():
        alike = [each for each in kept if each.severity == severity]
        yield from ("", f"> [!{alert}]") if alike else ()
        yield from (f"> - {set_(each.sentence)}" for each in alike)
    left_out = len(layout.consequences) - len(kept)
    if left_out:
        yield ""
        yield f"_{counted(left_out, 'more consequence')} left out for GitHub's limit._"


def _table(table: Table, rows: int | None) -> Iterator[str]:
    kept = table.rows[:rows]
    if table.folded:
        yield f"<details><summary><b>{table.title}</b> ({len(table.rows):,})</summary>"
    else:
        yield f"#### {table.title}"
    yield ""
    yield f"| {' | '.join(table.columns)} |"
    yield "|" + " --- |" * len(table.columns)
    for row in kept:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"
    if len(kept) < len(table.rows):
        yield ""
        yield f"_{counted(len(table.rows) - len(kept), 'more row')} left out for GitHub's limit._"
    if table.folded:
        yield ""
        yield "</details>"


def _cell(cell: Words) -> str:
    grave = len(cell) == 1 and not isinstance(cell[0], Code) and cell[0] in _GRAVE
    return f"**{set_(cell)}**" if grave else set_(cell)


def set_(sentence: Words) -> str:
    """A sentence as Markdown; what comes from outside is code, in which nothing has a meaning."""
    return "".join(_code(piece) if isinstance(piece, Code) else piece for piece in sentence)


def _code(text: str) -> str:
    """A code span that holds in a table, too: one line, fenced by more backticks than it contains."""
    line = re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", blotted(text)).replace("|", "\\|") or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
