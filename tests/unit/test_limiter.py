"""The limiter on a clock of its own: nearly a second's worth at once, then the quota's pace; less when throttled."""

import pytest

from pulumi_ivs_realtime.aws.limiter import Limiter

QUOTA = 5.0
AT_ONCE = 4
"""One call of a second is kept back."""


class Clock:
    """A clock that stands still but for what is slept and let pass."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> Limiter:
    return Limiter({"CreateStage": QUOTA}, clock=lambda: clock.now, sleep=clock.sleep)


def calls(limiter: Limiter, count: int) -> None:
    for _ in range(count):
        limiter.wait("CreateStage")


def test_nearly_a_seconds_worth_goes_at_once(clock, limiter):
    calls(limiter, AT_ONCE)

    assert clock.slept == []


def test_after_that_calls_go_at_just_less_than_the_quota(clock, limiter):
    calls(limiter, AT_ONCE + 100)

    assert clock.now == pytest.approx(100 / (QUOTA * 0.98), rel=0.001)


def test_time_that_passes_fills_the_bucket_but_not_beyond_a_second(clock, limiter):
    calls(limiter, AT_ONCE)
    clock.now += 3600
    calls(limiter, AT_ONCE)
    assert clock.slept == []

    calls(limiter, 1)

    assert clock.slept == [pytest.approx(1 / (QUOTA * 0.98))]


def test_throttling_empties_the_bucket(clock, limiter):
    calls(limiter, 1)
    limiter.slow_down("CreateStage")

    calls(limiter, 1)

    assert clock.slept == [pytest.approx(1 / (QUOTA * 0.98 * 0.7))]


def test_after_throttling_the_pace_climbs_back_with_time_and_no_further(clock, limiter):
    limiter.slow_down("CreateStage")
    calls(limiter, 60)
    waits = clock.slept

    assert waits[0] > waits[5] > waits[10]
    assert waits[-1] == pytest.approx(1 / (QUOTA * 0.98))
    assert sum(wait for wait in waits if wait > 1.001 / (QUOTA * 0.98)) == pytest.approx(0.3 / 0.06, abs=0.5)


def test_calls_that_are_throttled_together_slow_down_once(clock, limiter):
    for _ in range(4):
        limiter.slow_down("CreateStage")

    calls(limiter, 1)

    assert clock.slept == [pytest.approx(1 / (QUOTA * 0.98 * 0.7))]


def test_however_often_aws_throttles_a_call_goes_out_every_five_seconds(clock, limiter):
    for _ in range(50):
        clock.now += 1
        limiter.slow_down("CreateStage")

    calls(limiter, 1)

    assert clock.slept == [pytest.approx(5.0, rel=0.03)]


def test_one_operation_does_not_wait_for_another(clock, limiter):
    calls(limiter, AT_ONCE)
    limiter.wait("GetStage")

    assert clock.slept == []


def test_a_call_that_would_wait_too_long_is_refused_and_costs_the_others_nothing(clock, limiter):
    calls(limiter, AT_ONCE)

    assert limiter.wait("CreateStage", most=0.1) is False
    assert clock.slept == []
    assert limiter.wait("CreateStage", most=1.0) is True
    assert clock.slept == [pytest.approx(1 / (QUOTA * 0.98))]
