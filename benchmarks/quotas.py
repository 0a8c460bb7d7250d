"""Stages at the documented quotas: this package's provider beside a naive one, in one run.

Usage: python benchmarks/quotas.py [STAGES …]   (default 60 300)

Both are driven as Pulumi's host drives a provider, by four threads, against a local service that enforces the
documented quotas of calls a second. The naive provider is boto3 with its default configuration.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import boto3
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.lifecycle.stage import StageProvider

REGION = "eu-west-1"
THREADS = 4
QUOTA = 5.0


def ours() -> StageProvider:
    """A provider in a new process, as far as that can be had in one."""
    door._CLIENTS.clear()
    provider = StageProvider()
    provider.configure(ConfigureRequest(Config({"aws:region": REGION}, "rooms")))
    return provider


def inputs(provider: StageProvider, number: int) -> dict:
    urn = f"urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::room-{number}"
    return provider.check({}, {"createUrn": urn, "organization": "organization", "tags": {"team": "live"}}).inputs


def measured(service: LocalService, name: str, task: Callable[[int], object], count: int) -> tuple[float, int]:
    """Runs a task for each number in the host's four threads; prints and returns seconds and calls."""
    service.reset_calls()
    began, failed = time.monotonic(), Counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for future in [pool.submit(task, number) for number in range(count)]:
            if error := future.exception():
                failed[type(error).__name__] += 1
    seconds = time.monotonic() - began
    calls = Counter((call["operation"], call["status"]) for call in service.calls())
    throttled = sum(number for (_, status), number in calls.items() if status == 429)
    by_operation = Counter(operation for operation, _ in calls.elements())
    shown = ", ".join(f"{operation} {number}" for operation, number in by_operation.most_common())
    print(f"{name:28} {seconds:7.1f} s  {sum(calls.values()):5} calls ({shown}), {throttled} throttled", end="")
    print(f", FAILED {dict(failed)}" if failed else "")
    return seconds, sum(calls.values())


def run(service: LocalService, count: int) -> None:
    print(f"\n{count} stages")
    provider = ours()
    declared = [inputs(provider, number) for number in range(count)]
    made: dict[int, object] = {}

    def create(number: int) -> None:
        made[number] = provider.create(declared[number])

    seconds, _ = measured(service, "create, this package", create, count)
    pace = (count - QUOTA) / QUOTA / seconds
    print(f"{'':28} {100 * pace:.0f} % of the quota's {QUOTA:g} a second (after the first second's burst)")

    time.sleep(1.5)
    provider = ours()
    ratio_of = measured(
        service, "refresh, this package", lambda number: provider.read(made[number].id, made[number].outs), count
    )
    time.sleep(1.5)
    naive = boto3.client("ivs-realtime", region_name=REGION)
    naive_of = measured(service, "refresh, naive", lambda number: naive.get_stage(arn=made[number].id), count)
    calls, pace = naive_of[1] / ratio_of[1], naive_of[0] / ratio_of[0]
    print(f"{'':28} naive / this package: {calls:.1f} x the calls, {pace:.1f} x the time")


def main() -> None:
    for count in [int(argument) for argument in sys.argv[1:]] or [60, 300]:
        with LocalService() as service:
            os.environ.update(service.environment(REGION))
            service.quotas(calls=True)
            run(service, count)


if __name__ == "__main__":
    main()
