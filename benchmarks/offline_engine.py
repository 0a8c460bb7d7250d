"""How fast the offline engine is: programs of plain resources that do nothing, by size.

    python benchmarks/offline_engine.py [10 100 1000]

The first line warms the process that forks hosts and programs. CPU is that of the engine and of what it forked; on a
machine with other work it says more than the wall clock.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from pulumi_ivs_realtime.offline import Project

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


def project(folder: Path, size: int) -> Project:
    """A project of so many resources."""
    (folder / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
    (folder / "plain.py").write_text(PLAIN)
    (folder / "__main__.py").write_text(f"from plain import Plain\nfor i in range({size}):\n    Plain(f'r{{i}}', i)\n")
    return Project(folder, backend=folder / "backend")


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


def main() -> None:
    """Print a line for each operation and size."""
    os.environ.setdefault("PULUMI_CONFIG_PASSPHRASE", "")
    sizes = [int(size) for size in sys.argv[1:]] or [10, 100, 1000]
    print(f"{'resources':>9}  {'operation':<16} {'wall':>8} {'CPU':>8}")
    for size in [1, *sizes]:
        with tempfile.TemporaryDirectory() as folder:
            subject = project(Path(folder), size)
            for name, operation in {
                "preview": subject.preview,
                "up": subject.up,
                "up, unchanged": subject.up,
                "refresh": subject.refresh,
                "destroy": subject.destroy,
            }.items():
                begun, used = time.perf_counter(), cpu()
                if not operation().succeeded:
                    sys.exit(f"{name} of {size} failed")
                print(f"{size:>9}  {name:<16} {time.perf_counter() - begun:7.2f}s {cpu() - used:7.2f}s", flush=True)


if __name__ == "__main__":
    main()
