"""A fleet beyond one stack: a stack for each region and shard, applied through the Automation API, killed and resumed.

Usage: python benchmarks/fleet.py [--stages 1000] [--shards 1] [--parallel 4] [--kill-at 200] [--json FILE]

The state lies in an S3 backend, moto's server on loopback, whose locks keep two runs of one stack apart. The stages go
to a local service that enforces the documented quotas in each region. The first run is killed with all its engines by
SIGKILL; the second one cancels what the dead run left locked, and goes on. docs/scale.md says what that shows.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
from measuring import environment, machine, write_json
from moto.server import ThreadedMotoServer
from pulumi import automation as auto

from ivs_realtime_local import LocalService

REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1", "ap-northeast-1", "ap-northeast-2")
BUCKET = "fleet-state"
PROGRAM = """
import pulumi
import pulumi_ivs_realtime as ivs

for room in pulumi.Config().require_object("rooms"):
    ivs.Stage(room, tags={"shard": pulumi.get_stack()})
"""


def shards(stages: int, each_region: int) -> dict[str, tuple[str, list[str]]]:
    """The stacks by name: region and rooms. A room keeps its shard as long as the number of shards stays."""
    found: dict[str, tuple[str, list[str]]] = {
        f"{region}-{number}": (region, []) for region in REGIONS for number in range(each_region)
    }
    names = list(found)
    for room in range(stages):
        found[names[room % len(names)]][1].append(f"room-{room:06}")
    return found


def applied(folder: Path, name: str, region: str, rooms: list[str], *, resume: bool) -> str:
    """Applies one stack; "cancelled" when what a dead run had locked was given free first."""
    stack = auto.create_or_select_stack(name, work_dir=str(folder))
    stack.set_config("aws:region", auto.ConfigValue(region))
    stack.set_config("rooms", auto.ConfigValue(json.dumps(rooms)))
    try:
        stack.up(parallel=16)
    except auto.ConcurrentUpdateError:
        if not resume:
            raise
        stack.cancel()  # only because it is known that nobody is at work on it any more
        stack.up(parallel=16)
        return "cancelled"
    return "applied"


def run(folder: Path, stages: int, each_region: int, parallel: int, *, resume: bool) -> None:
    """Applies all stacks, so many at a time; the rest goes on when one fails."""
    wanted = shards(stages, each_region)
    with ThreadPoolExecutor(parallel) as pool:
        begun = {
            name: pool.submit(applied, folder, name, region, rooms, resume=resume)
            for name, (region, rooms) in wanted.items()
        }
    errors = {name: error for name, each in begun.items() if (error := each.exception())}
    for name, error in errors.items():
        print(f"{name}: {error}", file=sys.stderr)
    failed = {name: type(error).__name__ for name, error in errors.items()}
    told = Counter(each.result() for name, each in begun.items() if name not in failed)
    print(json.dumps({"told": told, "failed": failed}))


def measured(options: argparse.Namespace) -> dict[str, Any]:
    """The killed run, a run beside a lock, the resumed run, and a run that changes nothing."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line for each request
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    with LocalService() as service, tempfile.TemporaryDirectory() as name:
        service.quotas(calls=True, counts=True)
        folder = Path(name)
        (folder / "Pulumi.yaml").write_text("name: fleet\nruntime: python\n")
        (folder / "__main__.py").write_text(PROGRAM)
        variables = {
            **environment(folder, sys.executable, service),
            "PULUMI_BACKEND_URL": f"s3://{BUCKET}?region=us-east-1&endpoint=http://{host}:{port}&s3ForcePathStyle=true",
        }
        keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
        s3 = boto3.client("s3", "us-east-1", endpoint_url=f"http://{host}:{port}", **keys)
        s3.create_bucket(Bucket=BUCKET)
        command = (sys.executable, __file__, "--run", name, "--stages", str(options.stages))
        command += ("--shards", str(options.shards), "--parallel", str(options.parallel))
        found: dict[str, Any] = {"stages": options.stages, "stacks": len(REGIONS) * options.shards}
        found["killed"] = killed(command, variables, service, options.kill_at)
        found["after the kill"] = held(service, s3)
        found["beside locks"] = timed(command, variables)
        found["resumed"] = timed((*command, "--resume"), variables)
        found["after resuming"] = held(service, s3)
        service.reset_calls()
        found["unchanged"] = timed(command, variables)
        found["unchanged"]["calls"] = len(service.calls())
    moto.stop()
    return found


def killed(command: tuple[str, ...], variables: dict[str, str], service: LocalService, stages: int) -> float:
    """Runs it until so many stages are made, then kills it with all engines; returns how long that was."""
    process = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, start_new_session=True)
    began = time.monotonic()
    while len(service.calls("CreateStage")) < stages and process.poll() is None:
        time.sleep(0.5)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pid in engines(variables["PULUMI_HOME"]):
        os.kill(pid, signal.SIGKILL)
    return time.monotonic() - began


def engines(home: str) -> list[int]:
    """The processes of the CLI that use this home: an engine may lead a group of its own."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"PULUMI_HOME={home}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                found += [int(folder.name)] if words[0].endswith(b"pulumi") else []
        except OSError:
            continue
    return found


def timed(command: tuple[str, ...], variables: dict[str, str]) -> dict[str, Any]:
    """What the fleet told, and how long it took."""
    began = time.monotonic()
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return {"seconds": time.monotonic() - began, **json.loads(done.stdout.splitlines()[-1])}


def held(service: LocalService, s3: Any) -> dict[str, Any]:
    """What the regions and the bucket hold."""
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    names: Counter[str] = Counter()
    marked = 0
    for region in REGIONS:
        ivs = boto3.client("ivs-realtime", region, endpoint_url=service.url, **keys)
        page: dict[str, Any] = {"nextToken": None}
        while "nextToken" in page:
            more = {"nextToken": page["nextToken"]} if page["nextToken"] else {}
            page = ivs.list_stages(maxResults=100, **more)
            names.update(stage["name"].rpartition("-")[0] for stage in page["stages"])
            marked += sum("pulumi:creating" in stage["tags"] for stage in page["stages"])
    objects = [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    locks = [key for key in objects if "/locks/" in key and key.endswith(".json")]
    return {
        "stages": names.total(),
        "declared twice": names.total() - len(names),
        "with a mark": marked,
        "locks": len(locks),
    }


def main() -> None:
    """The fleet itself with --run, else the measurement around it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stages", type=int, default=1000)
    parser.add_argument("--shards", type=int, default=1, help="in each region")
    parser.add_argument("--parallel", type=int, default=4, help="stacks at a time")
    parser.add_argument("--kill-at", type=int, default=200, help="stages that are made by then")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--resume", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        run(options.run, options.stages, options.shards, options.parallel, resume=options.resume)
        return
    print(machine()["said"])
    found = measured(options)
    print(json.dumps(found, indent=1))
    if options.json:
        write_json(options.json, found)


if __name__ == "__main__":
    main()
