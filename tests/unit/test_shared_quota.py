"""Several processes share a quota: limiters of this package on one clock, before a service with a bucket of its own."""

from __future__ import annotations

import heapq
import itertools
import random

import pytest

from pulumi_ivs_realtime.aws import calls
from pulumi_ivs_realtime.aws.limiter import Limiter

QUOTA = 5.0
THREADS = 4
LATENCY = 0.06
MOST_ATTEMPTS = 26


class Bucket:
    """A service that lets five calls a second through."""

    def __init__(self) -> None:
        self.tokens, self.at = QUOTA, 0.0

    def takes(self, now: float) -> bool:
        self.tokens, self.at = min(QUOTA, self.tokens + (now - self.at) * QUOTA), now
        taken = self.tokens >= 1
        self.tokens -= taken
        return taken


class Run:
    """So many processes, each with so many stages to make, as the host's four threads make them."""

    def __init__(self, processes: int, stages: int, seed: int) -> None:
        self.random, self.now, self.pause = random.Random(seed), 0.0, 0.0
        self.left, self.last, self.attempts = [stages] * processes, [0.0] * processes, 0
        self.limiters = [Limiter({}, clock=lambda: self.now, sleep=self.sleep) for _ in range(processes)]
        self.order, self.events = itertools.count(), []
        for process, _ in itertools.product(range(processes), range(THREADS)):
            self.later(self.random.random(), process, 0)
        bucket = Bucket()
        while self.events:
            self.now, _, process, attempt = heapq.heappop(self.events)
            self.step(bucket, process, attempt)

    def later(self, seconds: float, process: int, attempt: int) -> None:
        heapq.heappush(self.events, (self.now + seconds, next(self.order), process, attempt))

    def sleep(self, seconds: float) -> None:
        self.pause = seconds

    def step(self, bucket: Bucket, process: int, attempt: int) -> None:
        """A negative attempt is a call that arrives; another one is about to be sent."""
        if attempt < 0:
            self.arrive(bucket, process, -attempt)
        elif attempt or self.left[process]:
            self.left[process] -= not attempt
            self.pause = 0.0
            self.limiters[process].wait("CreateStage")
            self.later(self.pause + LATENCY / 2, process, -attempt - 1)

    def arrive(self, bucket: Bucket, process: int, attempts: int) -> None:
        self.attempts = max(self.attempts, attempts)
        if bucket.takes(self.now):
            self.last[process] = self.now
            self.later(LATENCY / 2, process, 0)
        else:
            self.limiters[process].slow_down("CreateStage")
            longest = min(calls._LONGEST_PAUSE, calls._FIRST_PAUSE * 2 ** (attempts - 1))
            self.later(LATENCY / 2 + longest * self.random.uniform(0.5, 1.0), process, attempts)


@pytest.mark.parametrize("processes", [2, 4, 8])
def test_processes_that_share_a_quota_use_nine_tenths_of_it_and_none_starves(processes):
    runs = [Run(processes, 200 // processes, seed) for seed in range(4)]

    bound = (200 - QUOTA) / QUOTA
    assert sum(max(run.last) for run in runs) / len(runs) < 1.1 * bound
    assert max(run.attempts for run in runs) < MOST_ATTEMPTS
    shares = [min(run.last) / max(run.last) for run in runs]
    assert sum(shares) / len(shares) > 0.5
