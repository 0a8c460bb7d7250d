"""Connections that end without a reply, which ASGI has no word for."""

from __future__ import annotations

import socket
import struct
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_EXTENSION = "ivs_realtime_local.transport"


class TransportProtocol(HttpToolsProtocol):
    """uvicorn's protocol, showing the application the connection that a request came on."""

    def on_message_begin(self) -> None:
        """Hands the transport to the request's scope."""
        super().on_message_begin()
        self.scope["extensions"] = {_EXTENSION: {"transport": self.transport}}


class _NoResponse(Response):
    """Closes the connection instead of answering."""

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        scope["extensions"][_EXTENSION]["transport"].abort()
        # uvicorn keeps quiet only once it has seen the connection go.
        while (await receive())["type"] != "http.disconnect":
            pass


def close() -> Response:
    """A response that closes the connection: the client sees it end."""
    return _NoResponse()


def reset(http: Request) -> None:
    """Makes the closing of the connection a reset."""
    transport: Any = http.scope["extensions"][_EXTENSION]["transport"]
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
