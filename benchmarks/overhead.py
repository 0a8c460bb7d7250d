"""What stages cost beyond resources that do nothing, on the CLI: CPU and wall, as ratios of interleaved runs.

Usage: python benchmarks/overhead.py [--sizes 300 1000] [--rounds 2 1] [--json FILE]

The floor is a program of as many dynamic resources whose provider does nothing, like a random pet's. Stages are made on
a local service of its own process without latency or quota, the provider's own pace raised so that it never waits: what
is measured is Pulumi, the program, the host and this package. Floor and stages take turns, in changing order. CPU is
user and system time of the whole tree of processes that the command starts, the service's aside.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring import Cost, costs, environment, machine, new_stack, write_json

from ivs_realtime_local import LocalService

CALLS = ("CreateStage", "DeleteStage", "GetStage", "ListStages", "TagResource", "UntagResource", "UpdateStage")
QUOTAS = json.dumps(dict.fromkeys(CALLS, 1_000_000))

FLOOR = """
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider


class PetProvider(ResourceProvider):
    serialize_as_secret_always = False

    def diff(self, id_, olds, news):
        return DiffResult(changes=olds["length"] != news["length"])

    def create(self, props):
        return CreateResult("pet", {**props, "pet": "fine-cod"})


class Pet(Resource, module="floor", name="Pet"):
    def __init__(self, name, length):
        super().__init__(PetProvider(), name, {"length": length, "pet": None})
"""
PROGRAMS = {
    "floor": "from floor import Pet\n\nfor number in range({count}):\n    Pet(f'room-{{number:04}}', 2)\n",
    "stages": "import pulumi_ivs_realtime as ivs\n\nfor number in range({count}):\n"
    "    ivs.Stage(f'room-{{number:04}}', tags={{'team': 'live'}})\n",
}
RUNS: dict[str, tuple[str, ...]] = {
    "preview": ("preview",),
    "up": ("up", "--yes", "--skip-preview"),
    "unchanged": ("up", "--yes", "--skip-preview", "--expect-no-changes"),
    "unchanged preview": ("preview", "--expect-no-changes"),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}
TARGETS = {
    "up": 1.25,
    "unchanged": 1.15,
    "unchanged preview": 1.15,
    "preview": 1.15,
    "refresh": 1.25,
    "destroy": 1.25,
}


class Subject:
    """One of the two programs with a stack of its own."""

    def __init__(self, kind: str, count: int, folder: Path, service: LocalService) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "floor.py").write_text(FLOOR)
        (folder / "__main__.py").write_text(PROGRAMS[kind].format(count=count))
        self.variables = environment(folder, sys.executable, service)
        new_stack(folder, self.variables, {"ivs-realtime:quotas": QUOTAS})

    def run(self, words: tuple[str, ...]) -> Cost:
        """One command."""
        return costs(("pulumi", *words, "--stack", "dev", "--non-interactive"), self.folder, self.variables)


def measured(count: int, rounds: int, service: LocalService) -> dict[str, dict[str, list[Cost]]]:
    """The costs of each run by kind of program."""
    found: dict[str, dict[str, list[Cost]]] = {run: {kind: [] for kind in PROGRAMS} for run in RUNS}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            subjects = {kind: Subject(kind, count, Path(name) / kind, service) for kind in PROGRAMS}
            for turn, (run, words) in enumerate(RUNS.items()):
                order = [*PROGRAMS] if (turn + number) % 2 else [*reversed(PROGRAMS)]
                for kind in order:
                    found[run][kind].append(subjects[kind].run(words))
    return found


def told(count: int, found: dict[str, dict[str, list[Cost]]]) -> list[dict[str, Any]]:
    """Prints a table; returns its rows."""
    rows = []
    print(f"{count:>5}  {'':18}{'floor CPU':>10} {'wall':>7}   {'stages CPU':>10} {'wall':>7}   {'ratio CPU':>9} {'wall':>5}")
    for run, by_kind in found.items():
        cpu, wall = ({kind: getattr_median(costs, field) for kind, costs in by_kind.items()} for field in ("cpu", "wall"))
        ratios = cpu["stages"] / cpu["floor"], wall["stages"] / wall["floor"]
        print(
            f"       {run:18}{cpu['floor']:9.2f}s {wall['floor']:6.2f}s   {cpu['stages']:9.2f}s {wall['stages']:6.2f}s"
            f"   {ratios[0]:9.2f} {ratios[1]:5.2f}   target {TARGETS[run]:.2f}",
            flush=True,
        )
        shares = {kind: parts_of(each) for kind, each in by_kind.items()}
        for part in dict.fromkeys((*shares["floor"], *shares["stages"])):
            floor, stages = (shares[kind].get(part, 0.0) for kind in PROGRAMS)
            print(f"         {part:16}{floor:9.2f}s          {stages:9.2f}s")
        rows.append(
            {
                "size": count,
                "run": run,
                "target": TARGETS[run],
                "cpu": cpu,
                "wall": wall,
                "parts": shares,
                "ratio": {"cpu": ratios[0], "wall": ratios[1]},
                "runs": {kind: [cost._asdict() for cost in each] for kind, each in by_kind.items()},
            }
        )
    return rows


def parts_of(found: list[Cost]) -> dict[str, float]:
    """The median CPU of each part."""
    names = dict.fromkeys(name for each in found for name in each.parts)
    return {name: statistics.median(each.parts.get(name, 0.0) for each in found) for name in names}


def getattr_median(found: list[Cost], field: str) -> float:
    """The median of one figure."""
    return statistics.median(getattr(each, field) for each in found)


def main() -> None:
    """Measures all sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 1000])
    parser.add_argument("--rounds", type=int, nargs="+", default=[2, 1], help="by size; the last counts for the rest")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = []
    with LocalService() as service:
        os.environ.update(service.environment())
        service.quotas(calls=False, counts=False)
        print(machine()["said"])
        for place, count in enumerate(options.sizes):
            rounds = options.rounds[min(place, len(options.rounds) - 1)]
            rows += told(count, measured(count, rounds, service))
            service.reset()
            service.quotas(calls=False, counts=False)
    if options.json:
        write_json(options.json, rows)


if __name__ == "__main__":
    main()
