"""The engines that a scenario runs on: each takes the words of the `pulumi` CLI and answers with engine events."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from unittest.mock import patch

from click.testing import CliRunner

from pulumi_offline.cli.main import cli as command_line
from scenarios import clock
from scenarios.project import Project
from scenarios.scenario import STACK, Run

OPERATIONS = ("up", "preview", "refresh", "destroy")
LONGEST_COMMAND = 60.0


@dataclass(frozen=True)
class Completed:
    """What a command left behind."""

    exit_code: int
    stdout: str = ""
    stderr: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)


class Engine(Protocol):
    """Runs one command in a project."""

    name: str

    def run(self, project: Project, run: Run) -> Completed: ...


@dataclass(frozen=True)
class CommandLine:
    """An engine behind a command line with the words of `pulumi`."""

    name: str
    program: tuple[str, ...]
    flags: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    longest: float = LONGEST_COMMAND

    def run(self, project: Project, run: Run) -> Completed:
        log = project.root / "events.jsonl"
        log.unlink(missing_ok=True)
        moved = clock.by_libfaketime(project.ahead)
        environment = {**project.environment(), **self.environment, **moved, **dict(run.environment)}
        death = project.world.death(run.kill_at) if project.world and run.kill_at else None
        if death:
            death.prepare()
        process = subprocess.Popen(
            self._arguments(run, log),
            cwd=project.directory,
            env=environment,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        if death:
            death.strike(process)
        elif run.kill_at:
            _kill(process, project, run.kill_at)
        try:
            stdout, stderr = process.communicate(timeout=self.longest)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return Completed(process.returncode, stdout, stderr, _events(log))

    def _arguments(self, run: Run, log: Path) -> list[str]:
        words = [*self.program, *run.command, "--stack", STACK, "--non-interactive"]
        return [*words, *self.flags, "--event-log", str(log)] if run.command[0] in OPERATIONS else words


def _kill(process: subprocess.Popen[str], project: Project, target: str) -> None:
    """Kill the engine, and then the host that outlives it, once the host is inside the named call."""
    call = _wait_for(target, process, project)
    process.kill()
    process.wait()
    os.kill(call["pid"], signal.SIGKILL)


def _wait_for(target: str, process: subprocess.Popen[str], project: Project) -> dict[str, Any]:
    seen = len(project.calls())
    while process.poll() is None:
        for call in project.calls()[seen:]:
            if f"{call['method']}:{call['name']}" == target:
                return call
        time.sleep(0.02)
    raise RuntimeError(f"the command ended before {target}: {process.communicate()}")


def _events(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line] if log.exists() else []


def cli() -> CommandLine | None:
    """The real CLI, where it is on PATH."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        return None
    environment = {
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DEBUG_COMMANDS": "true",  # --event-log
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",  # nothing is downloaded
    }
    # The plain programs need no plugin; looking for some takes half a second of each command.
    return CommandLine("pulumi CLI", (pulumi,), ("--skip-plugin-pre-install",), environment)


def cli_version(engine: CommandLine) -> str:
    """The version of the CLI, "v3.260.0"."""
    return subprocess.run([*engine.program, "version"], check=True, capture_output=True, text=True).stdout.strip()


@dataclass(frozen=True)
class InThisProcess:
    """The offline engine's command line, called in this process: only what is to be killed gets one of its own."""

    name: str
    apart: CommandLine

    def run(self, project: Project, run: Run) -> Completed:
        if run.kill_at:
            return self.apart.run(project, run)
        log = project.root / "events.jsonl"
        log.unlink(missing_ok=True)
        words = [*run.command, "--stack", STACK, "--non-interactive", "--cwd", str(project.directory)]
        words += ["--event-log", str(log)] if run.command[0] in OPERATIONS else []
        environment = {**project.environment(), **clock.moved(project.ahead), **dict(run.environment)}
        with patch.dict(os.environ, environment, clear=True):
            result = CliRunner().invoke(command_line, words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Completed(result.exit_code, result.stdout, result.stderr, _events(log))


def offline() -> InThisProcess:
    """The offline engine."""
    program = (sys.executable, "-m", "pulumi_offline")
    return InThisProcess("offline engine", CommandLine("offline engine", program))


@dataclass
class InTurn:
    """Two engines that take turns in one project: each command runs on the one that did not run the last."""

    engines: list[Engine]
    name: str = "two engines in turn"

    def run(self, project: Project, run: Run) -> Completed:
        self.engines.append(self.engines.pop(0))
        return self.engines[-1].run(project, run)
