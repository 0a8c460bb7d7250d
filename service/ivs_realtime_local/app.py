"""The application: control under `/_local/`, AWS's operations everywhere else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ivs_realtime_local.api.calls import CallLog
from ivs_realtime_local.api.endpoint import Api
from ivs_realtime_local.api.faults import Disturbances
from ivs_realtime_local.control.control_paths import PREFIX, Control
from ivs_realtime_local.control.page import Page
from ivs_realtime_local.state.backend import Backend
from ivs_realtime_local.state.clock import http_date

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def application(backend: Backend, disturbances: Disturbances, *, stopping: Callable[[], bool]) -> ASGIApp:
    """The whole service as an ASGI application; streams end when `stopping` says so."""
    calls = CallLog()
    api = Api(backend, disturbances, calls)
    page = Page(backend, disturbances, calls, api, stopping)
    routes = [
        # One mount for all of this, because routes are tried one after another on every call.
        Mount(PREFIX, routes=[*page.routes(), *Control(backend, disturbances, calls).routes()]),
        Route("/", page.answer, methods=["GET"]),
        Route("/{path:path}", api.answer, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
    ]
    return Dated(SameOrigin(Starlette(routes=routes)), backend)


class Dated:
    """Gives every answer the header Date by the service's clock, which may differ from this machine's."""

    def __init__(self, inner: ASGIApp, backend: Backend) -> None:
        self._inner, self._backend = inner, backend

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on, and adds the header."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"date", http_date(self._backend.clock.now()))]
            await send(message)

        await self._inner(scope, receive, dated)


class SameOrigin:
    """Refuses what web pages of other origins ask for, also by a name that they let point at this machine."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what comes from this machine."""
        if scope["type"] == "http" and not all(_is_here(scope, name) for name in (b"host", b"origin")):
            refused = PlainTextResponse("The local service answers this machine only.", 403)
            await refused(scope, receive, send)
            return
        await self._inner(scope, receive, send)


def _is_here(scope: Scope, header: bytes) -> bool:
    value = next((value for name, value in scope["headers"] if name == header), None)
    if value is None:
        return True
    text = value.decode("latin-1")
    return _hostname(text if "//" in text else f"//{text}") in _LOOPBACK


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
