"""Running a program against the engine's services."""

from __future__ import annotations

import asyncio
import functools
import json
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import grpc
import grpc.aio
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from pulumi_offline.deployment.deployment import Deployment
from pulumi_offline.errors import Bail, EngineError
from pulumi_offline.monitor.resource_monitor import Aborted, EngineService, Monitor
from pulumi_offline.plugins import program
from pulumi_offline.plugins.processes import Process, Zygote
from pulumi_offline.workspace.workspace import ORGANIZATION

_OPTIONS = [("grpc.max_receive_message_length", 1024 * 1024 * 400)]
_PATIENCE = 5.0  # seconds that a program gets to end by itself when the run has ended before it


class Services:
    """The gRPC server of one run: its monitor and its engine service."""

    def __init__(self) -> None:
        self._server = grpc.aio.server(options=_OPTIONS)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    async def start(self, monitor: Monitor | None, engine: EngineService) -> None:
        """Serve."""
        if monitor is not None:
            resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, self._server)
        engine_pb2_grpc.add_EngineServicer_to_server(engine, self._server)
        await self._server.start()

    async def stop(self) -> None:
        """Serve no longer."""
        await self._server.stop(None)


class FileSource:
    """A program in a file or folder, run in a process of its own as the language host does."""

    def __init__(
        self,
        deployment: Deployment,
        path: Path,
        environment: dict[str, str],
        zygote: Callable[[], Zygote],
        address: str,
    ) -> None:
        self._deployment = deployment
        self._path = path
        self._environment = environment
        self._zygote = zygote
        self._address = address

    async def run(self, monitor: Monitor, root: str) -> None:
        """Run it until everything is registered.

        Raises:
            Bail: it failed, and said why.
            EngineError: it failed otherwise.
        """
        self._process = await self._start(root)
        self._ended = asyncio.ensure_future(self._process.wait())
        await _finished(monitor, self._ended)

    async def close(self) -> None:
        """Wait for the program's end; interrupt it if the run ended before it."""
        if getattr(self, "_ended", None) is None:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self._ended), _PATIENCE)
        except asyncio.TimeoutError:
            self._process.signal(signal.SIGKILL)
            await self._ended

    def abandon(self) -> None:
        """The run ended before the program: interrupt it, as the CLI's language host does; close() ends it."""
        if getattr(self, "_process", None) is not None:
            self._process.signal(signal.SIGINT)

    async def _start(self, root: str) -> Process:
        directory, entry = (self._path, ".") if self._path.is_dir() else (self._path.parent, self._path.name)
        config = self._deployment.target.config
        environment = {
            **self._environment,
            "PULUMI_CONFIG": json.dumps({key: value.text for key, value in config.items()}),
            "PULUMI_CONFIG_SECRET_KEYS": json.dumps([key for key, value in config.items() if value.secret]),
        }
        settings = _settings(self._deployment, root) | {"monitor": self._address, "engine": self._address}
        events = self._deployment.events
        process, _ = await self._zygote().start(
            "program",
            arguments=[entry],
            directory=str(directory),
            environment=environment,
            path=python_path(self._environment),
            stdout=lambda line: events.diagnostic("info", line),
            stderr=lambda line: events.diagnostic("info#err", line),
            settings=settings,
        )
        return process


class InlineSource:
    """A callable, run in a thread of this process, whose SDK talks to the services directly."""

    def __init__(self, deployment: Deployment, entry: program.Entry, engine: EngineService) -> None:
        self._deployment = deployment
        self._entry = entry
        self._engine = engine

    async def run(self, monitor: Monitor, root: str) -> None:
        """Run it until everything is registered; raises as FileSource.run does."""
        loop = asyncio.get_running_loop()
        config = self._deployment.target.config
        settings = _settings(self._deployment, root)
        settings |= {"monitor": _Direct(monitor, loop), "engine": _Direct(self._engine, loop)}
        texts = {key: value.text for key, value in config.items()}
        secrets = [key for key, value in config.items() if value.secret]
        ended: Future[int] = Future()
        arguments = (ended, self._entry, settings, texts, secrets)
        threading.Thread(target=_run_inline, args=arguments, name="program", daemon=True).start()
        self._ended: asyncio.Future[Any] = asyncio.wrap_future(ended)
        await _finished(monitor, self._ended)

    async def close(self) -> None:
        """Wait for its end."""
        if getattr(self, "_ended", None) is not None:
            await asyncio.wait([self._ended], timeout=_PATIENCE)

    def abandon(self) -> None:
        """A thread cannot be ended; its next call to the monitor will fail."""


async def _finished(monitor: Monitor, ended: asyncio.Future[int]) -> None:
    """Wait until everything is registered, or the program has ended before; raises if it failed."""
    finished = asyncio.ensure_future(monitor.finished.wait())
    waited: list[asyncio.Future[Any]] = [ended, finished]
    try:
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    finally:
        finished.cancel()
    if not monitor.finished.is_set():
        _refuse(await ended)


def _run_inline(ended: Future[int], *arguments: Any) -> None:
    try:
        ended.set_result(program.run_inline(*arguments))
    except BaseException as error:
        ended.set_exception(error)


def _settings(deployment: Deployment, root: str) -> dict[str, Any]:
    return {
        "project": deployment.target.project,
        "stack": deployment.target.stack,
        "parallel": deployment.options.parallel,
        "dry_run": deployment.options.preview,
        "organization": ORGANIZATION,
        "root_directory": root,
    }


def _refuse(status: int) -> None:
    if status == program.SHOWN:
        raise Bail("the program showed what went wrong")
    if status != 0:
        raise EngineError(f"an unhandled error occurred: program exited with non-zero exit code: {max(status, -1)}")


def python_path(environment: dict[str, str], *first: str) -> list[str]:
    """The `sys.path` of a process that the interpreter would start with this environment."""
    import sys

    own = [entry for entry in environment.get("PYTHONPATH", "").split(os.pathsep) if entry]
    return list(dict.fromkeys([*first, *own, *(entry for entry in sys.path if entry and _is_installed(entry))]))


def _is_installed(entry: str) -> bool:
    """Whether a path belongs to the interpreter or its packages, not to whoever uses the engine."""
    import sys

    return entry.startswith((sys.prefix, sys.base_prefix)) or "site-packages" in entry or _is_editable(entry)


def _is_editable(entry: str) -> bool:
    return entry in _editable()


@functools.cache
def _editable() -> frozenset[str]:
    """The folders of packages that are installed as they are edited: .pth files of the environment name them."""
    import site

    files = [path for folder in site.getsitepackages() for path in Path(folder).glob("*.pth")]
    lines = [line for path in files for line in path.read_text(errors="replace").splitlines()]
    return frozenset(line.strip() for line in lines if line.startswith(os.sep))


class _Direct:
    """A service's stub without gRPC: each call runs in the engine's loop."""

    def __init__(self, service: object, loop: asyncio.AbstractEventLoop) -> None:
        self._service = service
        self._loop = loop

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._service, name)

        def call(request: Any, **_options: Any) -> Any:
            future = asyncio.run_coroutine_threadsafe(method(request, _DirectContext()), self._loop)
            try:
                return future.result()
            except Aborted as aborted:
                raise _DirectError(aborted.code, aborted.details) from None

        return call


class _DirectContext:
    async def abort(self, code: grpc.StatusCode, details: str) -> None:
        raise Aborted(code, details)


class _DirectError(grpc.RpcError):
    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self._code, self._details = code, details

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return self._details
