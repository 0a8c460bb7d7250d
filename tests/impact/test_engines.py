"""The offline engine's previews give the reports that the CLI's do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from impact.cases import CASES, NOW
from impact.cli import CommandLine
from impact.golden import PREVIEWS
from impact.record import Stable, edit
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime import impact

_SOME = {"drift", "left-over"}
_OWN_WORDS = {"300-stages", "broken-program", "plugin", "protected", "refused", "with-pulumi-aws"}
"""A recording of the offline engine itself, which runs no plugins, a large one, and failures with tracebacks, paths."""


@pytest.fixture
def engine(tmp_path: Path, ivs_realtime_process: LocalService) -> CommandLine:
    ivs_realtime_process.reset()
    return CommandLine(tmp_path, ivs_realtime_process, offline=True)


def reported(documents: list[Any]) -> dict[str, Any]:
    """The report's data, without ids: each engine sees the stages in an order of its own."""
    found = impact.document(impact.report_on(impact.read_preview("\n".join(map(json.dumps, documents))), NOW))
    for each in found["resources"]:
        del each["id"]
        for side in each["properties"]:
            if side["path"] == "stageArn":
                side["before"] = side["before"] and "arn"
                side["after"] = side["after"] and "arn"
    return found


@pytest.mark.parametrize(
    "name",
    [name if name in _SOME else pytest.param(name, marks=pytest.mark.full) for name in CASES if name not in _OWN_WORDS],
)
def test_the_offline_engine_gives_the_report_of_the_cli(engine: CommandLine, name: str) -> None:
    """What a reviewer reads does not depend on the engine."""
    case = CASES[name]
    edit(engine, case)

    made = engine.streamed(*case.flags) if case.streamed else [json.loads(engine.preview(*case.flags).stdout)]
    mine = reported(Stable(str(engine.folder)).value(made))

    assert mine == reported(_recorded(name))


def _recorded(name: str) -> list[Any]:
    if CASES[name].streamed:
        return [json.loads(line) for line in (PREVIEWS / f"{name}.jsonl").read_text().splitlines()]
    return [json.loads((PREVIEWS / f"{name}.json").read_text())]
