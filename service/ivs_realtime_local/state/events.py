"""Events in EventBridge's shape, to a file, a webhook and whoever follows the page; best effort, as in AWS.

Source of the shape: "Using Amazon EventBridge with IVS Real-Time Streaming", and applications that consume it.
"""

from __future__ import annotations

import collections
import contextlib
import json
import urllib.request
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ivs_realtime_local.state.arns import Arn
from ivs_realtime_local.state.clock import iso8601

Event = dict[str, Any]
Sink = Callable[[Event], None]

PUBLISHED = "Participant Published"
UNPUBLISHED = "Participant Unpublished"
PUBLISH_ERROR = "Participant Publish Error"

KEPT = 1000
"""How many events are kept."""

_TIMEOUT = 5


def stage_update(stage_arn: str, name: str, *, at: float, detail: dict[str, str]) -> Event:
    """An "IVS Stage Update".

    Args:
        stage_arn: the stage.
        name: what happened, such as `PUBLISHED`.
        at: when, in seconds since the epoch.
        detail: `session_id`, `participant_id`, `user_id` and what else the event has.
    """
    arn = Arn.parse(stage_arn)
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "IVS Stage Update",
        "source": "aws.ivs",
        "account": arn.account,
        "time": iso8601(at),
        "region": arn.region,
        "resources": [stage_arn],
        "detail": {"event_name": name, "event_time": iso8601(at), **detail},
    }


class Events:
    """Hands events to all sinks, and keeps the last of them for those who ask.

    Attributes:
        sinks: where events go.
        count: how many there have been.
    """

    def __init__(self) -> None:
        self.sinks: list[Sink] = []
        self.count = 0
        self._kept: collections.deque[Event] = collections.deque(maxlen=KEPT)

    def emit(self, event: Event) -> None:
        """Sends an event on its way."""
        self.count += 1
        self._kept.append(event)
        for sink in self.sinks:
            sink(event)

    def since(self, count: int) -> list[Event]:
        """The events after the first `count`, oldest first, as far as they are kept."""
        new = min(self.count - count, len(self._kept))
        return list(self._kept)[len(self._kept) - new :]


def file_sink(path: Path) -> Sink:
    """Appends each event to a file, one line of JSON an event."""

    def write(event: Event) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(event) + "\n")

    return write


def webhook_sink(url: str) -> Sink:
    """Posts each event to an address, in order, without keeping the service waiting; failures are dropped.

    Raises:
        ValueError: the address is not one of http or https.
    """
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"A webhook is an http address, not {url}.")
    worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="webhook")

    def post(event: Event) -> None:
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(url, json.dumps(event).encode(), headers)  # noqa: S310 - checked above
        with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310
            pass

    def send(event: Event) -> None:
        worker.submit(post, event)

    return send
