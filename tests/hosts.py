"""A provider in a host process of its own: what the engine starts anew for every operation."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from pulumi_ivs_realtime.aws import client as door
from pulumi_ivs_realtime.aws.belief import Belief
from pulumi_ivs_realtime.aws.limiter import Limiter
from pulumi_ivs_realtime.lifecycle.frame import Provider
from pulumi_ivs_realtime.lifecycle.memory import MEMORY
from pulumi_ivs_realtime.lifecycle.stage import StageProvider

P = TypeVar("P", bound=Provider)


def configured(**config: Any) -> StageProvider:
    """A provider of stages in a new process, with the given configuration (`region="…"`, `defaultTags={…}`)."""
    return configured_of(StageProvider, **config)


def configured_of(kind: type[P], **config: Any) -> P:
    """A provider of another kind in a new process."""
    forget()
    raw = {_key(name): value if isinstance(value, str) else json.dumps(value) for name, value in config.items()}
    provider = kind()
    provider.configure(ConfigureRequest(Config(raw, "rooms")))
    return provider


def forget(*, connections: bool = False) -> None:
    """Forgets what a host process knows.

    Args:
        connections: those too; else they stay: making one costs more than all the rest, and knows nothing of stages.
    """
    if connections:
        door.forget_clients()
    door._CLIENTS[:] = [(connection, region, _reborn(client)) for connection, region, client in door._CLIENTS]
    MEMORY.forget()


def _reborn(client: door.IvsRealTimeClient) -> door.IvsRealTimeClient:
    caller = client._caller
    belief = Belief(client.belief._caller_account, client.belief._trusted)
    return door.IvsRealTimeClient(caller._client, Limiter({}), belief, max_retries=caller._max_retries)


def _key(name: str) -> str:
    return f"ivs-realtime:{name}" if name in {"createMark", "quotas"} else f"aws:{name}"
