"""`python -m scenarios.choose`: which scenarios `make test` runs.

The rule: together they reach every line and every branch that all scenarios reach, of the engine for plain resources,
of the provider for stages (in the hosts and programs that the engine forks); of those that do, the cheap ones. The
others are `full`. Choose again when scenarios were added, or when what they run was changed much.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

import coverage

from pulumi_offline.plugins import dynamic_host
from pulumi_offline.plugins.processes import zygote
from pulumi_offline.preloads import preloads
from scenarios.comparison.observation import observations
from scenarios.engines import offline
from scenarios.project import Project
from scenarios.scenario import Scenario
from scenarios.suite import SCENARIOS

COVERING = Path(__file__).with_name("covering.txt")
Arc = tuple[str, tuple[int, int]]

_FORK = """
import os, sys
if any("zygote" in each for each in sys.orig_argv):
    import coverage, signal

    def measure():
        folder = os.environ["SCENARIO_COVERAGE"]
        name = os.path.join(folder, f"{os.getpid()}-{os.urandom(4).hex()}")
        sources = os.environ["SCENARIO_SOURCES"].split(os.pathsep)
        measured = coverage.Coverage(name, branch=True, source=sources, config_file=False)
        measured.start()
        leave, ended = os._exit, []

        def end(*_):
            if not ended:
                ended.append(True)
                measured.stop()
                measured.save()
                open(os.path.join(folder, f"ended-{os.getpid()}"), "w").close()

        def end_and_leave(status):
            end()
            leave(status)

        signal.signal(signal.SIGUSR1, end)
        os._exit = end_and_leave

    os.register_at_fork(after_in_child=measure)
"""


def choose(reached: Mapping[str, set[Arc]], cost: Mapping[str, float]) -> list[str]:
    """Names that reach together what all do: greedily what is new for its cost, then without what is superfluous."""
    everything, missing, chosen = set[Arc]().union(*reached.values()), set[Arc]().union(*reached.values()), list[str]()
    while missing:
        chosen.append(max(reached, key=lambda name: len(reached[name] & missing) / cost[name]))
        missing -= reached[chosen[-1]]
    for name in sorted(chosen, key=lambda name: -cost[name]):
        if set[Arc]().union(*(reached[each] for each in chosen if each != name)) == everything:
            chosen.remove(name)
    return sorted(chosen)


def main(scenarios: Mapping[str, Scenario], sources: Sequence[str], covering: Path, *, forks: bool) -> int:
    """Run all scenarios on the offline engine, measured, and write which to keep.

    Args:
        sources: the folders whose lines and branches count.
        covering: where the names go.
        forks: whether they run in hosts and programs, not in the engine itself.
    """
    reached, cost = dict[str, set[Arc]](), dict[str, float]()
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        (where / "sitecustomize.py").write_text(_FORK if forks else "")
        told = {"PYTHONPATH": folder, "SCENARIO_COVERAGE": folder, "SCENARIO_SOURCES": os.pathsep.join(sources)}
        with patch.dict(os.environ, told), patch.object(dynamic_host.Host, "close", _closed_when_measured(where)):
            zygote(preloads())  # here, or it would begin in the environment of a scenario
            for name, scenario in scenarios.items():
                begun = time.monotonic()
                reached[name] = set(_reached(scenario, where, sources, forks=forks))
                cost[name] = time.monotonic() - begun
                print(f"{name}: {len(reached[name])} branches and lines", flush=True)
    chosen = choose(reached, cost)
    covering.write_text("".join(f"{name}\n" for name in chosen))
    print(f"{len(chosen)} of {len(scenarios)} scenarios reach all, in {sum(map(cost.__getitem__, chosen)):.0f} s")
    return 0


def _reached(scenario: Scenario, where: Path, sources: Sequence[str], *, forks: bool) -> Iterator[Arc]:
    measured = coverage.Coverage(None, branch=True, source=sources, config_file=False)
    with tempfile.TemporaryDirectory() as folder:
        if not forks:
            measured.start()
        list(observations(offline(), scenario, Project(Path(folder) / "scenario")))
        measured.stop()
    data = [measured.get_data()]
    for path in where.glob("[0-9]*-*"):
        data.append(coverage.CoverageData(str(path)))
        data[-1].read()
    for each in data:
        yield from ((file, arc) for file in each.measured_files() for arc in each.arcs(file) or ())
    for path in where.glob("*-*"):
        path.unlink()


def _closed_when_measured(folder: Path) -> object:
    close = dynamic_host.Host.close

    async def closed(self: dynamic_host.Host) -> None:
        self.process.signal(signal.SIGUSR1)
        limit = time.monotonic() + 10
        while any(folder.glob("[0-9]*-*")) or time.monotonic() < limit:
            if (folder / f"ended-{self.process.pid}").exists() or self.process.ended.done():
                break
            await asyncio.sleep(0.01)
        await close(self)

    return closed


if __name__ == "__main__":
    import pulumi_offline

    sys.exit(main(SCENARIOS, pulumi_offline.__path__, COVERING, forks=False))
