"""The service's state as people look at it: as a whole, or as what has changed since they last looked."""

from __future__ import annotations

from typing import Any

from ivs_realtime_local.resources import participants
from ivs_realtime_local.resources.routes import NEIGHBOURS
from ivs_realtime_local.state.arns import Arn
from ivs_realtime_local.state.backend import Backend
from ivs_realtime_local.state.store import Document

_OF_STAGE = ("arn", "name", "activeSessionId", "tags")
_SECRET = {"streamKey", "redundantIngestCredentials"}
_OF_PARTICIPANT = ("participantId", "userId", "publishing", "firstJoinTime")


def overview(backend: Backend) -> dict[str, Any]:
    """`{"regions": [{"region", "account", "stages": [{…, "participants": […]}], "publicKeys": […], …}]}`.

    In order of region; without stream keys.
    """
    regions: dict[tuple[str, str], dict[str, list[Document]]] = {}

    def add(arn: str, members: str, document: Document) -> None:
        place = Arn.parse(arn)
        regions.setdefault((place.region, place.account), _empty())[members].append(document)

    for row in backend.store.all("stage"):
        add(row.key, "stages", _shown(*_look(backend, row.document)))
    for kind in NEIGHBOURS:
        for row in backend.store.all(kind.name):
            add(row.key, kind.members, {name: row.document[name] for name in row.document.keys() - _SECRET})
    return {
        "regions": [
            {"region": region, "account": account, **found} for (region, account), found in sorted(regions.items())
        ]
    }


def others(backend: Backend) -> list[Document]:
    """Other resources: `[{"arn", "name", "kind", "tags"}]`, such as a storage configuration."""
    return [
        {"arn": row.key, "name": row.document.get("name", ""), "kind": kind.name, "tags": row.document.get("tags", {})}
        for kind in NEIGHBOURS
        for row in backend.store.all(kind.name)
    ]


def _empty() -> dict[str, list[Document]]:
    return {"stages": [], **{kind.members: [] for kind in NEIGHBOURS}}


class Follower:
    """What somebody who looks on has been shown, and what is new to them."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._seen: dict[str, _Look] = {}

    def changes(self) -> tuple[list[Document], list[str]]:
        """The stages that are new or have changed, and the ARNs of those that are gone, since the last call."""
        now = {row.key: _look(self._backend, row.document) for row in self._backend.store.all("stage")}
        changed = [_shown(*look) for arn, look in now.items() if not _same(self._seen.get(arn), look)]
        gone = [arn for arn in self._seen if arn not in now]
        self._seen = now
        return changed, gone


_Look = tuple[Document, list[Document]]


def _look(backend: Backend, stage: Document) -> _Look:
    return stage, participants.connected(backend, stage)


def _same(seen: _Look | None, now: _Look) -> bool:
    # Documents are never changed in place, so that the same object is the same state.
    if seen is None or seen[0] is not now[0] or len(seen[1]) != len(now[1]):
        return False
    return all(one is other for one, other in zip(seen[1], now[1], strict=True))


def _shown(stage: Document, present: list[Document]) -> Document:
    people = [{name: one[name] for name in _OF_PARTICIPANT} for one in present]
    return {name: stage[name] for name in _OF_STAGE} | {"participants": people}
