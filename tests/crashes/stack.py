"""One stack of stages on one engine, which can be killed at a named point of a run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from click.testing import CliRunner

from clients import REGION, client
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.cli.main import cli
from pulumi_ivs_realtime.rules.identity.marks import MARK_KEY
from scenarios.project import FRESH_CHECKPOINT, PASSPHRASE, SALT
from scenarios.scenario import PROJECT, STACK
from stage_scenarios.crashes import Crash, alive, connected_to, until
from stage_scenarios.world import let_marks_age

OFFLINE = (sys.executable, "-m", "pulumi_ivs_realtime.cli")

URN = f"urn:pulumi:{STACK}::{PROJECT}::pulumi-python:dynamic/ivs-realtime:Stage::lobby"
HEAD = "import pulumi\nimport pulumi_ivs_realtime as ivs\n"
LOBBY = 'ivs.Stage("lobby", tags={"team": "live"})\n'
RETAINED = 'ivs.Stage("lobby", opts=pulumi.ResourceOptions(retain_on_delete=True))\n'


@dataclass
class Run:
    """A finished command."""

    exit_code: int
    text: str


@dataclass
class Stack:
    """A project with a file backend of its own; several may share a service.

    Attributes:
        engine: "offline" or "cli".
        left_behind: processes that outlived a killed engine.
        more_path: folders before those of PATH.
    """

    engine: str
    folder: Path
    service: LocalService
    left_behind: list[int] = field(default_factory=list)
    more_path: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        stacks = self.folder / "state" / ".pulumi" / "stacks" / PROJECT
        for path in (self.folder / "project", self.folder / "home", stacks):
            path.mkdir(parents=True)
        (self.folder / "state" / ".pulumi" / "meta.yaml").write_text("version: 1\n")
        (stacks / f"{STACK}.json").write_text(json.dumps(FRESH_CHECKPOINT))
        (self.folder / "project" / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
        self.configure({})
        self.declare(LOBBY)
        self.aws = self.client(REGION)

    def client(self, region: str) -> Any:
        """A client of one's own."""
        return client(self.service.url, region)

    def declare(self, *statements: str) -> None:
        """The program from now on."""
        (self.folder / "project" / "__main__.py").write_text(HEAD + "".join(statements))

    def configure(self, config: dict[str, str]) -> None:
        lines = [f"encryptionsalt: {SALT}", "config:", *(f"  {key}: '{value}'" for key, value in config.items())]
        (self.folder / "project" / f"Pulumi.{STACK}.yaml").write_text("\n".join(lines if config else lines[:1]) + "\n")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join(
                (*self.more_path, str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))
            ),
            "HOME": str(self.folder / "home"),
            "PULUMI_HOME": str(self.folder / "home" / "pulumi"),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            **self.service.environment(REGION),
            **_mutation(),
        }

    def start(self, *words: str, alone: bool = False, output: int = subprocess.PIPE) -> subprocess.Popen[str]:
        """A command under way.

        Args:
            alone: in a process group of its own, as a shell starts it.
            output: where to; a pipe holds a command up that prints more than it takes.
        """
        program = OFFLINE if self.engine == "offline" else ("pulumi",)
        flags = (*_flags(words), "--offline" if self.engine == "offline" else "--non-interactive")
        return subprocess.Popen(
            [*program, *words, "--stack", STACK, *flags],
            cwd=self.folder / "project",
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=alone,
        )

    def run(self, *words: str) -> Run:
        """A command, to its end; the offline engine needs no process of its own for it."""
        if self.engine == "offline":
            words = (*words, "--stack", STACK, "--offline", "--cwd", str(self.folder / "project"), *_flags(words))
            with patch.dict(os.environ, self.environment, clear=True):
                result = CliRunner().invoke(cli, words)
            return Run(result.exit_code, result.output)
        process = self.start(*words)
        text, _ = process.communicate(timeout=300)  # a busy machine
        return Run(process.returncode, text)

    def command(self, *words: str) -> str:
        """What `ivs-realtime …` prints."""
        environment = {**os.environ, **self.service.environment(REGION)}
        return subprocess.run([*OFFLINE, *words], env=environment, check=True, capture_output=True, text=True).stdout

    def up(self, *words: str) -> str:
        """`up`, which must succeed; its output."""
        done = self.run("up", *words)
        assert done.exit_code == 0, done.text
        return done.text

    def crash(self, crash: Crash, *words: str) -> None:
        """A command during which something dies, to the end of all that it left behind."""
        self.service.hold(crash.operation, when=crash.when)
        process = self.start(*words)
        crash.strike(process, self.service)
        self._unlock(process)

    def kill_engine(self, process: subprocess.Popen[str]) -> None:
        """`kill -9` of the engine alone; its host goes on."""
        self.left_behind += self.hosts()
        process.kill()
        self._unlock(process)

    def kill_host(self, process: subprocess.Popen[str]) -> str:
        """`kill -9` of the process that speaks with the service; the engine ends with an error."""
        for pid in self.hosts():
            os.kill(pid, signal.SIGKILL)
        text, _ = process.communicate(timeout=60)
        return text

    def _unlock(self, process: subprocess.Popen[str]) -> None:
        process.wait()
        assert process.stdout
        process.stdout.close()
        for lock in (self.folder / "state" / ".pulumi" / "locks").rglob("*.json"):
            lock.unlink()  # as `pulumi cancel` would

    def hosts(self) -> list[int]:
        """The processes that have a connection to the service open, but for this one."""
        return connected_to(self.service)

    def sleeping(self) -> list[int]:
        """What outlived its engine and goes on."""
        return [pid for pid in self.left_behind if alive(pid)]

    def wait_for_hosts(self, timeout: float = 30.0) -> None:
        """Returns when what outlived its engine has ended by itself."""
        until(lambda: not self.sleeping(), timeout)

    def stages(self) -> list[dict[str, Any]]:
        return list(self.aws.list_stages(maxResults=100)["stages"])

    def arns(self) -> list[str]:
        return sorted(stage["arn"] for stage in self.stages())

    def held(self) -> list[str]:
        """The ARNs that the state holds."""
        done = self.run("stack", "export")
        assert done.exit_code == 0, done.text
        document = json.loads(done.text[done.text.index("{") :])
        resources = document["deployment"].get("resources", [])
        return sorted(each["id"] for each in resources if each.get("id", "").startswith("arn:aws:ivs:"))

    def let_marks_age(self, client: Any = None) -> None:
        """An hour passes for the marks that stand on stages."""
        let_marks_age(self.client, (client or self.aws).list_stages(maxResults=100)["stages"])

    def settled(self) -> bool:
        """Whether state and service hold the same stages, each without a mark."""
        found = self.stages()
        return sorted(stage["arn"] for stage in found) == self.held() and not any(
            MARK_KEY in stage["tags"] for stage in found
        )


def _mutation() -> dict[str, str]:
    """Takes out of programs and hosts the rule that is taken out of this process (tests/exactly_once/mutations.py)."""
    tests = Path(__file__).parents[1]
    path = os.pathsep.join([str(tests / "exactly_once" / "processes"), str(tests)])
    return {"MUTATION": os.environ["MUTATION"], "PYTHONPATH": path} if "MUTATION" in os.environ else {}


def _flags(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("--yes", "--skip-preview") if words[0] in {"up", "destroy", "refresh"} else ()
