"""One canonical order for what an engine does in parallel.

Only the order of related operations means anything: two on the same resource, or on resources of which one
directly depends on the other (what is between two others is an operation of its own). The canonical order is the
alphabetically smallest that keeps all of those.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence, Set
from typing import TypeVar

T = TypeVar("T")
Graph = Mapping[str, Set[str]]


def canonical(items: Sequence[T], related: Callable[[T, T], bool], key: Callable[[T], str]) -> list[T]:
    """The items in the smallest order by `key` in which related ones stand as they stand in `items`."""
    waits = [{i for i in range(j) if related(items[i], items[j])} for j in range(len(items))]
    ready = [(key(items[j]), j) for j in range(len(items)) if not waits[j]]
    heapq.heapify(ready)
    ordered: list[T] = []
    while ready:
        _, done = heapq.heappop(ready)
        ordered.append(items[done])
        for j in (j for j in range(len(items)) if done in waits[j]):
            waits[j].discard(done)
            if not waits[j]:
                heapq.heappush(ready, (key(items[j]), j))
    return ordered
