"""`python -m scenarios.record [NAME…] [--all]`: run scenarios on the CLI that is on PATH and keep what it showed."""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from scenarios.comparison import recording
from scenarios.comparison.observation import observations
from scenarios.engines import CommandLine, cli, cli_version
from scenarios.project import Project
from scenarios.scenario import Scenario
from scenarios.suite import SCENARIOS


def record(engine: CommandLine, scenario: Scenario, version: str) -> None:
    """Run one scenario and write its recording."""
    with tempfile.TemporaryDirectory() as directory:
        steps = list(observations(engine, scenario, Project(Path(directory) / "scenario")))
    recording.save(scenario, version, steps)


def wanted(scenarios: Mapping[str, Scenario], names: list[str], everything: bool) -> list[Scenario]:
    """The named scenarios; without names those whose recording is missing or stale, or all of them."""
    if names:
        return [scenarios[name] for name in names if name in scenarios]
    kept = {scenario.name: recording.load(scenario) for scenario in scenarios.values()}
    return [
        scenario
        for scenario in scenarios.values()
        if everything or (found := kept[scenario.name]) is None or not found.is_of(scenario)
    ]


def main(scenarios: Mapping[str, Scenario]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--all", action="store_true", help="also those whose recording is up to date")
    parser.add_argument("--parallel", type=int, default=2)
    options = parser.parse_args()
    engine = cli()
    if engine is None:
        print("Recordings need the pulumi CLI on PATH.", file=sys.stderr)
        return 2
    return _record_all(engine, wanted(scenarios, options.names, options.all), options.parallel)


def _record_all(engine: CommandLine, scenarios: list[Scenario], parallel: int) -> int:
    version, failed = cli_version(engine), 0
    with ProcessPoolExecutor(parallel, get_context("spawn")) as pool:  # each with a local service of its own
        running = {pool.submit(record, engine, scenario, version): scenario.name for scenario in scenarios}
        for done in as_completed(running):
            error = done.exception()
            failed += error is not None
            print(f"{running[done]}: {error or 'recorded'}", flush=True)
    print(f"{len(scenarios) - failed} recorded, {failed} failed, on pulumi {version}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(SCENARIOS))
