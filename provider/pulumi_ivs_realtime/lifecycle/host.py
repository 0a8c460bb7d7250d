"""The process that Pulumi runs this package in: whether its engine still lives, and how it speaks to the user."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Literal

from pulumi_ivs_realtime.errors import EngineGone

_PATIENCE = 1.0
_INTERVAL = 5.0
_ABANDONED = 75
"""Exit code of a host whose engine has gone (EX_TEMPFAIL)."""

_watching = threading.Lock()


def engine_address() -> tuple[str, int] | None:
    """Host and port of the engine that started this process (its first argument); None outside of a host."""
    host, _, port = (sys.argv[1] if len(sys.argv) > 1 else "").rpartition(":")
    return (host, int(port)) if host and port.isdecimal() else None


Kind = Literal["info", "warning"]
Speaker = Callable[[str, Kind], None]


def tell(sentence: str, kind: Kind = "info") -> None:
    """Says something to the user in a line of its own."""
    _speakers[-1](sentence, kind)


def speak_through(speaker: Speaker) -> None:
    """From now on sentences for the user go this way; only what a dynamic host prints is shown."""
    _speakers.append(speaker)


def printed(sentence: str, kind: Kind) -> None:
    """The sentence as a line of the error output, which a dynamic host's engine shows.

    `pulumi.log` does the same in two writes, between which another thread may write.
    """
    sys.stderr.write(f"{kind}: {sentence}\n")


_speakers: list[Speaker] = [printed]


def hide_tracebacks() -> None:
    """Keeps tracebacks out of what this process prints: the host knows no other way to print an error.

    Only in a host: the SDK reads a program's stack under the same process-wide limit, fails on an empty one, and
    then waits for ever for what it had begun to register.
    """
    if engine_address():
        sys.tracebacklimit = 0


def require_engine() -> None:
    """Ends this process when its engine has gone: nobody would record what it does.

    Called right before a call that makes something. Outside of a host there is no engine to ask for.
    """
    address = engine_address()
    if address and not _answers(address):
        _leave()


def watch_engine() -> None:
    """Ends this process on a timer once its engine has gone; starts one watch a process."""
    if engine_address() and _watching.acquire(blocking=False):
        threading.Thread(target=_watch, name="engine watch", daemon=True).start()


def _watch() -> None:
    while True:
        time.sleep(_INTERVAL)
        require_engine()


def _answers(address: tuple[str, int]) -> bool:
    try:
        with socket.create_connection(address, timeout=_PATIENCE):
            return True
    except ConnectionRefusedError:
        return False
    except OSError:
        return True  # slow is not gone


def _leave() -> None:
    _say("the Pulumi engine has gone; this host ends and leaves its marks.")
    # Not sys.exit: this may be any thread, and gRPC's own threads would keep the process alive.
    os._exit(_ABANDONED)


def _say(sentence: str) -> None:
    # The pipe to the user may have gone with the engine, and must not keep the process alive either.
    with contextlib.suppress(OSError, ValueError):
        print(EngineGone(sentence), file=sys.stderr)  # noqa: T201
        sys.stderr.flush()
