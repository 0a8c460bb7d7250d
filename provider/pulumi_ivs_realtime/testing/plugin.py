"""The pytest plugin: a stack on the offline engine for each test that asks for one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pulumi_ivs_realtime.testing.stack import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """An empty stack whose state goes with the test."""
    from pulumi_ivs_realtime.testing.stack import Stack

    folder = tmp_path / "pulumi"
    folder.mkdir()
    return Stack(folder)
