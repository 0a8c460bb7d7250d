"""A project with a plain dynamic provider, whose objects are JSON files that a test can look at and spoil."""

from __future__ import annotations

import json
import shutil
import textwrap
from pathlib import Path

import pytest

from pulumi_offline import Project


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
        shutil.copy(Path(__file__).with_name("plain.py"), self.folder)

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
