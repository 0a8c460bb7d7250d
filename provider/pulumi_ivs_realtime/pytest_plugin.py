"""The pytest plugin: a stack of stages for each test that asks for one."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pulumi_ivs_realtime.testing.stack import Stack

# Module → what it comes with, and where that is in a clone of the repository.
_NEEDED = {"ivs_realtime_local": "ivs-realtime-local (service/)", "pulumi_offline": "pulumi-offline (engine/)"}


@pytest.fixture
def stack(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stack]:
    """An empty stack on a local service; nothing of it is left after the test, or the test fails."""
    if missing := [package for name, package in _NEEDED.items() if importlib.util.find_spec(name) is None]:
        pytest.fail(f"the fixture stack needs {' and '.join(missing)}, which is not installed", pytrace=False)
    from pulumi_ivs_realtime.testing.stack import Stack

    service = request.getfixturevalue("ivs_realtime_service")
    folder = tmp_path / "pulumi"
    folder.mkdir()
    stack = Stack(folder, service=service.url)
    yield stack
    stack.close()
