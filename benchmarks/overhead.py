"""What stages cost beyond resources that do nothing, on the CLI: CPU and wall, as ratios of interleaved runs.

Usage: python benchmarks/overhead.py [--sizes 300 1000] [--steps 300 100] [--rounds 2 1] [--weight]
                                     [--beside CLONE] [--json FILE]

The floor is a program of as many dynamic resources whose provider does nothing, like a random pet's. With --weight
there is another one of resources that do nothing, with inputs and outputs like a stage's: what a state of that size
costs the engine and the SDK. With --beside there are the stages of another clone of this repository, too. Stages are
made on a local service of its own process without latency or quota, the provider's own pace raised so that it never
waits: what is measured is Pulumi, the program, the host and this package. All take turns, in changing order. CPU is
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

from measuring import Cost, costs, environment, fill, machine, new_stack, pulumi, write_json

from ivs_realtime_local import LocalService

CALLS = ("CreateStage", "DeleteStage", "GetStage", "ListStages", "TagResource", "UntagResource", "UpdateStage")
QUOTAS = json.dumps(dict.fromkeys(CALLS, 1_000_000))

FLOOR = """
from pulumi.dynamic import CheckResult, CreateResult, DiffResult, Resource, ResourceProvider


class PetProvider(ResourceProvider):
    serialize_as_secret_always = False

    def diff(self, id_, olds, news):
        return DiffResult(changes=olds["length"] != news["length"])

    def create(self, props):
        return CreateResult("pet", {**props, "pet": "fine-cod"})


class Pet(Resource, module="floor", name="Pet"):
    def __init__(self, name, length):
        super().__init__(PetProvider(), name, {"length": length, "pet": None})


URN = "urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::"
COMPUTED = {
    "activeSessionId": "",
    "endpoints": {
        "events": "wss://global.events.live-video.net",
        "rtmp": "rtmp://8365695b0947.global-contribute.live-video.net/app/",
        "rtmps": "rtmps://8365695b0947.global-contribute.live-video.net:443/app/",
        "whip": "https://8365695b0947.global-bm.whip.live-video.net",
    },
}


class HeavyProvider(PetProvider):
    def check(self, olds, news):
        completed = {"__autoName": "room-0000-148e73e", "name": "room-0000-148e73e", "region": "eu-west-1"}
        return CheckResult({**news, **completed, "tagsAll": news["tags"]}, [])

    def diff(self, id_, olds, news):
        return DiffResult(changes=olds["tags"] != news["tags"])

    def create(self, props):
        arn = "arn:aws:ivs:eu-west-1:123456789012:stage/lK9ZwrYPnsbQ"
        return CreateResult(arn, {**props, **COMPUTED, "arn": arn})


class Heavy(Resource, module="floor", name="Heavy"):
    def __init__(self, name, tags):
        hidden = {"__attempt": "aaf18241d2a32723", "__createUrn": URN + name, "__organization": "organization"}
        alone = dict.fromkeys(("arn", "__autoName", "endpoints", "activeSessionId", "name", "region", "tagsAll"))
        super().__init__(HeavyProvider(), name, {"tags": tags, "forceDestroy": False, **hidden, **alone})
