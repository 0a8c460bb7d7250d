"""How fast the local service is: calls a second with 1,000 stages, memory over 100,000 requests, start-up.

    python benchmarks/local_service.py [--seconds 5] [--requests 100000]

The load comes from wrk on the same machine, over eight kept connections, with one signed request repeated.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from ivs_realtime_local import LocalService

STAGES = 1000
REGION = "eu-central-1"
CONNECTIONS = 8
STARTS = 5


def main() -> None:
    """Runs all measurements and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=100_000)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("This benchmark needs wrk.")
    print(f"{os.cpu_count()} cores, load average before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        print(f"start until it answers: {start_up(Path(folder) / 'empty'):.2f} s (median of {STARTS}, empty)")
        with LocalService(Path(folder) / "full") as service:
            arn = declare(service)
            load(service, "GetStage", {"arn": arn}, options.seconds)
            load(service, "ListStages", {"maxResults": 100}, options.seconds)
            load(service, "UpdateStage", {"arn": arn, "name": "renamed"}, options.seconds)
            memory(service, arn, options.requests)
        print(f"start until it answers: {start_up(Path(folder) / 'full'):.2f} s (median of {STARTS}, {STAGES} stages)")


def start_up(folder: Path) -> float:
    """Median seconds from the start of the process to its first answer."""
    taken = []
    for _ in range(STARTS):
        started = time.monotonic()
        with LocalService(folder):
            taken.append(time.monotonic() - started)
    return statistics.median(taken)


def declare(service: LocalService) -> str:
    """Fills the region; returns the ARN of the last stage."""
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    ivs = boto3.client("ivs-realtime", REGION, endpoint_url=service.url, **keys)
    started = time.monotonic()
    for number in range(STAGES):
        stage = ivs.create_stage(name=f"stage-{number}", tags={"team": "video", "number": str(number)})["stage"]
    print(f"CreateStage by one boto3 client: {STAGES / (time.monotonic() - started):.0f}/s")
    return str(stage["arn"])


def load(service: LocalService, operation: str, request: dict[str, object], seconds: int) -> float:
    """Calls a second of one operation; prints them with the latency."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(signed(service.url, operation, request))
        script.flush()
        worked = processor_time(service.pid)
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "--latency", "-s", script.name]
        said = subprocess.run(
            [*command, f"{service.url}/{operation}"], capture_output=True, text=True, check=True
        ).stdout
    if "Non-2xx" in said:
        sys.exit(f"{operation} was refused:\n{said}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said).group(1))
    middle, high = (re.search(rf"^ +{percent}% +(\S+)$", said, re.M).group(1) for percent in (50, 99))
    each = (processor_time(service.pid) - worked) / int(re.search(r"(\d+) requests in", said).group(1)) * 1e6
    print(f"{operation}: {rate:.0f}/s (median {middle}, 99th percentile {high}), {each:.0f} µs of processor time each")
    return rate


def processor_time(pid: int) -> float:
    """Seconds that a process has worked so far."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def signed(url: str, operation: str, request: dict[str, object]) -> str:
    """A script for wrk that repeats one signed request."""
    body = json.dumps(request)
    one = AWSRequest("POST", f"{url}/{operation}", data=body, headers={"Content-Type": "application/json"})
    SigV4Auth(Credentials("local", "local"), "ivs", REGION).add_auth(one)
    headers = "\n".join(f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in one.headers.items())
    return f'wrk.method = "POST"\nwrk.body = {json.dumps(body)}\n{headers}\n'


def memory(service: LocalService, arn: str, requests: int) -> None:
    """Resident memory before and after many requests, the log of calls being full at the first look."""
    before, start = resident(service.pid), last_call(service)
    while last_call(service) - start < requests:
        load(service, "GetStage", {"arn": arn}, 10)
    done = last_call(service) - start
    print(f"resident memory: {before:.1f} MB, after {done} more requests {resident(service.pid):.1f} MB")


def last_call(service: LocalService) -> int:
    """How many calls were made so far."""
    return int(service.control("GET", "calls", query={"since": 10**9})["last"])


def resident(pid: int) -> float:
    """A process's resident memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


if __name__ == "__main__":
    main()
