"""What the tests of all three packages share: how much of them `make test` runs."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Generator

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks `full` what exceeds `few`; its cases are spread over the whole, so that of a table no part is left out."""
    tests = defaultdict[tuple[str, int], list[pytest.Item]](list)
    for item in items:
        few = item.get_closest_marker("few")
        if few and not any(map(item.get_closest_marker, ("full", "cli"))):
            (number,) = few.args
            tests[item.nodeid.partition("[")[0], number].append(item)
    for (_, number), cases in tests.items():
        kept = {place * len(cases) // number for place in range(number)}
        for place, case in enumerate(cases):
            if place not in kept:
                case.add_marker(pytest.mark.full)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Thousands of collected tests stay to the end: no collection of garbage need walk through them."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
