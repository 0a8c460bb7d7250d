"""Which files are generated, and how they come out formatted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from generator import inputs, lookups, program, public, reference
from generator.texts import snake
from pulumi_ivs_realtime.declarations import RESOURCES

ROOT = Path(__file__).parents[2]
_PACKAGE = Path("provider/pulumi_ivs_realtime")


def generated() -> dict[Path, str]:
    """The text of every generated file by its path in the repository."""
    sources: dict[Path, str] = {
        _PACKAGE / "__init__.py": public.module(),
        Path("docs/reference.md"): reference.page(),
    }
    for resource in RESOURCES:
        name = f"{snake(resource.name)}.py"
        sources[_PACKAGE / "resources" / name] = program.module(resource)
        sources[_PACKAGE / "rules" / "inputs" / name] = inputs.module(resource)
        if public.has_look_up(resource):
            sources[_PACKAGE / "resources" / "lookups" / name] = lookups.module(resource)
    return {path: _formatted(path, text) for path, text in sources.items()}


def write() -> Iterator[Path]:
    """Writes what differs, and says which files that were."""
    texts = generated()
    for path in differing(texts):
        (ROOT / path).write_text(texts[path], "utf-8")
        yield path


def differing(texts: dict[Path, str] | None = None) -> Iterator[Path]:
    """The files whose text is not what their declaration makes of it."""
    for path, text in (texts or generated()).items():
        there = ROOT / path
        if not there.exists() or there.read_text("utf-8") != text:
            yield path


def _formatted(path: Path, text: str) -> str:
    if path.suffix != ".py":
        return text
    # Imports that a module does not need go, and the rest is sorted as everywhere else.
    fixed = _ruff("check", "--fix-only", "--select=F401,I,RUF100", f"--stdin-filename={path}", "-", text=text)
    return _ruff("format", f"--stdin-filename={path}", "-", text=fixed)


def _ruff(*arguments: str, text: str) -> str:
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or "ruff"
    command = [ruff, *arguments, "--quiet"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT).stdout  # noqa: S603
