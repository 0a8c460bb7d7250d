"""How fast the offline engine is: programs of plain resources that do nothing and of stages, by size.

    python benchmarks/offline_engine.py [10 100 1000]

The first line warms the process that forks hosts and programs. CPU is that of the engine and of what it forked; on a
machine with other work it says more than the wall clock. Stages are made at a local service without quotas, the
provider's own pace raised so that it never waits: what is measured is the engine, the host and the provider.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from ivs_realtime_local import LocalService
from pulumi_offline import Project
from pulumi_offline.preloads import preloads

PLAIN = """
import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider


class Nothing(ResourceProvider):
    serialize_as_secret_always = False

    def diff(self, id_, olds, news):
        return DiffResult(changes=olds["size"] != news["size"])

    def create(self, props):
        return CreateResult(f"id-{props['size']}", dict(props))


class Plain(Resource, module="plain", name="Plain"):
    def __init__(self, name, size):
        super().__init__(Nothing(), name, {"size": size})
"""


STAGES = """
import pulumi_ivs_realtime as ivs

for i in range({size}):
    ivs.Stage(f"room-{{i}}", tags={{"team": "live"}})
"""

CALLS = ("CreateStage", "DeleteStage", "GetStage", "ListStages", "TagResource", "UntagResource")
QUOTAS = json.dumps(dict.fromkeys(CALLS, 100_000))


def plain(folder: Path, size: int) -> Project:
    """A project of so many resources that do nothing."""
    (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
    (folder / "plain.py").write_text(PLAIN)
    (folder / "__main__.py").write_text(f"from plain import Plain\nfor i in range({size}):\n    Plain(f'r{{i}}', i)\n")
    return Project(folder, backend=folder / "backend", preload=preloads())


def stages(folder: Path, size: int) -> Project:
    """A project of so many stages."""
    (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
    (folder / "__main__.py").write_text(STAGES.format(size=size))
    config = {"aws:region": "eu-west-1", "ivs-realtime:quotas": QUOTAS}
    return Project(folder, backend=folder / "backend", config=config, preload=preloads())


def cpu() -> float:
    """Seconds of the processor that this process and those below it have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    below = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            below += sum(map(int, fields[11:15])) / ticks
    return time.process_time() + below


def measure(kind: str, size: int, subject: Project) -> None:
    """Print a line for each operation."""
    for name, operation in {
        "preview": subject.preview,
        "up": subject.up,
        "up, unchanged": subject.up,
        "refresh": subject.refresh,
        "destroy": subject.destroy,
    }.items():
        begun, used = time.perf_counter(), cpu()
        if not (result := operation()).succeeded:
            sys.exit(f"{name} of {size} failed: {result}")
        wall = time.perf_counter() - begun
        print(f"{size:>9}  {kind:<6}  {name:<16} {wall:7.2f}s {cpu() - used:7.2f}s", flush=True)


def main() -> None:
    """Print a line for each kind of program, size and operation."""
    os.environ.setdefault("PULUMI_CONFIG_PASSPHRASE", "")
    sizes = [int(size) for size in sys.argv[1:]] or [10, 100, 1000]
    print(f"{'resources':>9}  {'kind':<6}  {'operation':<16} {'wall':>8} {'CPU':>8}")
    with LocalService() as service:
        os.environ.update(service.environment())
        service.quotas(calls=False, counts=False)
        for kind, project in {"plain": plain, "stages": stages}.items():
            for size in [1, *sizes]:
                with tempfile.TemporaryDirectory() as folder:
                    measure(kind, size, project(Path(folder), size))


if __name__ == "__main__":
    main()
