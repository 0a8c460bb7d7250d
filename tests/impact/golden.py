"""The reports that the recorded previews give; `PYTHONPATH=tests python -m impact.golden` writes them anew."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

from impact.cases import CASES, NOW
from pulumi_ivs_realtime import impact
from pulumi_ivs_realtime.impact.judging.live import Liveness, Lives
from pulumi_ivs_realtime.rules.hidden import HIDDEN

PREVIEWS = Path(__file__).with_name("previews")
REPORTS = Path(__file__).with_name("reports")

_HIDDEN = re.compile(f'"__({"|".join(name.removeprefix("__") for name in HIDDEN)})"')
_TWO_PEOPLE = Liveness("st-Session0001xy", participants=2, since=NOW - timedelta(minutes=42))
_DENIED = Liveness(error="AWS answered GetStage with AccessDeniedException; allow ivs:GetStage to this role.")

LIVES: dict[str, dict[str, Liveness]] = {
    "delete-of-a-live-stage": {"main-stage": _TWO_PEOPLE},
    "delete-by-force": {"main-stage": _TWO_PEOPLE},
    "replace-by-region": {"main-stage": _TWO_PEOPLE},
    "recording-changed": {"main-stage": _TWO_PEOPLE},
    "retained": {},
    "plugin": {"main-stage": _TWO_PEOPLE},
    "left-over": {
        "main-stage": _TWO_PEOPLE,
        "lobby": Liveness("st-Session0002xy", error="AWS answered ListParticipants with AccessDeniedException."),
    },
    "tainted": {"main-stage": _TWO_PEOPLE},
    "a-busy-day": {
        "consultation": Liveness("st-4fGh7Kq2LmN0p", participants=38, since=NOW - timedelta(minutes=42)),
        "old-town-hall": Liveness(participants=0),
        "main-stage": Liveness(participants=0),
        "lobby": Liveness("st-9sTu3VwXyZ1a2", participants=2, connected=frozenset({"Person001abc", "Person002abc"})),
    },
    "tokens": {
        "lobby": Liveness("st-Session0001xy", participants=1, connected=frozenset({"Person001abc"})),
        "main-stage": _DENIED,
    },
}
"""What AWS is taken to have said, by the stage's name; previews that are not here were reported without asking."""


def report_of(name: str, form: str = "", *, formerly: bool = False) -> impact.Report:
    """The report on a recorded preview; `form` is "json" or "jsonl"; `formerly` spells as versions before did."""
    form = form or ("jsonl" if CASES[name].streamed else "json")
    text = (PREVIEWS / f"{name}.{form}").read_text()
    preview = impact.read_preview(_HIDDEN.sub(r'"\1"', text) if formerly else text)
    return impact.report_on(preview, NOW, _lives(preview, LIVES[name]) if name in LIVES else None)


def _lives(preview: impact.Preview, by_name: dict[str, Liveness]) -> Lives:
    arns = {
        step.name: step.old.id
        for step in preview.steps
        if step.type.endswith(("ivs-realtime:Stage", "ivs-realtime:index:Stage"))
    }
    return {arns[name]: live for name, live in by_name.items()}


def written(name: str) -> dict[str, str]:
    """The report in every format, by the file's ending, with the gate's answer to everything."""
    report = report_of(name)
    objections = impact.objections(report, impact.CAUSES)
    layout = impact.laid_out(report, objections)
    return {
        "md": impact.markdown(layout),
        "txt": impact.text(layout),
        "json": json.dumps(impact.document(report, objections), indent=1, ensure_ascii=False) + "\n",
    }


if __name__ == "__main__":
    for case in CASES:
        for ending, text in written(case).items():
            (REPORTS / f"{case}.{ending}").write_text(text)
