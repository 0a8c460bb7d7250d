"""Policies on the offline engine, which knows none: their changes come in where the CLI makes them, after Check."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from pulumi_offline.plugins.dynamic_host import Host
from pulumi_offline.resource.urns import name_of, type_of
from pulumi_offline.resource.wire import Reader, Writer

PACK = Path(__file__).parents[2] / "examples" / "policy"
PACKAGES = Path(sys.prefix) / "policy"
"""Where `make` puts pulumi-policy and the protobuf that it asks for."""

Props = dict[str, Any]
Remediation = Callable[[str, Props], Props]


@pytest.fixture
def remediate(monkeypatch: pytest.MonkeyPatch) -> Callable[[Remediation | None], None]:
    """Sets what policies make of the inputs that check() returned, from a resource's type and inputs; None: nothing."""
    check = Host.check
    chosen: list[Remediation | None] = [None]

    async def checked(self: Host, urn: str, olds: Props, news: Props) -> Any:
        inputs, failures = await check(self, urn, olds, news)
        return (chosen[0](type_of(urn), inputs) if chosen[0] else inputs), failures

    monkeypatch.setattr(Host, "check", checked)

    def choose(remediation: Remediation | None) -> None:
        chosen[0] = remediation

    return choose


class Analyzer:
    """The policy pack of the examples in its own process, as the CLI runs it."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address)
        self._stub = analyzer_pb2_grpc.AnalyzerStub(self._channel)

    def remediate(self, urn: str, inputs: Props) -> Props:
        """The inputs that the pack makes of these."""
        for remediation in self._stub.Remediate(_request(urn, inputs)).remediations:
            assert not remediation.diagnostic
            inputs = Reader().props(remediation.properties)
        return inputs

    def violations(self, urn: str, inputs: Props) -> list[str]:
        """What the pack says against these inputs."""
        return [each.message for each in self._stub.Analyze(_request(urn, inputs)).diagnostics]

    def close(self) -> None:
        self._channel.close()


def _request(urn: str, inputs: Props) -> Any:
    properties = Writer(secrets=True).struct(inputs)
    return analyzer_pb2.AnalyzeRequest(urn=urn, type=type_of(urn), name=name_of(urn), properties=properties)


@pytest.fixture
def analyzer() -> Iterator[Callable[[str], Analyzer]]:
    """Starts the pack for a stack."""
    if not PACKAGES.exists():
        pytest.skip("pulumi-policy is not beside these versions")
    started: list[tuple[subprocess.Popen[str], Analyzer]] = []

    def start(stack: str) -> Analyzer:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)],
            env={**os.environ, **_environment(stack)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        started.append((process, Analyzer(f"127.0.0.1:{port}")))
        return started[-1][1]

    yield start
    for process, running in started:
        running.close()
        process.terminate()
        process.communicate(timeout=20)


def _environment(stack: str) -> Mapping[str, str]:
    return {
        "PYTHONPATH": str(PACKAGES),
        "PULUMI_PROJECT": "rooms",
        "PULUMI_STACK": stack,
        "PULUMI_DRY_RUN": "false",
    }