"""
PROGRAMS = {
    "floor": "from floor import Pet\n\nfor number in range({count}):\n    Pet(f'room-{{number:04}}', 2)\n",
    "weight": "from floor import Heavy\n\nfor number in range({count}):\n"
    "    Heavy(f'room-{{number:04}}', {{'team': 'live'}})\n",
    "stages": "import pulumi_ivs_realtime as ivs\n\nfor number in range({count}):\n"
    "    ivs.Stage(f'room-{{number:04}}', tags={{'team': 'live'}})\n",
}
BESIDE = "beside"
RUNS: dict[str, tuple[str, ...]] = {
    "preview": ("preview",),
    "up": ("up", "--yes", "--skip-preview"),
    "unchanged": ("up", "--yes", "--skip-preview", "--expect-no-changes"),
    "unchanged preview": ("preview", "--expect-no-changes"),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}


class Subject:
    """One of the two programs with a stack of its own."""

    def __init__(self, kind: str, count: int, folder: Path, service: LocalService, clone: Path | None) -> None:
        self.folder = folder
        self.program = PROGRAMS["stages" if kind == BESIDE else kind]
        folder.mkdir()
        (folder / "floor.py").write_text(FLOOR)
        self.write(count)
        self.variables = environment(folder, sys.executable, service)
        if kind == BESIDE:
            self.variables["PYTHONPATH"] = str(clone / "provider")
        new_stack(folder, self.variables, {"ivs-realtime:quotas": QUOTAS})

    def write(self, count: int) -> None:
        """Writes the program of so many resources."""
        (self.folder / "__main__.py").write_text(self.program.format(count=count))

    def fill(self, count: int) -> None:
        """Lets the state hold so many resources, whatever the program says."""
        self.write(1)
        pulumi(self.folder, self.variables, *RUNS["up"], "--stack", "dev")
        fill(self.folder, self.variables, count)

    def run(self, words: tuple[str, ...]) -> Cost:
        """One command."""
        return costs(("pulumi", *words, "--stack", "dev", "--non-interactive"), self.folder, self.variables)


def measured(
    count: int, step: int, rounds: int, service: LocalService, kinds: list[str], clone: Path | None
) -> dict[str, dict[str, list[Cost]]]:
    """The costs of each run by kind of program; of `count` resources `up` makes and destroy deletes the last `step`."""
    others = count - step
    last = [word for number in range(others, count) for word in ("--target", f"**::room-{number:04}")] if others else []
    found: dict[str, dict[str, list[Cost]]] = {run: {kind: [] for kind in kinds} for run in RUNS}
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            subjects = {kind: Subject(kind, count, Path(name) / kind, service, clone) for kind in kinds}
            for turn, (run, words) in enumerate(RUNS.items()):
                for kind in kinds if (turn + number) % 2 else reversed(kinds):
                    if others and run == "up":
                        subjects[kind].fill(others)
                        subjects[kind].write(count)
                    part = last if run == "destroy" else ()
                    found[run][kind].append(subjects[kind].run((*words, *part)))
    return found


def told(count: int, found: dict[str, dict[str, list[Cost]]], kinds: list[str], step: int) -> list[dict[str, Any]]:
    """Prints a table; returns its rows."""
    rows = []
    print(f"{count:>5} {'CPU (wall), s':19}", *(f"{kind:>15}" for kind in kinds), "  against the floor: CPU, wall")
    for run, by_kind in found.items():
        cpu, wall = ({kind: median_of(costs, field) for kind, costs in by_kind.items()} for field in ("cpu", "wall"))
        ratios = {kind: {"cpu": cpu[kind] / cpu["floor"], "wall": wall[kind] / wall["floor"]} for kind in kinds}
        print(
            f"      {run:19}",
            *(f"{cpu[kind]:7.2f} {f'({wall[kind]:.2f})':>7}" for kind in kinds),
            "  " + "  ".join(f"{kind} {ratios[kind]['cpu']:.2f} {ratios[kind]['wall']:.2f}" for kind in kinds[1:]),
            flush=True,
        )
        shares = {kind: parts_of(each) for kind, each in by_kind.items()}
        for part in dict.fromkeys(part for kind in kinds for part in shares[kind]):
            print(f"        {part:17}", *(f"{shares[kind].get(part, 0.0):7.2f}        " for kind in kinds))
        runs = {kind: [cost._asdict() for cost in each] for kind, each in by_kind.items()}
        rows.append(
            {
                "size": count,
                "step": step,
                "run": run,
                "cpu": cpu,
                "wall": wall,
                "ratios": ratios,
                "parts": shares,
                "runs": runs,
            }
        )
    return rows


def parts_of(found: list[Cost]) -> dict[str, float]:
    """The median CPU of each part."""
    names = dict.fromkeys(name for each in found for name in each.parts)
    return {name: statistics.median(each.parts.get(name, 0.0) for each in found) for name in names}


def median_of(found: list[Cost], field: str) -> float:
    """The median of one figure."""
    return statistics.median(getattr(each, field) for each in found)


def main() -> None:
    """Measures all sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 1000])
    parser.add_argument(
        "--steps", type=int, nargs="+", help="by size, as rounds: how many `up` makes and destroy deletes (all)"
    )
    parser.add_argument("--rounds", type=int, nargs="+", default=[2, 1], help="by size; the last counts for the rest")
    parser.add_argument("--weight", action="store_true", help="beside resources that do nothing and weigh as much")
    parser.add_argument("--beside", type=Path, metavar="CLONE", help="of this repository, with another version")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    kinds = [kind for kind in PROGRAMS if kind != "weight" or options.weight] + ([BESIDE] if options.beside else [])
    steps, rows = options.steps or options.sizes, []
    with LocalService() as service:
        os.environ.update(service.environment())
        service.quotas(calls=False, counts=False)
        print(machine()["said"])
        for place, count in enumerate(options.sizes):
            rounds = options.rounds[min(place, len(options.rounds) - 1)]
            step = steps[min(place, len(steps) - 1)]
            rows += told(count, measured(count, step, rounds, service, kinds, options.beside), kinds, step)
            service.reset()
            service.quotas(calls=False, counts=False)
    if options.json:
        write_json(options.json, rows)


if __name__ == "__main__":
    main()
