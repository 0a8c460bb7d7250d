"""Of which scenarios `make test` takes a few: those of `covering.txt`, which `make cover` wrote; others are `full`."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from scenarios.scenario import Scenario


def covering(folder: Path) -> set[str]:
    """The names in the file of this folder."""
    return set((folder / "covering.txt").read_text().split())


def in_tiers(scenarios: Mapping[str, Scenario], folder: Path) -> pytest.MarkDecorator:
    """Parametrises a test with all scenarios, most of them `full`."""
    few = covering(folder)
    assert few <= set(scenarios), f"no scenarios: {few - set(scenarios)}; choose anew with `make cover`"
    return pytest.mark.parametrize(
        "scenario",
        [
            pytest.param(each, id=name, marks=[] if name in few else [pytest.mark.full])
            for name, each in scenarios.items()
        ],
    )
