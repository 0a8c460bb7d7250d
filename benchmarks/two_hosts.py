"""The provider plugin beside the dynamic host, in one run on the CLI: up, unchanged, refresh, size of the state.

Usage: python benchmarks/two_hosts.py [STAGES [TIMES]]   (default 500 stages, 1 time)

Both make the same stages with tags, in an empty state, against a local service without quotas or latency, and without
waiting for AWS's quotas: what is measured is Pulumi and this package. The time is that of the command.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from measuring import emptied, environment, new_stack, pulumi

from ivs_realtime_local import LocalService

OPERATIONS = ("CreateStage", "TagResource", "UntagResource", "ListStages", "GetStage", "UpdateStage", "DeleteStage")
QUOTAS = json.dumps(dict.fromkeys(OPERATIONS, 100_000))
HEAD = "import pulumi\nimport pulumi_ivs_realtime as ivs\n"
STAGES = """
for number in range(COUNT):
    ivs.Stage(f"room-{number:03}", tags={"team": "live"}OPTIONS)
"""
HERE = f'here = ivs.Provider("here", settings={{"quotas": {QUOTAS}}})\n'
PROGRAMS = {
    "dynamic": HEAD + STAGES.replace("OPTIONS", ""),
    "plugin": HEAD + HERE + STAGES.replace("OPTIONS", ", opts=pulumi.ResourceOptions(provider=here)"),
}
RUNS = {"up": ("up",), "unchanged": ("up", "--expect-no-changes"), "refresh": ("refresh",)}


def measured(service: LocalService, host: str, count: int) -> dict[str, float]:
    """Seconds of each run, and the size of the state in kilobytes."""
    with tempfile.TemporaryDirectory() as name:
        folder, found = Path(name), {}
        variables = environment(folder, sys.executable, service)
        (folder / "__main__.py").write_text(PROGRAMS[host].replace("COUNT", str(count)))
        new_stack(folder, variables, {"ivs-realtime:quotas": QUOTAS})
        for run, words in RUNS.items():
            began = time.monotonic()
            pulumi(folder, variables, *words, "--stack", "dev", "--yes", "--skip-preview")
            found[run] = time.monotonic() - began
        (state,) = (folder / ".pulumi" / "stacks" / "rooms").glob("dev.json")
        found["state, kB"] = state.stat().st_size / 1000
    emptied(service)
    service.quotas(calls=False)
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    times = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with LocalService() as service:
        service.quotas(calls=False)
        for _ in range(times):
            figures = {host: measured(service, host, count) for host in PROGRAMS}
            print(f"{count} stages     dynamic    plugin     ratio")
            for name, dynamic in figures["dynamic"].items():
                plugin = figures["plugin"][name]
                print(f"{name:12} {dynamic:9.1f} {plugin:9.1f} {plugin / dynamic:9.2f}", flush=True)


if __name__ == "__main__":
    main()
