"""The pytest plugin: a stack on the offline engine for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pulumi_offline.testing.stack import Stack


@pytest.fixture
def offline_stack(tmp_path: Path) -> Iterator[Stack]:
    """An empty stack; what it holds after the test is destroyed, or the test fails."""
    from pulumi_offline.testing.stack import Stack

    folder = tmp_path / "pulumi"
    folder.mkdir()
    stack = Stack(folder)
    yield stack
    stack.close()
