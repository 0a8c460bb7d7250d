"""The pytest plugin: a stack on the offline engine for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ivs_realtime_local.service import LocalService
    from pulumi_ivs_realtime.testing.stack import Stack


@pytest.fixture
def stack(tmp_path: Path, ivs_realtime_service: LocalService) -> Iterator[Stack]:
    """An empty stack on a local service; nothing of it is left after the test, or the test fails."""
    from pulumi_ivs_realtime.testing.stack import Stack

    folder = tmp_path / "pulumi"
    folder.mkdir()
    stack = Stack(folder, service=ivs_realtime_service.url)
    yield stack
    stack.close()
