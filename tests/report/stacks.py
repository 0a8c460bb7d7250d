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
from pulumi_ivs_realtime.resources import WARM
from pulumi_offline import Project

Json = dict[str, Any]

STREAMED = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}


@dataclass(frozen=True)
class Form:
    """A form of preview and the run that it shows.

    Attributes:
        command: `up`, `destroy` or `refresh`.
        refresh: a refresh comes first.
        digest: one document instead of the stream, judged beside the stack's state.
        target, replaced: the URN that alone is updated, or that is replaced by force.
    """

    command: str = "up"
    refresh: bool = False
    digest: bool = False
    target: str = ""
    replaced: str = ""


class Stack(Protocol):
    """What both engines offer."""

    def write(self, program: str) -> None:
        """Edits the program."""

    def preview(self, form: Form) -> str:
        """The file that a pull request would hand over."""

    def run(self, form: Form) -> bool:
        """The real run; whether it succeeded."""

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
        return Project(self._folder, backend=self._folder / "state", environment=environment, preload=WARM)

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

    def state(self, *, show_secrets: bool = False) -> Json:
        return self._project.export(show_secrets=show_secrets)

    def load(self, state: Json) -> None:
        self._project.import_(state)


def _options(form: Form) -> dict[str, Any]:
    found: dict[str, Any] = {"refresh": True} if form.refresh and form.command != "refresh" else {}
    if form.target:
        found["target"] = [form.target]
    if form.replaced:
        found["replace"] = [form.replaced]
    return found


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

    def state(self, *, show_secrets: bool = False) -> Json:
        words = ["--show-secrets"] if show_secrets else []
        found: Json = json.loads(self._line.run("stack", "export", "--stack", "dev", *words).stdout)
        return found

    def load(self, state: Json) -> None:
        self._line.imported(state)


def _flags(form: Form) -> list[str]:
    found = ["--stack", "dev"]
    found += ["--refresh"] if form.refresh and form.command != "refresh" else []
    found += ["--target", form.target] if form.target else []
    return [*found, "--replace", form.replaced] if form.replaced else found
