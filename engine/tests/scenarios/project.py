"""A scenario's project on disk: program, stack configuration, file backend and the plain provider's store."""

import json
import os
import shutil
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pulumi_offline import Project as OfflineProject
from scenarios.scenario import (
    PROJECT,
    STACK,
    Configured,
    Drift,
    Faults,
    Module,
    Program,
    ProjectFile,
    Step,
    Unlock,
    WorldStep,
)
from scenarios.world import World

PASSPHRASE = "scenario"
SALT = "v1:F3W8tNN0+E0=:v1:NWv2QaAM7HawUWBR:SxinQvKtLyPbHaD2HUHNRQx6h+MDbA=="
SECURE_PASSWORD = "v1:JajI1pzC2JKN155A:n4UyaOmef6ufchgV0tDoZC9BeZrR38ojqYpJr/Q="  # "correct horse", under SALT

# As `pulumi stack init` leaves the backend: written here, so that no engine has to run for it.
FRESH_CHECKPOINT = {
    "version": 3,
    "checkpoint": {
        "stack": f"organization/{PROJECT}/{STACK}",
        "latest": {
            "manifest": {"time": "2026-01-01T00:00:00Z", "magic": "", "version": ""},
            "secrets_providers": {"type": "passphrase", "state": {"salt": SALT}},
            "metadata": {},
        },
    },
}


@dataclass(frozen=True)
class Project:
    """Where a scenario runs; everything lies under `root`."""

    root: Path
    world: World | None = None

    @property
    def directory(self) -> Path:
        return self.root / "project"

    @property
    def store(self) -> Path:
        return self.root / "store"

    @property
    def backend(self) -> Path:
        return self.root / "backend"

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def checkpoint_file(self) -> Path:
        return self.backend / ".pulumi" / "stacks" / PROJECT / f"{STACK}.json"

    @property
    def ahead(self) -> timedelta:
        """How far programs and hosts are to take the time to be ahead."""
        return self.world.ahead if self.world else timedelta()

    def lay_out(self) -> None:
        """An empty project with an empty stack."""
        for directory in (self.directory, self.home, *(self.store / name for name in ("objects", "births"))):
            directory.mkdir(parents=True)
        shutil.copy(Path(__file__).with_name("plain.py"), self.directory)
        (self.directory / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
        self.checkpoint_file.parent.mkdir(parents=True)
        self.checkpoint_file.write_text(json.dumps(FRESH_CHECKPOINT))
        (self.backend / ".pulumi" / "meta.yaml").write_text("version: 1\n")
        self.apply(Configured(""))

    def environment(self) -> dict[str, str]:
        """The whole environment of an engine: nothing of the caller's but what Python needs."""
        return {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath))),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "PLAIN_STORE": str(self.store),
            "PULUMI_HOME": str(self.home / "pulumi"),
            "PULUMI_BACKEND_URL": f"file://{self.backend}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PYTHONDONTWRITEBYTECODE": "1",
            **(self.world.environment() if self.world else {}),
        }

    def apply(self, step: Step) -> None:
        """Do a step that needs no engine."""
        match step:
            case Program(source):
                (self.directory / "__main__.py").write_text(self._written(source))
            case Module(path, source):
                (self.directory / path).parent.mkdir(parents=True, exist_ok=True)
                (self.directory / path).write_text(source)
            case Faults(faults):
                (self.store / "faults.json").write_text(json.dumps(dict(faults)))
            case Drift(id_, changes):
                self._drift(id_, dict(changes))
            case Configured(yaml):
                text = f"encryptionsalt: {SALT}\n" + (f"config:\n{self._written(yaml)}" if yaml else "")
                (self.directory / f"Pulumi.{STACK}.yaml").write_text(text)
            case ProjectFile(yaml):
                url = f"file://{self.backend}"
                head = "" if yaml.startswith(("name:", "runtime:")) else f"name: {PROJECT}\nruntime: python\n"
                (self.directory / "Pulumi.yaml").write_text(head + yaml.replace("<backend>", url))
            case Unlock():
                shutil.rmtree(self.backend / ".pulumi" / "locks")
            case WorldStep() if self.world:
                self.world.apply(step, self.secret_outputs)
            case _:
                raise TypeError(f"an engine is needed for {step}")

    def _written(self, text: str) -> str:
        return self.world.written(text) if self.world else text

    def _drift(self, id_: str, changes: dict[str, str]) -> None:
        path = self.store / "objects" / f"{id_}.json"
        if changes:
            path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
        else:
            path.unlink()

    def checkpoint(self) -> dict[str, Any]:
        """The deployment that the backend holds; {} when it holds none."""
        latest: dict[str, Any] | None = json.loads(self.checkpoint_file.read_text())["checkpoint"]["latest"]
        return latest or {}

    def secret_outputs(self) -> dict[str, Any]:
        """The outputs of the stack in plain text, whichever engine wrote them."""
        stack = OfflineProject(self.directory, stack=STACK, backend=self.backend, environment=self.environment())
        return stack.outputs()

    def calls(self) -> list[dict[str, Any]]:
        """Every call that the plain provider got so far, in order."""
        log = self.store / "calls.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def objects(self) -> dict[str, Any]:
        """The objects of the plain provider by id."""
        paths = sorted((self.store / "objects").glob("*.json"))
        return {path.stem: json.loads(path.read_text()) for path in paths}
