"""No token is to be read anywhere: a search through all that a life of fifty of them leaves behind, on each engine."""

from __future__ import annotations

import json
import logging
import shutil
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ivs_realtime_local import LocalService
from scenarios.engines import Completed, Engine, cli, offline
from scenarios.project import Project
from scenarios.scenario import Configured, Run, Step, destroy, preview, refresh, stack, up
from stage_scenarios.scenario import stages
from stage_scenarios.steps import Calm, ServiceFault
from stage_scenarios.world import World

REGION = "eu-central-1"
FEW, MANY = 10, 50

PROGRAM = """
show = ivs.Stage("show", name="show")
for number in range(TOKENS):
    viewer = ivs.ParticipantToken(f"viewer-{number}", stage_arn=show.arn)
    pulumi.export(f"token-{number}", viewer.token)
"""
EDITED = PROGRAM.replace("stage_arn=show.arn", 'stage_arn=show.arn, capabilities=["SUBSCRIBE"]')
FAILING = EDITED + "viewer.token.apply(lambda token: token.no_such_attribute)\n"

SHOWING = stack("output", "--json", "--show-secrets")
"""The one command that is to show tokens, by which the search is known to find them."""

LOUD = ("--logtostderr", "--debug", "-v=8")
LOUDEST = (*LOUD[:-1], "-v=9")


@dataclass
class Search:
    """Everything that was shown and written, by place, and the tokens that there were."""

    places: dict[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    def add(self, place: str, text: str) -> None:
        self.places[place] = self.places.get(place, "") + text

    def found(self) -> set[str]:
        """The places in which a token is to be read."""
        return {place for place, text in self.places.items() if self.holds(text)}

    def holds(self, text: str) -> bool:
        """Whether a token, or only the signature that ends one, occurs in a text."""
        return any(token.rpartition(".")[2] in text for token in self.tokens)


@dataclass
class Life:
    """A stack whose commands are searched."""

    project: Project
    service: Watched
    search: Search = field(default_factory=Search)
    commands: list[str] = field(default_factory=list)

    def apply(self, step: Step) -> None:
        self.project.apply(step)

    def succeed(self, engine: Engine, command: Run) -> None:
        done = self.run(engine, command)
        assert done.exit_code == 0, done.stderr[-3000:]

    def run(self, engine: Engine, command: Run) -> Completed:
        done = engine.run(self.project, command)
        words = " ".join(command.command)
        self.commands.append(words)
        self.search.add(f"stdout of {words}", done.stdout)
        self.search.add(f"stderr of {words}", done.stderr)
        self.search.add(f"events of {words}", json.dumps(done.events))
        self.search.add(f"files after {words}", _files(self.project.root))
        return done

    def note(self) -> None:
        """Learn the tokens that the stack holds now."""
        self.search.tokens |= set(self.project.secret_outputs().values())


def _files(folder: Path) -> str:
    return "".join(path.read_bytes().decode("latin-1") for path in sorted(folder.rglob("*")) if path.is_file())


class Watched(LocalService):
    """A service that keeps its state, its events and what it says in a folder, to be searched."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "data", options=("--events-file", str(folder / "events.jsonl")))
        self.folder = folder

    def show(self, search: Search) -> None:
        """Add what people at the page are sent, and what lies in the folder."""
        with _direct.open(f"{self.url}/_local/stream?since=0") as stream:
            search.add("the service's page", stream.readline().decode())
        search.add("the service's files", _files(self.folder))
        search.add("the service's output", self.said())
        search.add("the service's control", json.dumps([self.state(), self.calls(), self.events()]))


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Watched]:
    with Watched(tmp_path / "service") as running:
        yield running


@pytest.fixture
def life(service: Watched, tmp_path: Path) -> Life:
    project = Project(tmp_path / "scenario", World(service, REGION))
    project.lay_out()
    return Life(project, service)


def live(engine: Engine, life: Life, tokens: int, *flags: str) -> None:
    """Everything that can be done with a stack, and all that can go wrong with its tokens."""
    traced = {"PULUMI_IVS_DEBUG": "1"}
    program, failing, edited = (each.replace("TOKENS", f"{tokens}") for each in (PROGRAM, FAILING, EDITED))
    # The service does not mind, and the search need not wait for five revocations a second.
    life.apply(Configured("  ivs-realtime:quotas:\n    DisconnectParticipant: 1000\n"))
    life.apply(stages(program))
    life.run(engine, preview("--json"))
    life.succeed(engine, up(*flags))
    life.note()
    life.service.join(life.project.world.arn("show"), token=min(life.search.tokens), publish=True)
    for command in (preview("--diff"), up("--diff"), refresh("--diff"), stack("export"), stack("output", "--json")):
        life.succeed(engine, command)

    life.apply(stages(failing))
    life.apply(ServiceFault("AccessDeniedException", "DisconnectParticipant", 3))
    assert life.run(engine, up("--diff", *flags, **traced)).exit_code
    life.apply(Calm())
    life.apply(stages(edited))
    life.succeed(engine, preview("--json"))
    life.succeed(engine, up(*flags))
    life.note()
    life.succeed(engine, SHOWING)
    life.succeed(engine, destroy("--diff", *flags))
    life.service.show(life.search)


@pytest.mark.parametrize("tokens", [FEW, pytest.param(MANY, marks=pytest.mark.full)])
def test_tokens_are_to_be_read_nowhere_on_the_offline_engine(
    life: Life, tokens: int, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    live(offline(), life, tokens)

    life.search.add("the output of this process", "".join(capfd.readouterr()))
    life.search.add("the log of this process", caplog.text)
    assert len(life.search.tokens) == 2 * tokens
    assert life.search.found() == {"stdout of " + " ".join(SHOWING.command)}


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.skipif(not shutil.which("pulumi"), reason="the pulumi CLI is not on PATH")
def test_tokens_are_to_be_read_nowhere_on_the_cli(life: Life):
    live(cli(), life, MANY, *LOUD)

    assert len(life.search.tokens) == 2 * MANY
    assert life.search.found() == {"stdout of " + " ".join(SHOWING.command)}


@pytest.mark.cli
@pytest.mark.full
@pytest.mark.skipif(not shutil.which("pulumi"), reason="the pulumi CLI is not on PATH")
def test_at_level_nine_only_the_clis_own_record_of_its_calls_shows_tokens(life: Life):
    """The engine writes down what it sends and gets, secrets of all packages included, before it encrypts them."""
    live(cli(), life, MANY, *LOUDEST)

    loud = {f"stderr of {words}" for words in life.commands if "-v=9" in words}
    assert life.search.found() <= loud | {"stdout of " + " ".join(SHOWING.command)}
    lines = [line for place in loud for line in life.search.places[place].splitlines() if life.search.holds(line)]
    assert lines
    assert [line for line in lines if "arshaling property for RPC[" not in line] == []
