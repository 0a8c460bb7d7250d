"""Calls per operation: this package beside the fewest that are possible, and two naive providers.

Usage: python benchmarks/call_counts.py [STAGES]   (default 120)

Each provider is driven as Pulumi's host drives it, against a local service without quotas.
"""

from __future__ import annotations

import math
import os
import sys
from collections import Counter
from typing import Any

from naive_providers import ByName, Direct
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from ivs_realtime_local import LocalService
from pulumi_ivs_realtime.aws.client import forget_clients
from pulumi_ivs_realtime.lifecycle.memory import MEMORY
from pulumi_ivs_realtime.lifecycle.stage import StageProvider
from pulumi_ivs_realtime.lifecycle.unmarking import remove_mark

REGION = "eu-west-1"
PAGE = 100
OPERATIONS = ("create", "unchanged", "rename", "change a tag", "refresh", "delete")


def fewest(count: int) -> dict[str, float]:
    """The fewest calls for each of so many stages: what AWS's operations allow."""
    return {
        "create": 1,
        "unchanged": 0,
        "rename": 1,
        "change a tag": 1,
        "refresh": math.ceil(count / PAGE) / count,
        "delete": 1,
    }


def props(number: int, name: str = "room", team: str = "live") -> dict[str, Any]:
    return {"name": f"{name}-{number}", "tags": {"team": team, "floor": "1"}}


def naive(provider: Any, service: LocalService, count: int) -> dict[str, float]:
    """Calls for each stage, by operation."""
    found, made = {}, [provider.create(props(number)) for number in range(count)]
    found["create"] = calls(service, count)
    found["unchanged"] = 0.0  # the engine compares inputs
    outs = [provider.update(each.id, each.outs, props(n, "hall")).outs for n, each in enumerate(made)]
    found["rename"] = calls(service, count)
    ids = [each["name"] if isinstance(provider, ByName) else made[n].id for n, each in enumerate(outs)]
    outs = [provider.update(ids[n], each, props(n, "hall", "dark")).outs for n, each in enumerate(outs)]
    found["change a tag"] = calls(service, count)
    for id_, each in zip(ids, outs, strict=True):
        provider.read(id_, each)
    found["refresh"] = calls(service, count)
    for id_, each in zip(ids, outs, strict=True):
        provider.delete(id_, each)
    found["delete"] = calls(service, count)
    return found


def own(service: LocalService, count: int) -> dict[str, float]:
    """The same of this package."""

    def given(number: int, **more: Any) -> dict[str, Any]:
        urn = f"urn:pulumi:dev::rooms::pulumi-python:dynamic/ivs-realtime:Stage::room-{number}"
        return {"__createUrn": urn, "__organization": "organization", "__attempt": f"{number:016x}", **more}

    def inputs(old: dict[str, Any], *words: Any) -> list[dict[str, Any]]:
        return [provider.check(old.get(n, {}), given(n, **props(n, *words))).inputs for n in range(count)]

    provider, found = restarted(), {}
    news = inputs({})
    made = [provider.create(each) for each in news]
    for each in made:
        remove_mark(provider.client(REGION), each.id, None)  # as the program does once the state holds it
    found["create"] = calls(service, count)
    ids, outs = [each.id for each in made], [each.outs for each in made]
    for name, words in (("unchanged", ()), ("rename", ("hall",)), ("change a tag", ("hall", "dark"))):
        provider = restarted()
        news = inputs(dict(enumerate(news)), *words)
        for n, each in enumerate(news):
            if provider.diff(ids[n], outs[n], each).changes:
                outs[n] = provider.update(ids[n], outs[n], each).outs
        found[name] = calls(service, count)
    for name in ("refresh", "delete"):
        provider = restarted()
        for id_, each in zip(ids, outs, strict=True):
            provider.read(id_, each) if name == "refresh" else provider.delete(id_, each)
        found[name] = calls(service, count)
    return found


def restarted() -> Any:
    """A provider that knows nothing of what came before, as in the process of another operation."""
    MEMORY.forget()
    forget_clients()
    provider = StageProvider()
    provider.configure(ConfigureRequest(Config({"aws:region": REGION, "ivs-realtime:quotas": FAST}, "rooms")))
    return provider


FAST = '{"CreateStage": 100000, "DeleteStage": 100000, "GetStage": 100000, "ListStages": 100000, '
FAST += '"TagResource": 100000, "UntagResource": 100000, "UpdateStage": 100000}'


def calls(service: LocalService, count: int) -> float:
    """Calls for each stage since the last time."""
    found = Counter(call["operation"] for call in service.calls()).total()
    service.reset_calls()
    return found / count


def measured(count: int) -> dict[str, dict[str, float]]:
    """Calls for each stage, by provider and operation."""
    with LocalService() as service:
        os.environ.update(service.environment(REGION))
        service.quotas(calls=False, counts=False)
        found = {"fewest": fewest(count), "this package": own(service, count)}
        found["naive, by ARN"] = naive(Direct(REGION), service, count)
        found["naive, by name"] = naive(ByName(REGION), service, count)
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    found = measured(count)
    print(f"{f'calls for each of {count}':22}", *(f"{kind:>16}" for kind in found))
    for operation in OPERATIONS:
        print(f"{operation:22}", *(f"{each[operation]:16.2f}" for each in found.values()))


if __name__ == "__main__":
    main()
