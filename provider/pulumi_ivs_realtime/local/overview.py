"""The service's state as a whole, for people."""

from __future__ import annotations

from typing import Any

from pulumi_ivs_realtime.local import participants
from pulumi_ivs_realtime.local.arns import Arn
from pulumi_ivs_realtime.local.backend import Backend
from pulumi_ivs_realtime.local.store import Document

_OF_PARTICIPANT = ("participantId", "userId", "publishing", "firstJoinTime")


def overview(backend: Backend) -> dict[str, Any]:
    """`{"regions": [{"region", "account", "stages": [{…, "participants": […]}]}]}`, in order of region."""
    regions: dict[tuple[str, str], list[Document]] = {}
    for row in backend.store.all("stage"):
        arn = Arn.parse(row.key)
        regions.setdefault((arn.region, arn.account), []).append(_stage(backend, row.document))
    return {
        "regions": [
            {"region": region, "account": account, "stages": stages}
            for (region, account), stages in sorted(regions.items())
        ]
    }


def _stage(backend: Backend, stage: Document) -> Document:
    present = [
        {name: participant[name] for name in _OF_PARTICIPANT} for participant in participants.connected(backend, stage)
    ]
    return {name: stage[name] for name in ("arn", "name", "activeSessionId", "tags")} | {"participants": present}
