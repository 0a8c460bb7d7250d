"""What the tests of all three packages share: how much of them `make test` runs."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks `full` what exceeds `few`; its cases are spread over the whole, so that of a table no part is left out."""
    tests = defaultdict[tuple[Path, str], list[pytest.Item]](list)
    for item in items:
        if item.get_closest_marker("few") and not any(map(item.get_closest_marker, ("full", "cli"))):
            tests[item.path, item.nodeid.partition("[")[0]].append(item)
    for cases in tests.values():
        (number,) = cases[0].iter_markers("few").__next__().args
        kept = {place * len(cases) // number for place in range(number)}
        for place, case in enumerate(cases):
            if place not in kept:
                case.add_marker(pytest.mark.full)
