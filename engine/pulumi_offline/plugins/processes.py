"""The engine's side of the zygote: starting hosts and programs, reading what they print, waiting for their end."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Literal

from pulumi_offline.errors import EngineError

Line = Callable[[str], None]


class Process:
    """A process that the zygote forked.

    Attributes:
        pid: its number.
        ended: resolves to its exit status, negative for the signal that ended it.
    """

    def __init__(self) -> None:
        self.pid = 0
        self.ended: Future[int] = Future()
        self._drained: list[asyncio.Task[None]] = []

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless the process is gone."""
        if not self.ended.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def wait(self) -> int:
        """Its exit status, after everything that it printed was read."""
        status = await asyncio.wrap_future(self.ended)
        await asyncio.gather(*self._drained)
        return status

    def drain(self, reader: asyncio.StreamReader, line: Line) -> None:
        """Pass each line that comes from `reader` to `line`."""
        self._drained.append(asyncio.ensure_future(_pass_lines(reader, line)))


async def _pass_lines(reader: asyncio.StreamReader, line: Line) -> None:
    while data := await reader.readline():
        text = data.decode(errors="replace")
        if text.strip():
            line(text)


class Zygote:
    """The process that forks hosts and programs; one serves all runs of an engine's process.

    Args:
        preload: what it imports, while it has nothing else to do, so that forks need not: modules, or
            `module:function` to call a function too; what fails is skipped.
    """

    def __init__(self, preload: tuple[str, ...] = ()) -> None:
        ours, theirs = socket.socketpair()
        code = "from pulumi_offline.plugins.zygote import main; main()"
        arguments = [sys.executable, "-c", code, str(theirs.fileno()), *preload]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and code
            arguments, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        self._control = ours
        self._lock = threading.Lock()
        self._awaited: list[tuple[Process, Future[int]]] = []
        self._running: dict[int, Process] = {}
        threading.Thread(target=self._listen, name="zygote", daemon=True).start()

    def close(self) -> None:
        """End the zygote; what it forked goes on."""
        self._control.close()
        self._process.terminate()
        self._process.wait()

    async def start(
        self,
        kind: Literal["host", "program"],
        *,
        arguments: list[str],
        directory: str,
        environment: Mapping[str, str],
        path: list[str],
        stdout: Line | None,
        stderr: Line,
        **order: Any,
    ) -> tuple[Process, asyncio.StreamReader]:
        """Fork a process.

        Args:
            kind: a dynamic provider's host, or a program.
            arguments: its `sys.argv`.
            directory: its working directory.
            environment: its whole environment.
            path: its `sys.path`.
            stdout: takes each line of its output; None leaves that to the caller, by the reader returned.
            stderr: takes each line of its error output.
            order: what else it must know.
        """
        process, started = Process(), Future[int]()
        out, out_write = os.pipe()
        err, err_write = os.pipe()
        message = {"kind": kind, "arguments": arguments, "directory": directory, "path": path, **order}
        line = json.dumps({**message, "environment": dict(environment)}).encode() + b"\n"
        with self._lock:
            self._awaited.append((process, started))
            _send(self._control, line, [out_write, err_write])
        os.close(out_write)
        os.close(err_write)
        reader = await _reader(out)
        if stdout is not None:
            process.drain(reader, stdout)
        process.drain(await _reader(err), stderr)
        await asyncio.wrap_future(started)
        return process, reader

    def _listen(self) -> None:
        buffer = b""
        while data := _received(self._control):
            buffer += data
            while b"\n" in buffer:
                line, buffer = buffer.split(b"\n", 1)
                self._handle(json.loads(line))
        for process, started in self._awaited:
            started.set_exception(EngineError("the process that starts hosts and programs ended unexpectedly"))
            process.ended.cancel()

    def _handle(self, message: dict[str, Any]) -> None:
        if "started" in message:
            process, started = self._awaited.pop(0)
            process.pid = message["started"]
            self._running[process.pid] = process
            started.set_result(process.pid)
        else:
            self._running.pop(message["ended"]).ended.set_result(message["status"])


def _send(control: socket.socket, line: bytes, descriptors: list[int]) -> None:
    sent = socket.send_fds(control, [line], descriptors)
    control.sendall(line[sent:])


def _received(control: socket.socket) -> bytes:
    try:
        return control.recv(65536)
    except OSError:
        return b""


async def _reader(descriptor: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=2**26)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
    )
    return reader


_zygotes: dict[tuple[str, ...], Zygote] = {}


def zygote(preload: tuple[str, ...] = ()) -> Zygote:
    """The zygote of this process with these modules; started when it is first asked for."""
    if preload not in _zygotes:
        _zygotes[preload] = Zygote(preload)
        atexit.register(_zygotes[preload].close)
    return _zygotes[preload]
