"""`python -m plugin_scenarios.record [NAME…] [--all]`: run scenarios through the plugin on the CLI and keep them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from plugin_scenarios.observation import observations
from plugin_scenarios.suite import SCENARIOS
from scenarios.comparison import recording
from scenarios.engines import cli, cli_version
from scenarios.project import Project
from scenarios.record import wanted


def record(name: str) -> None:
    """Run one scenario and write its recording."""
    engine = cli()
    assert engine
    with tempfile.TemporaryDirectory() as directory:
        steps = list(observations(engine, SCENARIOS[name], Project(Path(directory) / "scenario")))
    recording.save(SCENARIOS[name], cli_version(engine), steps)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--all", action="store_true", help="also those whose recording is up to date")
    parser.add_argument("--parallel", type=int, default=2)
    options = parser.parse_args()
    if cli() is None:
        print("Recordings need the pulumi CLI on PATH.", file=sys.stderr)
        return 2
    failed = 0
    names = [scenario.name for scenario in wanted(SCENARIOS, options.names, options.all)]
    with ProcessPoolExecutor(options.parallel, get_context("spawn")) as pool:
        running = {pool.submit(record, name): name for name in names}
        for done in as_completed(running):
            failed += done.exception() is not None
            print(f"{running[done]}: {done.exception() or 'recorded'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
