"""Several stacks at once in one account and region, which share its quota of calls a second, on the CLI.

Usage: python benchmarks/four_stacks.py [STACKS [STAGES]] [--json FILE]   (default 4 stacks of 50 stages)

The service enforces the documented quotas. The bound is what one process without any overhead would need: all creations
at the quota's pace, after the first second's burst. Measured is the time between the first and the last CreateStage, by
the service's clock; when each stack had its last stage; what was refused with 429; what surfaced.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from measuring import QUOTA, environment, machine, new_stack, stages_program, write_json

from ivs_realtime_local import LocalService

WORDS = ("up", "--yes", "--skip-preview", "--stack", "dev", "--non-interactive")


def prepared(folder: Path, name: str, stages: int, service: LocalService) -> dict[str, str]:
    """A project of its own with an empty stack; returns the environment of its commands."""
    folder.mkdir()
    (folder / "__main__.py").write_text(stages_program(stages))
    variables = environment(folder, sys.executable, service)
    new_stack(folder, variables, {}, name=name)
    return variables


def began(folder: Path, variables: dict[str, str]) -> subprocess.Popen[str]:
    """An `up` under way."""
    output = (folder / "output").open("w")
    return subprocess.Popen(("pulumi", *WORDS), cwd=folder, env=variables, stdout=output, stderr=output, text=True)


def measured(stacks: int, stages: int) -> dict[str, Any]:
    """All stacks at once, each from its start."""
    with LocalService() as service, tempfile.TemporaryDirectory() as folder:
        service.quotas(calls=True, counts=False)
        folders = [Path(folder) / str(number) for number in range(stacks)]
        environments = [prepared(each, f"rooms{each.name}", stages, service) for each in folders]
        started = time.time()
        processes = [began(each, variables) for each, variables in zip(folders, environments, strict=True)]
        for process in processes:
            process.wait()
        seconds = time.time() - started
        outputs = [(each / "output").read_text() for each in folders]
        calls = service.calls()
    made = [call for call in calls if call["operation"] == "CreateStage" and call["status"] == 200]
    times = sorted(call["time"] for call in made)
    by_status = Counter((call["operation"], call["status"]) for call in calls)
    bound = (stacks * stages - QUOTA) / QUOTA
    return {
        "stacks": stacks,
        "stages": stages,
        "bound": bound,
        "creating": times[-1] - times[0],
        "over_bound": (times[-1] - times[0]) / bound - 1,
        "seconds": seconds,
        "made": len(made),
        "calls": sum(by_status.values()),
        "throttled": sum(number for (_, status), number in by_status.items() if status == 429),
        "by_operation": {f"{name} {status}": number for (name, status), number in sorted(by_status.items())},
        "last_of_each": sorted(_last_of_each(made, times[0], stacks)),
        "codes": [process.returncode for process in processes],
        "surfaced": sum("error" in line or "Throttl" in line for output in outputs for line in output.splitlines()),
        "progress": [line.strip() for output in outputs for line in output.splitlines() if "quota" in line],
    }


def _last_of_each(made: list[dict[str, Any]], first: float, stacks: int) -> list[float]:
    """Seconds from the first creation until each stack had its last stage."""
    last = dict.fromkeys(range(stacks), 0.0)
    for call in made:
        number = int(call["request"]["tags"]["project"].removeprefix("rooms"))
        last[number] = max(last[number], call["time"] - first)
    return list(last.values())


def told(found: dict[str, Any]) -> None:
    """Prints what was measured."""
    print(
        f"{found['stacks']} stacks of {found['stages']} stages at once: {found['creating']:.1f} s from the first "
        f"CreateStage to the last, bound {found['bound']:.1f} s ({100 * found['over_bound']:+.0f} %); "
        f"{found['throttled']} of {found['calls']} calls throttled; exit codes {found['codes']}; "
        f"{found['surfaced']} errors shown; last stage of each after "
        + ", ".join(f"{seconds:.0f} s" for seconds in found["last_of_each"])
    )
    print(*found["progress"][:4], sep="\n")


def main() -> None:
    """Measures one stack, then all at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stacks", type=int, nargs="?", default=4)
    parser.add_argument("stages", type=int, nargs="?", default=50)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    print(machine()["said"])
    found = measured(options.stacks, options.stages)
    told(found)
    if options.json:
        write_json(options.json, found)


if __name__ == "__main__":
    main()
