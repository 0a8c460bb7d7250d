"""The page for people at `/`, and the stream that keeps it up to date."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ivs_realtime_local.api.calls import CallLog
from ivs_realtime_local.api.endpoint import Api
from ivs_realtime_local.api.faults import KINDS, Disturbances
from ivs_realtime_local.api.sts import OPERATIONS as STS_OPERATIONS
from ivs_realtime_local.control.bodies import since
from ivs_realtime_local.control.overview import Follower, others
from ivs_realtime_local.model import operations
from ivs_realtime_local.state.backend import Backend

_FILES = Path(__file__).with_name("static")
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}

# Changes are gathered for a moment, so that a busy service does not redraw the page for every call.
_GATHERING = 0.2

_KNOWN = {"kinds": KINDS, "operations": [*operations(), *STS_OPERATIONS]}
"""What a fault may be, and which calls it may strike."""


class Page:
    """Serves the page and its stream."""

    def __init__(
        self,
        backend: Backend,
        disturbances: Disturbances,
        calls: CallLog,
        api: Api,
        stopping: Callable[[], bool],
    ) -> None:
        self._backend = backend
        self._disturbances = disturbances
        self._calls = calls
        self._api = api
        self._stopping = stopping

    def routes(self) -> list[BaseRoute]:
        """The page's stream and files, below the control's prefix."""
        return [
            Route("/stream", self._stream, methods=["GET"]),
            Mount("/static", StaticFiles(directory=_FILES)),
        ]

    async def answer(self, http: Request) -> Response:
        """What `GET /` answers: the page."""
        if "authorization" in http.headers:  # STS lives at the same path
            return await self._api.answer(http)
        return FileResponse(_FILES / "page.html", headers=_HEADERS)

    async def _stream(self, http: Request) -> Response:
        try:
            number = since(http)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        return StreamingResponse(self._changes(number), media_type="text/event-stream", headers=_HEADERS)

    async def _changes(self, shown: int) -> AsyncIterator[str]:
        follower, events = Follower(self._backend), 0
        seen: tuple[int, int, dict[str, Any]] | None = None
        while not self._stopping():
            now = self._backend.store.version, self._calls.last, self._disturbances.to_dict()
            if seen != now:
                known, seen = {"known": _KNOWN} if seen is None else {}, now
                stages, gone = follower.changes()
                change = {
                    "stages": stages,
                    "gone": gone,
                    "others": others(self._backend),
                    "calls": [call.to_dict() for call in self._calls.since(shown)],
                    "events": self._backend.events.since(events),
                    "last": self._calls.last,
                    "disturbances": seen[2],
                    **known,
                }
                shown, events = self._calls.last, self._backend.events.count
                yield f"data: {json.dumps(change)}\n\n"
            await asyncio.sleep(_GATHERING)
