"""The `pulumi` that programs and provider hosts find on their PATH: it exports the running stack's state."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).with_name("bin")


def with_own_pulumi(environment: Mapping[str, str], backend: Path, project: str) -> dict[str, str]:
    """The environment of a program or host, in which `pulumi stack export` shows this engine's stacks.

    Args:
        environment: the one that it would have otherwise.
        backend: the folder of the file backend.
        project: the project that is meant where a stack is named without one.
    """
    path = environment.get("PATH", os.defpath)
    return {
        **environment,
        "PATH": os.pathsep.join([str(_FOLDER), *([path] if path else [])]),
        "PULUMI_BACKEND_URL": f"file://{backend}",
        "PULUMI_OFFLINE_PROJECT": project,
        "PULUMI_OFFLINE_PYTHON": sys.executable,
    }
