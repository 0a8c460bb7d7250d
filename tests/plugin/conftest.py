"""The provider plugin over gRPC, beside a local service."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ivs_realtime_local import LocalService
from plugin.protocol import Plugin, in_this_process


@pytest.fixture
def plugin(service: LocalService, new_process: Callable[[], None]) -> Iterator[Plugin]:
    """A servicer in this process, configured as an explicit provider that says nothing."""
    with in_this_process() as plugin:
        plugin.configure(region="eu-central-1")
        yield plugin
