"""The zygote: a process that has imported Pulumi's SDK and forks a fresh host or program for each order.

It never opens a gRPC channel or server itself, so that the forks may. Orders come over a Unix socket as one JSON
line each, with the order's standard output and error as file descriptors beside it; what goes back are lines too:
`{"started": pid}` and `{"ended": pid, "status": code}`. While no order waits, it imports what else forks will need.
When the socket closes, the zygote ends; what it forked goes on, as the processes that the CLI starts do.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import gc
import importlib
import importlib.machinery
import importlib.util
import io
import json
import os
import select
import signal
import socket
import sys
import threading
import time
from concurrent.futures.thread import _WorkItem
from types import FrameType
from typing import Any, NoReturn

_ABANDONED = 600.0  # seconds that a host stays at work after its engine was killed
_LAST_WORDS = (
    5.0  # seconds that idle hosts and programs stay after that: what they have to do at their end may take some
)
_NAMES = (
    "pulumi",
    "pulumi.dynamic",
    "pulumi.runtime._callbacks",
    "pulumi_offline.plugins.program",
    "dill",
    "grpc.aio",
    "grpc._channel",  # of programs, imported with the first channel
    "grpc._server",  # of hosts
    "encodings.idna",  # of addresses looked up
    "asyncio",
    "runpy",
    "threading",
)


def main() -> None:
    """Serve the orders that come over the socket whose number is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    wakeup, wakeup_write = os.pipe()
    for descriptor in (wakeup, wakeup_write):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(wakeup_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the engine's to handle
    for name in _NAMES:
        importlib.import_module(name)
    # A program edited twice within one second at equal length would else be run from its stale bytecode.
    sys.dont_write_bytecode = True
    _serve(control, wakeup, sys.argv[2:])


def _serve(control: socket.socket, wakeup: int, preload: list[str]) -> None:
    buffer = b""
    descriptors: list[int] = []
    while True:
        watched: list[Any] = [control, wakeup]
        readable, _, _ = select.select(watched, [], [], 0 if preload else None)
        if not readable:
            _load(preload.pop(0))
        if wakeup in readable:
            with contextlib.suppress(BlockingIOError):
                os.read(wakeup, 4096)
            _report_ended(control)
        if control in readable:
            try:
                data, received, _, _ = socket.recv_fds(control, 65536, 16)
            except ConnectionResetError:  # an engine that was killed had not read all that was said to it
                return
            if not data:
                return
            buffer += data
            descriptors += received
            while b"\n" in buffer:
                line, buffer = buffer.split(b"\n", 1)
                _start(control, wakeup, json.loads(line), descriptors[:2])
                descriptors = descriptors[2:]


def _load(entry: str) -> None:
    """Import a module, and call what is named behind a colon; what cannot be had now is a fork's to report."""
    name, _, function = entry.partition(":")
    with contextlib.suppress(Exception):
        module = importlib.import_module(name)
        if function:
            getattr(module, function)()


def _report_ended(control: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _say(control, {"ended": pid, "status": os.waitstatus_to_exitcode(status)})


def _say(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        control.sendall(json.dumps(message).encode() + b"\n")


def _start(control: socket.socket, wakeup: int, order: dict[str, Any], outputs: list[int]) -> None:
    gc.freeze()  # or a fork's first collection walks, and so copies, all that was loaded
    pid = os.fork()
    if pid == 0:
        control.close()
        os.close(wakeup)
        _become(order, outputs)
    for descriptor in outputs:
        os.close(descriptor)
    _say(control, {"started": pid})


def _become(order: dict[str, Any], outputs: list[int]) -> NoReturn:
    """Turn this fork into the process that was ordered; never returns."""
    status = 1
    try:
        _settle(order, outputs)
        status = _run(order)
    except BaseException:
        # As the interpreter does with what nobody caught.
        sys.excepthook(*sys.exc_info())
    finally:
        if order["kind"] == "program":
            atexit._run_exitfuncs()
        _leave(status)


def _settle(order: dict[str, Any], outputs: list[int]) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    atexit._clear()  # what the zygote's imports registered is not this process's to end
    os.setpgid(0, 0)  # a Ctrl-C at the terminal reaches the engine alone; it tells the others
    for descriptor, number in zip(outputs, (1, 2), strict=True):
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdout, sys.stderr = _unbuffered(1), _unbuffered(2)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["directory"])
    sys.path[:] = order["path"]
    sys.argv = list(order["arguments"])
    importlib.invalidate_caches()
    _customise(order["environment"].get("PYTHONPATH", ""))


def _customise(python_path: str) -> None:
    """Run what an interpreter of its own would run for this PYTHONPATH: tracers and coverage come in by it."""
    folders = [folder for folder in python_path.split(os.pathsep) if folder]
    found = importlib.machinery.PathFinder.find_spec("sitecustomize", folders)
    ran = sys.modules.get("sitecustomize")  # by the zygote, when its own environment has it
    if found is not None and found.loader is not None and found.origin != getattr(ran, "__file__", None):
        # Not by its name: the interpreter's own, which distributions have, may come first on this process's path.
        module = sys.modules["sitecustomize"] = importlib.util.module_from_spec(found)
        found.loader.exec_module(module)


def _unbuffered(descriptor: int) -> io.TextIOWrapper:
    """A stream as `python -u` makes it: the host writes its port to the bytes below and never flushes them."""
    raw = open(descriptor, "wb", buffering=0, closefd=False)  # noqa: SIM115 - open as long as the process
    return io.TextIOWrapper(raw, encoding="utf-8", errors="replace", write_through=True)


def _run(order: dict[str, Any]) -> int:
    watched = os.getppid(), _ABANDONED if order["kind"] == "host" else 0.0
    threading.Thread(target=_end_when_abandoned, args=watched, daemon=True).start()
    try:
        if order["kind"] == "host":
            return _serve_provider()
        from pulumi_offline.plugins.program import run_program

        return run_program(order)
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except KeyboardInterrupt:
        return 130


def _serve_provider() -> int:
    import runpy

    # The forked loop of the zygote's parent would be shared; each host makes its own.
    asyncio.set_event_loop(None)
    runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=False)
    return 0


def _end_when_abandoned(parent: int, patience: float) -> None:
    """End this process once the engine was killed: at once when it is idle, or so many seconds later.

    What a host has begun it may end, as under the CLI; but it must not outlive the day.
    """
    while os.getppid() == parent:
        time.sleep(1)
    time.sleep(_LAST_WORDS)
    ends = time.monotonic() + patience
    while time.monotonic() < ends and _answers_a_call():
        time.sleep(1)
    os._exit(1)


def _answers_a_call() -> bool:
    """Whether a thread of the gRPC server is at work; it tells nobody itself."""
    for each in sys._current_frames().values():
        frame: FrameType | None = each
        while frame is not None:
            if frame.f_code is _WorkItem.run.__code__:
                return True
            frame = frame.f_back
    return False


def _leave(status: int) -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(status)
