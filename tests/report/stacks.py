"""A stack that is previewed and then really run, behind either engine."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from impact.cli import CommandLine
from ivs_realtime_local import LocalService
from pulumi_offline import Project
from pulumi_offline.preloads import preloads

Json = dict[str, Any]

STREAMED = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}


# How the offline engine and the CLI call what a form says of one URN.
_BY_URN = {
    "target": ("target", "--target"),
    "excluded": ("exclude", "--exclude"),
    "replaced": ("replace", "--replace"),
    "target_replaced": ("target_replace", "--target-replace"),
}


@dataclass(frozen=True)
class Form:
    """A form of preview and the run that it shows.

    Attributes:
        command: `up`, `destroy` or `refresh`.
        refresh: a refresh comes first.
        digest: one document instead of the stream, judged beside the stack's state.
        target, excluded: the URN that alone is updated, or that alone is not.
        replaced, target_replaced: the URN that is replaced by force, with all else or alone.
    """

    command: str = "up"
    refresh: bool = False
    digest: bool = False
    target: str = ""
    excluded: str = ""
    replaced: str = ""
    target_replaced: str = ""

    @property
    def title(self) -> str:
        """For counting."""
        named = [flag for name, (_, flag) in _BY_URN.items() if vars(self)[name]]
        return " ".join([self.command, *["refreshed"] * self.refresh, *["digest"] * self.digest, *named])

    @property
    def is_whole(self) -> bool:
        """Whether the run leaves out nothing, and forces nothing."""
        return not any(vars(self)[name] for name in _BY_URN)


class Stack(Protocol):
    """What both engines offer."""

    def write(self, program: str) -> None:
        """Edits the program."""

    def preview(self, form: Form) -> str:
        """The file that a pull request would hand over."""

    def run(self, form: Form) -> bool:
        """The real run; whether it succeeded."""

    def taint(self, urn: str) -> None:
        """`pulumi state taint`."""

    def state(self, *, show_secrets: bool = False) -> Json:
        """`pulumi stack export`."""

    def load(self, state: Json) -> None:
        """`pulumi stack import`."""


class Offline:
    """On the offline engine, without a command line in between."""

    def __init__(self, folder: Path, service: LocalService) -> None:
        self._folder, self._environment = folder, service.environment()
        (folder / "Pulumi.yaml").write_text("name: rooms\nruntime: python\n")
        (folder / "state").mkdir()
        self.write("")
        self._project.ensure()

    @property
    def _project(self) -> Project:
        environment = {**self._environment, "PATH": os.environ["PATH"], "PULUMI_CONFIG_PASSPHRASE": "rooms"}
        return Project(self._folder, backend=self._folder / "state", environment=environment, preload=preloads())

    def write(self, program: str) -> None:
        (self._folder / "__main__.py").write_text(program)

    def preview(self, form: Form) -> str:
        operations: dict[str, Callable[..., Any]] = {
            "up": self._project.preview,
            "destroy": lambda **options: self._project.destroy(preview_only=True, **options),
            "refresh": lambda **options: self._project.refresh(preview_only=True, **options),
        }
        result = operations[form.command](**_options(form))
        return json.dumps(result.digest) if form.digest else "\n".join(map(json.dumps, result.events))

    def run(self, form: Form) -> bool:
        return bool(getattr(self._project, form.command)(**_options(form)).succeeded)

    def taint(self, urn: str) -> None:
        self._project.set_flag("taint", True, urn)

    def state(self, *, show_secrets: bool = False) -> Json:
        return self._project.export(show_secrets=show_secrets)

    def load(self, state: Json) -> None:
        self._project.import_(state)


def _options(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {"refresh": True} if form.refresh and form.command != "refresh" else {}
    return found | {option: [vars(form)[name]] for name, (option, _) in _BY_URN.items() if vars(form)[name]}


class Cli:
    """On the real CLI, command by command."""

    def __init__(self, folder: Path, service: LocalService) -> None:
        assert shutil.which("pulumi")
        self._line = CommandLine(folder, service)
        self._line.begin()

    def write(self, program: str) -> None:
        self._line.write(program)

    def preview(self, form: Form) -> str:
        words = ["preview"] if form.command == "up" else [form.command, "--preview-only"]
        done = self._line.run(*words, "--json", *_flags(form), **({} if form.digest else STREAMED))
        return done.stdout

    def run(self, form: Form) -> bool:
        return self._line.run(form.command, "--yes", "--skip-preview", *_flags(form)).returncode == 0

    def taint(self, urn: str) -> None:
        assert self._line.run("state", "taint", urn, "--yes", "--stack", "dev").returncode == 0

    def state(self, *, show_secrets: bool = False) -> Json:
        words = ["--show-secrets"] if show_secrets else []
        found: Json = json.loads(self._line.run("stack", "export", "--stack", "dev", *words).stdout)
        return found

    def load(self, state: Json) -> None:
        self._line.imported(state)


def _flags(form: Form) -> list[str]:
    found = ["--stack", "dev"]
    found += ["--refresh"] if form.refresh and form.command != "refresh" else []
    named = [(flag, vars(form)[name]) for name, (_, flag) in _BY_URN.items() if vars(form)[name]]
    return [*found, *(word for pair in named for word in pair)]
