"""What a scenario is: a first program, configuration, and steps; one JSON-able value, so that it has a hash."""

import hashlib
import inspect
import io
import tokenize
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent

from scenarios.world import World

PREAMBLE = """\
import pulumi
from pulumi import ComponentResource, Config, Output, ResourceOptions
from plain import Gadget, Thing
"""
STACK = "dev"
PROJECT = "scenario"


def urn(name: str, type_: str = "Thing", parents: str = "") -> str:
    """The URN of a plain resource; `parents` are the types of its component parents, `a$b$`."""
    return f"urn:pulumi:{STACK}::{PROJECT}::{parents}pulumi-python:dynamic/plain:{type_}::{name}"


@dataclass(frozen=True)
class Run:
    """One command of the engine.

    `kill_at` is the plain provider's call ("create:b") during which the engine is killed; a world may know more.
    """

    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()
    kill_at: str = ""


@dataclass(frozen=True)
class Program:
    """The program is edited."""

    source: str


@dataclass(frozen=True)
class Module:
    """A file beside the program is edited; its path is from the project's folder."""

    path: str
    source: str


@dataclass(frozen=True)
class Faults:
    """From here on the named calls of the plain provider fail: {"create:b": "message"}; none: all is well again."""

    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Drift:
    """An object is changed behind the engine's back, or with no changes at all: it is gone."""

    id: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Configured:
    """The stack's configuration file is edited: its `config` section, as YAML."""

    yaml: str


@dataclass(frozen=True)
class ProjectFile:
    """Pulumi.yaml is edited: what follows name and runtime, `<backend>` standing for the backend's URL."""

    yaml: str


@dataclass(frozen=True)
class Unlock:
    """The locks of an engine that was killed are removed, as `pulumi cancel` removes them."""


@dataclass(frozen=True)
class WorldStep:
    """Something happens in the world that the program's resources stand for; each kind of world has its own."""


@dataclass(frozen=True)
class Sight(WorldStep):
    """Somebody looks at that world; what is seen is observed."""


Step = WorldStep | Run | Program | Module | Faults | Drift | Configured | ProjectFile | Unlock


@dataclass(frozen=True)
class Scenario:
    """A named sequence of steps; the first is the program."""

    name: str
    steps: tuple[Step, ...]
    why: str = ""
    place: str = ""  # in a world; "" for a scenario of plain resources, which has none

    @property
    def recordings(self) -> Path:
        """The folder of its recording."""
        return Path(__file__).with_name("recordings")

    def world(self) -> World | None:
        """The world in which its resources stand, as new."""
        return None

    def digest(self) -> str:
        """Changes with what is run, program and plain provider, without comments: then a recording is stale."""
        steps = [
            replace(step, source=as_run(step.source)) if isinstance(step, Program | Module) else step
            for step in self.steps
        ]
        provider = as_run(Path(__file__).with_name("plain.py").read_text())
        return hashlib.sha256(f"{self.name} {steps!r} {self.place} {provider}".encode()).hexdigest()[:16]


def as_run(source: str) -> str:
    """The source without comments and empty lines; a source that is no Python stays as it is."""
    lines = source.splitlines()
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                lines[line - 1] = lines[line - 1][:column]
    except (tokenize.TokenError, SyntaxError):
        return source
    return "\n".join(line.rstrip() for line in lines if line.strip())


def program(source: str) -> Program:
    """A program of plain resources, with their imports before it."""
    return Program(PREAMBLE + dedent(source))


def faults(**by_call: str) -> Faults:
    """`faults(create_b="message")`: the create of `b` fails with the message."""
    return Faults(tuple((call.replace("_", ":", 1), message) for call, message in by_call.items()))


def drift(id_: str, **changes: str) -> Drift:
    return Drift(id_, tuple(changes.items()))


def gone(id_: str) -> Drift:
    return Drift(id_)


def up(*flags: str, **options: str) -> Run:
    return _run("up", "--yes", "--skip-preview", *flags, **options)


def preview(*flags: str, **options: str) -> Run:
    return _run("preview", *flags, **options)


def refresh(*flags: str, **options: str) -> Run:
    return _run("refresh", "--yes", "--skip-preview", *flags, **options)


def destroy(*flags: str, **options: str) -> Run:
    return _run("destroy", "--yes", "--skip-preview", *flags, **options)


def preview_destroy(*flags: str) -> Run:
    return _run("destroy", "--preview-only", *flags)


def preview_refresh(*flags: str) -> Run:
    return _run("refresh", "--preview-only", *flags)


def cancel() -> Run:
    return _run("cancel", "--yes")


def state(*words: str) -> Run:
    return _run("state", *words)


def stack(*words: str) -> Run:
    return _run("stack", *words)


def _run(*command: str, kill_at: str = "", **environment: str) -> Run:
    return Run(command, tuple(environment.items()), kill_at)


class Suite:
    """The scenarios of one subject, each from a function that yields its steps and says in its docstring what holds."""

    def __init__(self, place: str = "", kind: type[Scenario] = Scenario) -> None:
        self.scenarios: list[Scenario] = []
        self.place, self.kind = place, kind

    def __call__(self, build: Callable[[], Sequence[Step]]) -> Callable[[], Sequence[Step]]:
        self.add(build.__name__.replace("_", "-"), build(), inspect.getdoc(build) or "")
        return build

    def add(self, name: str, steps: Sequence[Step], why: str) -> None:
        """A scenario that is made of data."""
        self.scenarios.append(self.kind(name, tuple(steps), why, self.place))


def by_name(*suites: Suite) -> Mapping[str, Scenario]:
    """All scenarios; a name twice is an error."""
    found: dict[str, Scenario] = {}
    for scenario in (scenario for suite in suites for scenario in suite.scenarios):
        if scenario.name in found:
            raise ValueError(f"two scenarios are called {scenario.name}")
        found[scenario.name] = scenario
    return found
