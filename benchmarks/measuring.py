"""What all benchmarks share: the machine, a new stack on the CLI, and what a command costs."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import boto3

from ivs_realtime_local import LocalService

REGION = "eu-west-1"
QUOTA = 5.0
"""Calls a second of CreateStage and most others, as documented."""
_PR_SET_CHILD_SUBREAPER = 36
_INTERVAL = 0.1
_TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """What a command took.

    Attributes:
        wall: seconds from its start to its end.
        cpu: seconds of user and system time of all processes that it started.
        parts: of that, by process, as far as looking ten times a second shows: engine, program, host, `stack export`.
    """

    wall: float
    cpu: float
    parts: dict[str, float]


def costs(command: tuple[str, ...], folder: Path, variables: dict[str, str]) -> Cost:
    """Runs a command; ends the benchmark when it fails.

    A process of its own adopts whatever the command leaves behind, and waits for it: else the CPU of a host that the
    engine has killed would be missing.
    """
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        _supervise(command, folder, variables, write)
    os.close(write)
    with os.fdopen(read) as told:
        found = json.loads(told.read() or "{}")
    os.waitpid(child, 0)
    if found.get("code") != 0:
        sys.exit(f"{' '.join(command)} failed:\n{found.get('output')}")
    return Cost(found["wall"], found["cpu"], found["parts"])


def _supervise(command: tuple[str, ...], folder: Path, variables: dict[str, str], write: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began, parts = time.monotonic(), dict[int, tuple[str, float]]()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            _look(parts)
            time.sleep(_INTERVAL)
        wall = time.monotonic() - began
        output.seek(0)
        said = output.read()
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    by_role: dict[str, float] = {}
    for role, cpu in parts.values():
        by_role[role] = by_role.get(role, 0.0) + cpu
    found = {"code": process.returncode, "output": said, "wall": wall, "cpu": used.ru_utime + used.ru_stime}
    with os.fdopen(write, "w") as told:
        json.dump({**found, "parts": by_role}, told)
    os._exit(0)


def _look(parts: dict[int, tuple[str, float]]) -> None:
    """Notes the CPU so far of each process below this one."""
    stats = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            stats[int(stat.parent.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / _TICKS
        except OSError:
            continue
    below = {os.getpid()}
    for _ in range(len(stats)):
        more = {pid for pid, (parent, _) in stats.items() if parent in below} - below
        if not more:
            break
        below |= more
    for pid in below - {os.getpid()}:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        role = _role(words) if words[0] else parts[pid][0] if pid in parts else "others"  # one that has ended has none
        parts[pid] = role, stats[pid][1]


def _role(words: list[str]) -> str:
    if "pulumi.dynamic" in words:
        return "host"
    if any(word.endswith("pulumi-language-python-exec") for word in words):
        return "program"
    if "export" in words:
        return "stack export"
    return "engine" if words[0].rpartition("/")[2] == "pulumi" else "others"  # language host, pip


def environment(folder: Path, python: str, service: LocalService) -> dict[str, str]:
    """The environment of a command: a file backend in `folder`, and nothing of the shell but its PATH."""
    return {
        "PATH": os.pathsep.join((str(Path(python).parent), os.environ.get("PATH", os.defpath))),
        "HOME": str(folder),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder}",
        "PULUMI_CONFIG_PASSPHRASE": "benchmark",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        **service.environment(REGION),
    }


def _client(url: str) -> Any:
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return boto3.client("ivs-realtime", region_name=REGION, endpoint_url=url, **keys)


def emptied(service: LocalService) -> None:
    """Deletes all stages of a service, without its quotas, which it has again afterwards."""
    service.quotas(calls=False)
    aws = _client(service.url)
    while found := aws.list_stages(maxResults=100)["stages"]:
        for stage in found:
            aws.delete_stage(arn=stage["arn"])
    service.quotas(calls=True)


def stages_program(count: int) -> str:
    """A program of so many stages, each with a tag."""
    return (
        "import pulumi\nimport pulumi_ivs_realtime as ivs\n\n"
        f"for number in range({count}):\n"
        "    ivs.Stage(f'room-{number:04}', tags={'team': 'live', 'project': pulumi.get_project()})\n"
    )


def new_stack(folder: Path, variables: dict[str, str], config: dict[str, str], *, name: str = "rooms") -> None:
    """A project with an empty stack `dev`."""
    (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
    pulumi(folder, variables, "stack", "init", "dev")
    for key, value in config.items():
        pulumi(folder, variables, "config", "set", key, value, "--stack", "dev")


def fill(folder: Path, variables: dict[str, str], count: int) -> None:
    """Adds resources like the last one, `room-0000`, to the state of a stack, up to so many, and stages to the service.

    The state of a thousand is written once instead of after each step of a thousand.
    """
    command = ("pulumi", "stack", "export", "--stack", "dev")
    export = subprocess.run(command, cwd=folder, env=variables, capture_output=True, check=True)
    state = json.loads(export.stdout)
    one = state["deployment"]["resources"][-1]
    aws = _client(variables["AWS_ENDPOINT_URL_IVS_REALTIME"])
    for number in range(1, count):
        text = json.dumps(one).replace("room-0000", f"room-{number:04}")
        if one["id"].startswith("arn:"):
            inputs = json.loads(text)["inputs"]
            text = text.replace(
                one["id"], aws.create_stage(name=inputs["name"], tags=inputs["tagsAll"])["stage"]["arn"]
            )
        state["deployment"]["resources"].append(json.loads(text))
    (folder / "state.json").write_text(json.dumps(state))
    pulumi(folder, variables, "stack", "import", "--file", "state.json", "--stack", "dev")


def pulumi(folder: Path, variables: dict[str, str], *words: str) -> None:
    """Runs a command of the CLI; ends the benchmark when it fails."""
    done = subprocess.run(
        ("pulumi", *words, "--non-interactive"), cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"pulumi {' '.join(words)} failed:\n{done.stdout}{done.stderr}")


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    found = {
        "processor": model,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }
    said = "{cores} cores of {processor}, {system}, Python {python}, load average {load:.1f}".format(**found)
    return {**found, "said": said}


def write_json(path: Path, found: object) -> None:
    """Writes the raw figures."""
    path.write_text(json.dumps({"machine": machine(), "measured": found}, indent=1) + "\n")
