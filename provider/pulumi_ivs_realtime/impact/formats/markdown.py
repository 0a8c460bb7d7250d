"""The report as Markdown for a comment on GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_ivs_realtime.impact.formats.layout import Layout, Table
from pulumi_ivs_realtime.impact.judging.consequences import DANGER, NOTICE, WARNING
from pulumi_ivs_realtime.impact.judging.words import Code, Words, counted
from pulumi_ivs_realtime.impact.reading.values import blotted
from pulumi_ivs_realtime.visible import visible

LIMIT = 65_536
"""Characters that GitHub takes in one comment."""

_ALERTS = {DANGER: "CAUTION", WARNING: "WARNING", NOTICE: "NOTE"}
"""GitHub's own coloured blocks; elsewhere they are quotations."""

_GRAVE = {"replace", "delete", "revoke"}


@dataclass(frozen=True)
class _Part:
    """Rows between a head and a foot; `left_out` is said of rows that do not fit."""

    head: tuple[str, ...]
    rows: tuple[str, ...]
    foot: tuple[str, ...] = ()
    noun: str = "more row"

    def lines(self, most: int) -> Iterator[str]:
        yield from self.head
        yield from self.rows[:most]
        left_out = len(self.rows) - most
        if left_out > 0:
            yield from ("", f"_{counted(left_out, self.noun)} left out for GitHub's limit._")
        yield from self.foot


def markdown(layout: Layout, *, limit: int = LIMIT) -> str:
    """The report in at most `limit` characters (as GitHub counts: UTF-16 units); says what it left out.

    Tables and lists are shortened alike, to the greatest number of rows with which all of it fits.
    """
    parts = [*_consequences(layout), *map(_table, layout.tables)]
    longest = max((len(part.rows) for part in parts), default=0)
    if _size(text := _written(layout, parts, longest)) <= limit:
        return text
    fits, too_many = 0, longest
    while too_many - fits > 1:
        rows = (fits + too_many) // 2
        fits, too_many = (rows, too_many) if _size(_written(layout, parts, rows)) <= limit else (fits, rows)
    return _written(layout, parts, fits)


def marker(stack: str) -> str:
    """The first line of the comment, by which its next version finds it."""
    return f"<!-- pulumi-ivs-realtime impact: {re.sub(r'[^A-Za-z0-9_./-]', '', stack)} -->"


def _written(layout: Layout, parts: list[_Part], rows: int) -> str:
    lines = [*_head(layout)]
    for part in parts:
        lines += part.lines(rows)
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


def _consequences(layout: Layout) -> Iterator[_Part]:
    for severity, alert in _ALERTS.items():
        rows = tuple(f"> - {set_(each.sentence)}" for each in layout.consequences if each.severity == severity)
        if rows:
            yield _Part(("", f"> [!{alert}]"), rows, noun="more consequence")


def _table(table: Table) -> _Part:
    title = f"<details><summary><b>{table.title}</b> ({len(table.rows):,})</summary>"
    head = (
        "",
        title if table.folded else f"#### {table.title}",
        "",
        f"| {' | '.join(table.columns)} |",
        "|" + " --- |" * len(table.columns),
    )
    rows = tuple(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in table.rows)
    return _Part(head, rows, ("", "</details>") if table.folded else ())


def _cell(cell: Words) -> str:
    grave = len(cell) == 1 and not isinstance(cell[0], Code) and cell[0] in _GRAVE
    return f"**{set_(cell)}**" if grave else set_(cell)


def set_(sentence: Words) -> str:
    """A sentence as Markdown; what comes from outside is code, in which nothing has a meaning."""
    return "".join(_code(piece) if isinstance(piece, Code) else piece for piece in sentence)


def _code(text: str) -> str:
    """A code span that holds in a table, too: one line, fenced by more backticks than it contains."""
    line = visible(re.sub(r"[\t\r\n]+", " ", blotted(text))).replace("|", "\\|") or " "
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
