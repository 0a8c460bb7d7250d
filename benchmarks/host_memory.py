"""Memory of the dynamic host, driven over its protocol as an engine drives it, from 100 to 5,000 stages.

Usage: python benchmarks/host_memory.py [STAGES …]   (default 100 500 1000 2000 5000)
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.struct_pb2 import Struct
from overhead import QUOTAS
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.lifecycle.stage import StageProvider

REGION = "eu-west-1"
THREADS = 4
PICKLE = serialize_provider(StageProvider())


@contextmanager
def host(service: LocalService) -> Iterator[tuple[int, Any]]:
    """A host in a process of its own, configured: its process id and its protocol."""
    with socket.create_server(("127.0.0.1", 0)) as engine:
        threading.Thread(target=_accept, args=(engine,), daemon=True).start()
        address = f"127.0.0.1:{engine.getsockname()[1]}"
        words = (sys.executable, "-u", "-m", "pulumi.dynamic", address)
        variables = {"PATH": os.defpath, "HOME": os.devnull, **service.environment(REGION)}
        process = subprocess.Popen(words, env=variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            channel = grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}")
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            config = {"aws:region": REGION, "ivs-realtime:quotas": QUOTAS}
            stub.Configure(provider_pb2.ConfigureRequest(args=struct(config)))
            yield process.pid, stub
        finally:
            process.kill()
            process.wait()


def _accept(engine: socket.socket) -> None:
    """Answers the host, which asks before each call whether its engine still lives."""
    with suppress(OSError):
        while True:
            engine.accept()[0].close()


def struct(values: dict[str, Any]) -> Struct:
    found = Struct()
    found.update(values)
    return found


def create(stub: Any, number: int) -> tuple[str, Struct]:
    """check, then create; id and outputs."""
    urn = f"urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::room-{number}"
    hidden = {"__createUrn": urn, "__organization": "organization", "__attempt": f"{number:016x}", "__provider": PICKLE}
    news = struct({"tags": {"team": "live"}, **hidden})
    inputs = stub.Check(provider_pb2.CheckRequest(urn=urn, olds=Struct(), news=news)).inputs
    made = stub.Create(provider_pb2.CreateRequest(urn=urn, properties=inputs))
    return made.id, made.properties


def resident(pid: int) -> float:
    """MB of memory."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1)) / 1024


def measured(sizes: list[int]) -> dict[str, dict[int, float]]:
    """MB by what the host has done and for how many stages; one host creates them all, another one reads them all."""
    found: dict[str, dict[int, float]] = {"create": {}, "refresh": {}}
    with LocalService() as service, ThreadPoolExecutor(THREADS) as pool:
        service.quotas(calls=False, counts=False)
        made: list[tuple[str, Struct]] = []
        with host(service) as (pid, stub):
            for size in sizes:
                made += pool.map(lambda number: create(stub, number), range(len(made), size))
                found["create"][size] = resident(pid)
        with host(service) as (pid, stub):
            read = 0
            for size in sizes:
                requests = [provider_pb2.ReadRequest(id=id_, properties=outs) for id_, outs in made[read:size]]
                read = size
                list(pool.map(stub.Read, requests))
                found["refresh"][size] = resident(pid)
    return found


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100, 500, 1000, 2000, 5000]
    for name, by_size in measured(sizes).items():
        print(f"{name:8}", *(f"{size}: {megabytes:.1f} MB" for size, megabytes in by_size.items()), sep="  ")


if __name__ == "__main__":
    main()
