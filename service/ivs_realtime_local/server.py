"""Runs the service: one process, one event loop, one port of the loopback interface."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from ivs_realtime_local.api.connection import TransportProtocol
from ivs_realtime_local.api.faults import Disturbances
from ivs_realtime_local.app import application
from ivs_realtime_local.state.backend import Backend

ANSWERED = ("127.0.0.1", "::1")
"""The addresses at which requests are answered; those of other names are refused, as web pages may send them."""

_KEEP_ALIVE = 75
_SHUTDOWN = 1
_WAITING = 1024


class CannotListen(Exception):
    """The service cannot, or must not, listen where it was asked to; `str()` says why."""


def bound(host: str, port: int) -> socket.socket:
    """A listening socket on the loopback interface.

    Args:
        host: a loopback address or `localhost`.
        port: 0 for any free one.

    Raises:
        CannotListen: the host is something else, or the port is taken.
    """
    address = "127.0.0.1" if host == "localhost" else host
    if not _is_loopback(address):
        raise CannotListen(f"The local service listens on this machine only, not on {host}.")
    if str(ipaddress.ip_address(address)) not in ANSWERED:
        raise CannotListen(f"The local service answers at {' and '.join(ANSWERED)} only, so not on {host}.")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where the protocol is named; with it each answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(_WAITING)
    except OSError as error:
        listener.close()
        raise CannotListen(f"Nothing can listen on {host}, port {port}: {error.strerror}.") from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The address that clients use."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(
    backend: Backend,
    disturbances: Disturbances,
    listener: socket.socket,
    *,
    ready: Callable[[], None],
    until_stdin_ends: bool,
) -> None:
    """Serves until a signal or, if wanted, the end of standard input; `ready` is called once it answers."""
    server: _Server
    config = uvicorn.Config(
        application(backend, disturbances, stopping=lambda: server.should_exit),
        http=TransportProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        server_header=False,
        date_header=False,
        log_level="warning",
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_SHUTDOWN,
    )
    server = _Server(config)
    try:
        asyncio.run(_serve(server, listener, ready, until_stdin_ends))
    finally:
        backend.store.close()


class _Server(uvicorn.Server):
    def handle_exit(self, _signal: int, _frame: FrameType | None) -> None:
        """Ends the service; uvicorn itself would die of the signal afterwards, which looks like a failure."""
        self.force_exit = self.should_exit
        self.should_exit = True


async def _serve(
    server: uvicorn.Server, listener: socket.socket, ready: Callable[[], None], until_stdin_ends: bool
) -> None:
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.005)
    if not serving.done():
        ready()
    if until_stdin_ends:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), _stop_at_end, server)
    await serving


def _stop_at_end(server: uvicorn.Server) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        server.should_exit = True


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
