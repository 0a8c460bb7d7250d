"""A run that takes long says how far it is: after ten seconds, then every thirty."""

from pathlib import Path

import pytest

from pulumi_ivs_realtime.aws.limiter import Limiter, Wait
from pulumi_ivs_realtime.rules.progress import Progress, duration, registering, waiting


def test_the_first_word_comes_after_ten_seconds_and_others_every_thirty():
    progress = Progress()

    assert [second for second in range(101) if progress.is_due(second)] == [10, 40, 70, 100]


def test_after_five_seconds_of_silence_it_begins_again():
    progress = Progress()

    spoken = [second for second in [*range(9), *range(20, 32)] if progress.is_due(second)]

    assert spoken == [30]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (None, "DeleteStage waits for AWS's quota of calls a second (4.9 now): 45 done"),
        (
            98,
            "DeleteStage waits for AWS's quota of calls a second (4.9 now): 45 done; at most 98 left, about 20 s",
        ),
    ],
)
def test_waiting_says_how_many_are_done_and_left(left, said):
    assert waiting("DeleteStage", 4.9, 45, left) == said


def test_a_program_estimates_the_end_by_the_pace_so_far():
    assert registering(50, 150, 10.0).endswith("50 of 200 resources are done; about 30 s left")


@pytest.mark.parametrize("said", [registering(20, 30, 18.7), waiting("DeleteStage", 4.9, 45, 98)])
def test_the_page_shows_what_is_said(said):
    page = Path(__file__).parents[2] / "docs" / "performance.md"

    assert f"```text\n{said}\n```" in page.read_text("utf-8")


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0 s"), (98.4, "98 s"), (99, "2 min"), (12000, "200 min")])
def test_long_times_are_told_in_minutes(seconds, said):
    assert duration(seconds) == said


def test_the_limiter_tells_of_each_wait_and_of_nothing_else():
    told = []
    limiter = Limiter({"CreateStage": 5.0}, clock=lambda: 0.0, sleep=lambda _: None, told=told.append)

    for _ in range(7):
        limiter.wait("CreateStage")

    assert told == [Wait("CreateStage", 4.9, 5), Wait("CreateStage", 4.9, 6)]
