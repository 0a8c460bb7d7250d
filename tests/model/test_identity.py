"""The rules of docs/decisions/identity.md together, over interleavings of engines, hosts, the service and crashes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from model.life import Life
from seeds import SEED


def live(*, examples: int, steps: int = 30) -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not SEED,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_rules_together_hold():
    live(examples=60)


@pytest.mark.full
@pytest.mark.soak
@pytest.mark.timeout(900)
def test_the_rules_together_hold_for_long():
    live(examples=6000, steps=60)
