"""`PYTHONPATH=tests:engine/tests python -m mistakes.table`: write docs/mistakes.md anew."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from editors.checkers import CHECKERS, Errors, write
from mistakes.mistakes import MISTAKES, WORKS
from mistakes.playing import Outcome
from mistakes.record import recorded

PAGE = Path(__file__).parents[2] / "docs" / "mistakes.md"

HEAD = """# Mistakes, and what stops each

{count} mistakes of newcomers. mypy and pyright, which is behind VS Code's Pylance, check each program in strict
mode. Then it is previewed, and applied where the preview lets it through. Both engines stop each at the same place
with the same words: this page is generated from what the pulumi CLI showed (`tests/mistakes`), and a test holds the
offline engine to it.

{summary}

The service is the local one, which answers as the model of Amazon IVS Real-Time says. Where Python itself refuses a
program, Pulumi prints its traceback. Before "has a problem" Pulumi names the resource; that is left out here.

| mistake | editor | stopped in | said |
| --- | --- | --- | --- |
"""


def checked() -> Mapping[str, Errors]:
    """What each checker says of every mistake, by the checker's name."""
    with tempfile.TemporaryDirectory() as folder:
        write({name: mistake.program for name, mistake in MISTAKES.items()}, Path(folder))
        return {name: check(Path(folder)) for name, check in CHECKERS.items()}


def page(outcomes: Mapping[str, Outcome], found: Mapping[str, Errors]) -> str:
    """The page, from what engines and checkers said."""
    rows = [
        f"| {mistake.title} | {_editors(name, found) or '–'} | {_where(outcome)} | {_said(name, outcome)} |"
        for (name, mistake), outcome in zip(MISTAKES.items(), outcomes.values(), strict=True)
    ]
    return HEAD.format(count=len(MISTAKES), summary=_summary(outcomes, found)) + "\n".join(rows) + "\n"


def _summary(outcomes: Mapping[str, Outcome], found: Mapping[str, Errors]) -> str:
    stops = Counter(each.stopped for each in outcomes.values())
    in_editor = sum(bool(_editors(name, found)) for name in outcomes)
    let_through = stops[""] - len(WORKS)
    marked = f"Editors mark {in_editor} of {len(outcomes)}."
    program, preview, applied = stops["program"], stops["preview"], stops["up"]
    return (
        f"{marked} {program} end in an error of Python, {preview} in one sentence of the preview.\n"
        f"{applied} are stopped by `up`, after a warning of the preview. {stops['']} are not stopped: the preview\n"
        f"warns of {let_through}, and {len(WORKS)} do what is meant."
    )


def _editors(name: str, found: Mapping[str, Errors]) -> str:
    return ", ".join(checker for checker, errors in found.items() if name in errors)


def _where(outcome: Outcome) -> str:
    return {"program": "the program", "preview": "preview", "up": "`up`", "": "–"}[outcome.stopped]


def _said(name: str, outcome: Outcome) -> str:
    parts = [f"the preview warns: {outcome.warned}" if outcome.warned else "", outcome.said]
    said = "; then: ".join(part.rpartition("has a problem: ")[2] for part in parts if part)
    return said.replace("|", "\\|") or f"it works: {WORKS[name]}"


if __name__ == "__main__":
    PAGE.write_text(page(recorded(), checked()))
    sys.exit()
