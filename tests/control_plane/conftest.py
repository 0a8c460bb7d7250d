"""Each kind beside stages, in turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import hosts
from control_plane.kinds import CASES, Case
from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.lifecycle.managed import ManagedProvider
from steps import Declaration


@pytest.fixture(params=CASES, ids=lambda case: case.named)
def case(request: pytest.FixtureRequest) -> Case:
    """One of the kinds."""
    found: Case = request.param
    return found


@pytest.fixture
def provider_of(service: LocalService, new_process: Callable[[], None]) -> Callable[..., ManagedProvider[Any]]:
    """Makes providers of a kind in new processes, with the given configuration."""
    return lambda case, **config: hosts.configured_of(case.provider, **config)


@pytest.fixture
def one(case: Case, provider_of: Callable[..., ManagedProvider[Any]]) -> Declaration:
    """A declaration of the kind, not yet made."""
    return Declaration(provider_of(case))
