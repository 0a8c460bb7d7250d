"""Many tokens at the documented quotas: revoked at five a second where that is needed, and nobody hears of it."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from conftest import FIGURES
from ivs_realtime_local import LocalService
from scenarios.engines import Engine, cli, offline
from scenarios.project import Project
from scenarios.scenario import Run, destroy, up
from stage_scenarios.scenario import stages
from stage_scenarios.steps import Passed
from stage_scenarios.world import World

Recorded = Callable[[str, object], None]

REVOCATIONS_A_SECOND = 5


def program(rooms: int, tokens: int, arguments: str = "") -> str:
    return f"""
for room in range({rooms}):
    stage = ivs.Stage(f"room-{{room}}", name=f"room-{{room}}")
    for number in range({tokens}):
        ivs.ParticipantToken(f"viewer-{{room}}-{{number}}", stage_arn=stage.arn{arguments})
"""


@dataclass
class Measured:
    """A stack whose commands' calls are counted."""

    engine: Engine
    project: Project
    service: LocalService
    calls: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def run(self, command: Run) -> None:
        """Run a command, which must succeed without a word about throttling."""
        self.service.reset_calls()
        began = time.monotonic()
        done = self.engine.run(self.project, command)
        self.seconds = time.monotonic() - began
        assert done.exit_code == 0, done.stderr[-3000:]
        assert [event for event in done.events if "TooManyRequests" in str(event)] == []
        answered = self.service.calls()
        self.calls = Counter(call["operation"] for call in answered if not call["error"])
        self.throttled = sum(bool(call["error"]) for call in answered)

    def line(self, what: str) -> str:
        counted = ", ".join(f"{count} {operation}" for operation, count in sorted(self.calls.items()))
        return f"{what} on the {self.engine.name}: {counted}; {self.throttled} throttled; {self.seconds:.0f} s"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with LocalService(options=("--quotas",)) as service:
        laid_out = Project(tmp_path / "scenario", World(service, "eu-central-1"))
        laid_out.lay_out()
        yield laid_out


def hold(engine: Engine, project: Project, rooms: int, tokens: int, note: Recorded) -> None:
    """Make, change, renew and destroy all tokens at once."""
    assert project.world
    stack, many = Measured(engine, project, project.world.service), rooms * tokens
    project.apply(stages(program(rooms, tokens)))
    stack.run(up())
    note(FIGURES, stack.line(f"{many} tokens made"))
    assert stack.calls["CreateParticipantToken"] == many

    project.apply(stages(program(rooms, tokens, ', capabilities=["SUBSCRIBE"]')))
    stack.run(up())
    note(FIGURES, stack.line(f"{many} tokens changed"))
    assert stack.calls == {"CreateParticipantToken": many, "DisconnectParticipant": many}
    # The service lets a second's worth through at once.
    assert stack.seconds > many / REVOCATIONS_A_SECOND - 1

    project.apply(Passed(600))
    stack.run(up())
    note(FIGURES, stack.line(f"{many} tokens renewed"))
    assert stack.calls == {"CreateParticipantToken": many}

    stack.run(destroy())
    assert stack.calls == {"GetStage": rooms, "DeleteStage": rooms}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("rooms", "tokens"), [(1, 12), pytest.param(10, 20, marks=pytest.mark.full)])
def test_many_tokens_stay_within_the_quotas(
    project: Project, rooms: int, tokens: int, record_property: Recorded
) -> None:
    hold(offline(), project, rooms, tokens, record_property)


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.timeout(400)
@pytest.mark.skipif(not shutil.which("pulumi"), reason="the pulumi CLI is not on PATH")
def test_many_tokens_stay_within_the_quotas_on_the_cli(project: Project, record_property: Recorded) -> None:
    engine = cli()
    assert engine
    hold(replace(engine, longest=200), project, 10, 20, record_property)
