"""One stack of stages on one engine, which can be killed at a named point of a run."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
from click.testing import CliRunner

from pulumi_ivs_realtime.cli.main import cli
from pulumi_ivs_realtime.local import LocalService
from pulumi_ivs_realtime.rules.marks import MARK_KEY, mark_of
from scenarios.project import FRESH_CHECKPOINT, PASSPHRASE, SALT
from scenarios.scenario import PROJECT, STACK

REGION = "eu-central-1"
OFFLINE = (sys.executable, "-m", "pulumi_ivs_realtime.cli")

URN = f"urn:pulumi:{STACK}::{PROJECT}::pulumi-python:dynamic/ivs-realtime:Stage::lobby"
HEAD = "import pulumi\nimport pulumi_ivs_realtime as ivs\n"
LOBBY = 'ivs.Stage("lobby", tags={"team": "live"})\n'


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
    """

    engine: str
    folder: Path
    service: LocalService
    left_behind: list[int] = field(default_factory=list)

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
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        return boto3.client("ivs-realtime", region_name=region, endpoint_url=self.service.url, **keys)

    def declare(self, *statements: str) -> None:
        """The program from now on."""
        (self.folder / "project" / "__main__.py").write_text(HEAD + "".join(statements))

    def configure(self, config: dict[str, str]) -> None:
        lines = [f"encryptionsalt: {SALT}", "config:", *(f"  {key}: '{value}'" for key, value in config.items())]
        (self.folder / "project" / f"Pulumi.{STACK}.yaml").write_text("\n".join(lines if config else lines[:1]) + "\n")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))),
            "HOME": str(self.folder / "home"),
            "PULUMI_HOME": str(self.folder / "home" / "pulumi"),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            **self.service.environment(REGION),
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A command under way."""
        program = OFFLINE if self.engine == "offline" else ("pulumi",)
        flags = (*_flags(words), "--offline" if self.engine == "offline" else "--non-interactive")
        return subprocess.Popen(
            [*program, *words, "--stack", STACK, *flags],
            cwd=self.folder / "project",
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *words: str) -> Run:
        """A command, to its end; the offline engine needs no process of its own for it."""
        if self.engine == "offline":
            words = (*words, "--stack", STACK, "--offline", "--cwd", str(self.folder / "project"), *_flags(words))
            with patch.dict(os.environ, self.environment, clear=True):
                result = CliRunner().invoke(cli, words)
            return Run(result.exit_code, result.output)
        process = self.start(*words)
        text, _ = process.communicate(timeout=100)
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
        return [pid for pid in _connected_to(int(self.service.url.rpartition(":")[2])) if pid != os.getpid()]

    def sleeping(self) -> list[int]:
        """What outlived its engine and goes on."""
        return [pid for pid in self.left_behind if _alive(pid)]

    def wait_for_hosts(self, timeout: float = 30.0) -> None:
        """Returns when what outlived its engine has ended by itself."""
        until(lambda: not self.sleeping(), timeout)

    def stages(self) -> list[dict[str, Any]]:
        return list(self.aws.list_stages(maxResults=100)["stages"])

    def held(self) -> list[str]:
        """The ARNs that the state holds."""
        done = self.run("stack", "export")
        assert done.exit_code == 0, done.text
        document = json.loads(done.text[done.text.index("{") :])
        resources = document["deployment"].get("resources", [])
        return sorted(each["id"] for each in resources if each.get("id", "").startswith("arn:aws:ivs:"))

    def let_marks_age(self, client: Any = None) -> None:
        """An hour passes for the marks that stand on stages."""
        client = client or self.aws
        for stage in client.list_stages(maxResults=100)["stages"]:
            if mark := mark_of(stage["tags"]):
                older = mark._replace(time=mark.time - 3600)
                client.tag_resource(resourceArn=stage["arn"], tags={MARK_KEY: str(older)})

    def settled(self) -> bool:
        """Whether state and service hold the same stages, each without a mark."""
        found = self.stages()
        return sorted(stage["arn"] for stage in found) == self.held() and not any(
            MARK_KEY in stage["tags"] for stage in found
        )


def _flags(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("--yes", "--skip-preview") if words[0] in {"up", "destroy", "refresh"} else ()


def until(condition: Callable[[], object], timeout: float = 40.0) -> None:
    """Returns when the condition holds."""
    limit = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < limit, "it did not come about in time"
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _connected_to(port: int) -> Iterator[int]:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {f"socket:[{row[9]}]" for row in rows if row[2].endswith(f":{port:04X}") and row[3] == "01"}
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            with contextlib.suppress(OSError):
                if any(os.readlink(each) in inodes for each in (process / "fd").iterdir()):
                    yield int(process.name)
