"""Gate open: nobody is thrown out. Random programs with people in them are previewed, reported and really run."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import reduce
from operator import add
from pathlib import Path

import pytest

from impact.cli import NO_CLI
from ivs_realtime_local import LocalService
from report.lives import Figures, Life
from report.stacks import Cli, Offline
from seeds import SEED

_A_LIFE = 20
_MOST_NEEDLESS = 0.05


def lived(folder: Path, begin: Callable[..., Offline | Cli], *, seeds: range, seconds: float, runs: int) -> Figures:
    """Lives from these seeds, one after another, until the time or the number of runs is used up; one run at least."""
    ends, figures = time.monotonic() + seconds, []
    with LocalService() as service:
        for seed in seeds:
            service.reset()
            (folder / str(seed)).mkdir()
            life = Life(begin(folder / str(seed), service), service, seed)
            for _ in range(_A_LIFE):
                done = sum(each.runs for each in figures) + life.figures.runs
                if done == 0 or (time.monotonic() < ends and done < runs):
                    life.live(1)
            figures.append(life.figures)
            if time.monotonic() >= ends or sum(each.runs for each in figures) >= runs:
                break
    return reduce(add, figures)


def told(figures: Figures, seeds: range, record_property: Callable[[str, object], None]) -> None:
    line = f"Report against real runs, seeds from {seeds.start}: {figures}"
    print(line, figures.edits, figures.forms, figures.alarms, sep="\n")
    record_property("figures", line)


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", [1000, 2000])
def test_an_open_gate_throws_nobody_out(tmp_path, seed, record_property):
    """As many as four seconds allow."""
    seeds = range(seed, seed + 100)

    figures = lived(tmp_path, Offline, seeds=seeds, seconds=4, runs=1000)

    told(figures, seeds, record_property)
    assert figures.runs > 0


@pytest.mark.full
@pytest.mark.soak
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("part", range(2))
def test_an_open_gate_throws_nobody_out_a_thousand_times(tmp_path, part, record_property):
    """Half of a thousand runs for each of two workers."""
    seeds = range(SEED + 10_000 * (part + 1), SEED + 10_000 * (part + 1) + 1000)

    figures = lived(tmp_path, Offline, seeds=seeds, seconds=2900, runs=500)

    told(figures, seeds, record_property)
    assert figures.runs == 500
    assert figures.closed - figures.refused <= _MOST_NEEDLESS * (figures.runs - figures.thrown_out)


@pytest.mark.full
@pytest.mark.cli
@NO_CLI
@pytest.mark.timeout(6000)  # 72 runs took 48 minutes on two cores with much else to do
def test_an_open_gate_throws_nobody_out_on_the_cli(tmp_path, record_property):
    """A hundred runs of the real CLI."""
    seeds = range(SEED + 50_000, SEED + 50_100)

    figures = lived(tmp_path, Cli, seeds=seeds, seconds=5900, runs=100)

    told(figures, seeds, record_property)
    assert figures.runs == 100
