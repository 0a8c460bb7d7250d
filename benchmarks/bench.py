"""All figures of docs/performance.md in one run, as ratios: `make bench`.

Usage: python benchmarks/bench.py [--only SECTION …] [--into docs]

Each section is written into docs/performance.json when it ends; one that runs alone replaces its own figures and
keeps the others. From that file come the tables of docs/performance.md, between its two comments, and the plots.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import call_counts
import four_stacks
import host_memory
import local_service
import overhead
import tables
from botocore.exceptions import ClientError
from measuring import costs, environment, fill, machine, new_stack, pulumi, stages_program
from naive_providers import Direct

from ivs_realtime_local import LocalService

REGION = "eu-west-1"
SIZES = {300: 300, 1000: 100}
"""Stages, and how many of them `up` makes and destroy deletes: with all of a thousand, those two take eight minutes."""
NAIVE = 100
"""Stages that the naive provider reads; it goes at the quota's pace, whatever their number."""


def calls() -> dict[str, Any]:
    """Calls per operation, beside the fewest and two naive providers."""
    return {"stages": 120, "by provider": call_counts.measured(120)}


def creations() -> dict[str, Any]:
    """200 creations at the documented quotas, on the CLI."""
    return four_stacks.measured(1, 200)


def together() -> dict[str, Any]:
    """Four stacks at once, of 50 stages each."""
    return four_stacks.measured(4, 50)


def cost() -> list[dict[str, Any]]:
    """CPU and wall against resources that do nothing."""
    rows = []
    with LocalService() as service:
        for size, step in SIZES.items():
            service.reset()
            service.quotas(calls=False, counts=False)
            kinds = ["floor", "weight", "stages"] if size == min(SIZES) else ["floor", "stages"]
            rows += overhead.told(size, overhead.measured(size, step, 1, service, kinds, None), kinds, step)
    return rows


def refresh() -> dict[str, Any]:
    """A refresh of 1,000 stages with --skip-preview at the documented quotas, and a GetStage each."""
    with LocalService() as service, tempfile.TemporaryDirectory() as name:
        service.quotas(calls=False, counts=False)
        folder = Path(name)
        variables = environment(folder, sys.executable, service)
        new_stack(folder, variables, {})
        (folder / "__main__.py").write_text(stages_program(1))
        pulumi(folder, variables, "up", "--yes", "--skip-preview", "--stack", "dev")
        fill(folder, variables, 1000)
        service.reset_calls()
        service.quotas(calls=True, counts=False)
        cost = costs(("pulumi", "refresh", "--yes", "--skip-preview", "--stack", "dev"), folder, variables)
        made = service.calls()
        os.environ.update(service.environment(REGION))
        naive = Direct(REGION)
        arns = [stage["arn"] for stage in naive.ivs.list_stages(maxResults=NAIVE)["stages"]]
        time.sleep(1.5)
        began = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            read = [pool.submit(naive.read, arn, {}) for arn in arns]
        surfaced = sum(isinstance(each.exception(), ClientError) for each in read)
        pace = (len(arns) - surfaced) / (time.monotonic() - began)
    times = [call["time"] for call in made]
    seconds = times[-1] - times[0]
    return {
        "calls": len(made),
        "throttled": sum(call["status"] == 429 for call in made),
        "seconds of calls": seconds,
        "seconds of the command": cost.wall,
        "naive, stages a second": pace,
        "naive, failed": f"{surfaced} of {len(arns)}",
        "naive, seconds for 1000": 1000 / pace,
        "times faster, calls": 1000 / pace / seconds,
        "times faster, command": 1000 / pace / cost.wall,
    }


def imports() -> dict[str, Any]:
    """CPU of a new process that imports the package and names its class, against `import pulumi`."""
    programs = {"pulumi": "import pulumi", "package": "import pulumi_ivs_realtime as ivs; ivs.Stage"}
    found: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(15):
            for name, code in programs.items():
                cost = costs((sys.executable, "-c", code), Path(folder), {"PATH": os.defpath})
                found[name].append(cost.cpu)
    medians = {name: statistics.median(seconds) for name, seconds in found.items()}
    return {**medians, "ratio": medians["package"] / medians["pulumi"]}


def memory() -> dict[str, Any]:
    """Memory of the host, driven over its protocol."""
    return host_memory.measured([100, 1000, 5000])


def engines() -> dict[str, Any]:
    """The offline engine against the CLI, 30 stages."""
    found: dict[str, dict[str, float]] = {}
    with LocalService() as service, tempfile.TemporaryDirectory() as name:
        service.quotas(calls=False, counts=False)
        offline = (sys.executable, "-m", "pulumi_ivs_realtime.cli")
        for engine, head, tail in (("cli", ("pulumi",), ("--non-interactive",)), ("offline", offline, ("--offline",))):
            folder = Path(name) / engine
            folder.mkdir()
            (folder / "__main__.py").write_text(stages_program(30))
            variables = environment(folder, sys.executable, service)
            new_stack(folder, variables, {"ivs-realtime:quotas": overhead.QUOTAS})
            for run, words in overhead.RUNS.items():
                shown = tuple(word for word in words if word != "--expect-no-changes")
                cost = costs((*head, *shown, "--stack", "dev", *tail), folder, variables)
                found.setdefault(run, {})[engine] = cost.wall
                found[run][f"{engine}, CPU"] = cost.cpu
    return {"stages": 30, "runs": found}


def service() -> dict[str, Any]:
    """The local service under load, with 1,000 stages and eight connections."""
    if not shutil.which("wrk"):
        return {"skipped": "wrk is not installed"}
    with LocalService() as running:
        running.quotas(calls=False, counts=False)
        arn = local_service.declare(running)
        requests = {
            "GetStage": {"arn": arn},
            "ListStages": {"maxResults": 100},
            "UpdateStage": {"arn": arn, "name": "renamed"},
        }
        rates = {name: local_service.load(running, name, request, 4) for name, request in requests.items()}
        return {"calls a second": rates, "memory, MB": local_service.resident(running.pid)}


SECTIONS: dict[str, Callable[[], Any]] = {
    each.__name__: each for each in (calls, imports, creations, together, refresh, engines, service, memory, cost)
}


def main() -> None:
    """Runs the sections and writes what they found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SECTIONS)
    parser.add_argument("--into", type=Path, default=Path(__file__).parents[1] / "docs")
    options = parser.parse_args()
    if not shutil.which("pulumi"):
        sys.exit("The benchmarks need the pulumi CLI on the PATH: `make cli`.")
    file = options.into / "performance.json"
    found = json.loads(file.read_text()) if file.exists() else {}
    began = time.monotonic()
    for name in options.only or SECTIONS:
        section = time.monotonic()
        print(f"== {name}: {SECTIONS[name].__doc__}", flush=True)
        before = machine()
        result = SECTIONS[name]()
        found[name] = {"machine": before, "seconds": time.monotonic() - section, "measured": result}
        print(f"   {time.monotonic() - section:.0f} s", flush=True)
        file.write_text(json.dumps(found, indent=1) + "\n")
    if not options.only:
        found["whole run, seconds"] = time.monotonic() - began
        file.write_text(json.dumps(found, indent=1) + "\n")
    tables.write(found, options.into)
    print(f"{time.monotonic() - began:.0f} s in all; written: {file}")


if __name__ == "__main__":
    main()
