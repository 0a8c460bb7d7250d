"""mypy and pyright over many programs at once, strict, as editors run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

api = pytest.importorskip("mypy.api")  # which the runs with the lowest and the newest versions lack

Errors = Mapping[str, list[str]]
"""The errors of each program, by its name."""

_ROOT = Path(__file__).parents[2]
_LOWEST = "3.10"


def write(programs: Mapping[str, str], folder: Path) -> None:
    """Each program as a module of its own; "-" is no letter of a module."""
    for name, text in programs.items():
        (folder / f"{name.replace('-', '_')}.py").write_text(text)


def mypy(folder: Path) -> Errors:
    """What mypy says in strict mode."""
    (folder / "mypy.ini").write_text(f"[mypy]\nstrict = true\npython_version = {_LOWEST}\n")
    words = ["--config-file", str(folder / "mypy.ini"), "--cache-dir", str(_ROOT / ".mypy_cache" / "programs")]
    said, complaint, _ = api.run([*words, "--no-error-summary", *map(str, sorted(folder.glob("*.py")))])
    assert not complaint, complaint
    found: dict[str, list[str]] = defaultdict(list)
    for line in said.splitlines():
        path, _, message = line.partition(": error: ")
        if message:
            found[_name(path.rpartition(":")[0])].append(message)
    return found


def pyright(folder: Path) -> Errors:
    """What pyright, which is behind VS Code's Pylance, says in strict mode."""
    config = {"include": ["*.py"], "typeCheckingMode": "strict", "pythonVersion": _LOWEST}
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    words = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson", "--project", str(folder)]
    # Else the wrapper asks a registry for newer versions: nothing here leaves the machine.
    bundled = {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1", "PYRIGHT_PYTHON_FORCE_VERSION": version("pyright")}
    done = subprocess.run(words, env=os.environ | bundled, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: dict[str, list[str]] = defaultdict(list)
    for each in json.loads(done.stdout)["generalDiagnostics"]:
        if each["severity"] == "error":
            found[_name(each["file"])].append(each["message"])
    return found


CHECKERS: Mapping[str, Callable[[Path], Errors]] = {"mypy": mypy, "pyright": pyright}


def _name(path: str) -> str:
    return Path(path).stem.replace("_", "-")
