"""A project with a plain dynamic provider, whose objects are JSON files that a test can look at and spoil."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from pulumi_ivs_realtime.offline import Project

PLAIN = """
import json, os, time, uuid
from pathlib import Path
import pulumi
from pulumi.dynamic import (CheckFailure, CheckResult, CreateResult, DiffResult, ReadResult, Resource,
                            ResourceProvider, UpdateResult)

OBJECTS = Path(os.environ["OBJECTS"])


class PlainProvider(ResourceProvider):
    serialize_as_secret_always = False

    def check(self, olds, news):
        failures = [CheckFailure("size", "must not be negative")] if news.get("size") == -1 else []
        return CheckResult(dict(news), failures)

    def diff(self, id_, olds, news):
        changed = [key for key in news if key != "__provider" and olds.get(key) != news[key]]
        replaces = [key for key in changed if key in ("kind", "exclusive")]
        return DiffResult(changes=bool(changed), replaces=replaces, delete_before_replace="exclusive" in changed)

    def create(self, props):
        if props.get("fails") == "create":
            raise RuntimeError("the service is down")
        id_ = uuid.uuid4().hex[:8]
        return CreateResult(id_, self._write(id_, props))

    def update(self, id_, olds, news):
        if news.get("fails") == "update":
            raise RuntimeError("the service is down")
        return UpdateResult(self._write(id_, news))

    def read(self, id_, props):
        path = OBJECTS / f"{id_}.json"
        if not path.exists():
            return ReadResult("", {})
        return ReadResult(id_, {**props, **json.loads(path.read_text())})

    def delete(self, id_, props):
        if props.get("fails") == "delete":
            raise RuntimeError("the service is down")
        (OBJECTS / f"{id_}.json").unlink()

    def _write(self, id_, props):
        kept = {key: value for key, value in props.items() if key not in ("__provider", "label")}
        (OBJECTS / f"{id_}.json").write_text(json.dumps(kept))
        return {**kept, "label": f"<{props.get('name')}>"}


class Plain(Resource, module="plain", name="Plain"):
    label: pulumi.Output[str]
    name: pulumi.Output[str]

    def __init__(self, resource_name, *, opts=None, **props):
        super().__init__(PlainProvider(), resource_name, {"label": None, "name": resource_name, **props}, opts)
"""


class Workbench:
    """A project whose program a test writes and rewrites.

    Attributes:
        folder: the project's folder.
        backend: the folder of its file backend.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self.backend = folder / "backend"
        self.environment = {"PULUMI_CONFIG_PASSPHRASE": "correct horse", "OBJECTS": str(folder / "objects"), "PATH": ""}
        for path in (self.folder, self.backend, folder / "objects"):
            path.mkdir()
        self._objects = folder / "objects"
        (self.folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
        (self.folder / "plain.py").write_text(PLAIN)

    def write(self, program: str) -> None:
        """Set the program; `pulumi` and `Plain` are imported."""
        text = textwrap.dedent(program)
        (self.folder / "__main__.py").write_text(f"import pulumi\nfrom plain import Plain\n{text}")

    def project(self, **options: object) -> Project:
        """The project on the offline engine."""
        return Project(self.folder, backend=self.backend, environment=self.environment, **options)

    @property
    def objects(self) -> dict[str, dict]:
        """What the provider's service holds, by name."""
        found = [json.loads(path.read_text()) for path in self._objects.glob("*.json")]
        return {thing["name"]: thing for thing in found}

    def lose(self, name: str) -> None:
        """Delete an object behind the engine's back."""
        for path in self._objects.glob("*.json"):
            if json.loads(path.read_text())["name"] == name:
                path.unlink()


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(tmp_path)
