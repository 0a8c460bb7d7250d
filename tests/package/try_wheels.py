"""`make release`: the built wheels pass the tutorial in an empty environment of each Python that they name.

Environment, folder and program are outside of the repository, and nothing of it is on the path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import metadata
from pathlib import Path

from documentation.typed import not_printed, shell, type_out

PACKAGES = ("pulumi_ivs_realtime", "ivs_realtime_local", "pulumi_offline")
WHERE = f"import {', '.join(PACKAGES)}; print(*({', '.join(f'{each}.__file__' for each in PACKAGES)}))"


def versions() -> list[str]:
    """The versions of Python that the metadata names, such as 3.10."""
    lines = metadata("pulumi-ivs-realtime").get_all("Classifier") or []
    return [found[1] for line in lines if (found := re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", line))]


def interpreter(version: str) -> str | None:
    """A Python of this version: on the PATH, or among those of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    installed = sorted(pyenv.glob(f"versions/{version}.*/bin/python"))
    for found in (shutil.which(f"python{version}"), *map(str, reversed(installed))):
        if found and version in subprocess.run([found, "-V"], capture_output=True, text=True).stdout:
            return found
    return None


def environment(python: str, folder: Path, wheels: Path) -> dict[str, str]:
    """An environment that holds the wheels and what pip finds that they need; what a shell in it says."""
    subprocess.run([python, "-m", "venv", folder / "venv"], check=True)
    bin_ = folder / "venv" / "bin"
    named = [next(wheels.glob(f"{each}-*.whl")) for each in PACKAGES]
    files = [f"{named[0]}[testing]", *map(str, named[1:])]
    subprocess.run([bin_ / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *files], check=True)
    (folder / "home").mkdir()
    said = {name: value for name, value in shell(folder / "home").items() if not name.startswith("PYTHON")}
    return {**said, "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}"}


def tried(version: str, python: str, wheels: Path) -> str:
    """Installs the wheels, types the tutorial, and says what it has shown."""
    with tempfile.TemporaryDirectory() as temporary:
        folder, begun = Path(temporary).resolve(), time.monotonic()
        surroundings = environment(python, folder, wheels)
        (folder / "empty").mkdir()
        words = [folder / "venv" / "bin" / "python", "-c", WHERE]
        where = subprocess.run(
            words, cwd=folder / "empty", env=surroundings, check=True, capture_output=True, text=True
        )
        outside = [each for each in where.stdout.split() if not Path(each).is_relative_to(folder / "venv")]
        installed = time.monotonic()
        missing = outside or not_printed("tutorial.md", type_out("tutorial.md", folder / "empty", surroundings))
        if missing:
            raise SystemExit(f"Python {version}: not as the tutorial says: {missing}")
        took = f"installed in {installed - begun:.0f} s, typed in {time.monotonic() - installed:.0f} s"
    return f"Python {version}: the tutorial works with the wheels alone ({took})."


def main(wheels: Path) -> None:
    """Tries each version of Python, and names those that this machine does not have."""
    absent = []
    for version in versions():
        if python := interpreter(version):
            print(tried(version, python, wheels), flush=True)
        else:
            absent.append(version)
    if absent:
        print(f"Not tried, because no such Python was found: {', '.join(absent)}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
