"""Running a program: in a process of its own, as the language host does it, or inline, as an Automation API does."""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import os
import runpy
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pulumi_offline.plugins.outputs import Outputs

# The exit code by which a program says that it has already shown what went wrong.
SHOWN = 32

Entry = Callable[[], Any]


def run_program(order: dict[str, Any]) -> int:
    """Run the program that an order names, in this process; the exit status."""
    import pulumi.runtime

    program = order["arguments"][0]
    environment = os.environ
    pulumi.runtime.set_all_config(
        json.loads(environment.get("PULUMI_CONFIG", "{}")),
        json.loads(environment.get("PULUMI_CONFIG_SECRET_KEYS", "[]")),
    )
    _configure(order["settings"], engine=_stub(order["settings"]["engine"]))
    return _run(lambda: runpy.run_path(program, run_name="__main__"), order["settings"]["parallel"], program)


def run_inline(entry: Entry, settings: dict[str, Any], config: dict[str, str], secret_keys: list[str]) -> int:
    """Run a callable as a program, in this thread, in a context of its own; the exit status."""
    return contextvars.Context().run(_run_configured, entry, settings, config, secret_keys)


def _run_configured(entry: Entry, settings: dict[str, Any], config: dict[str, str], secret_keys: list[str]) -> int:
    import pulumi.runtime

    pulumi.runtime.set_all_config(config, secret_keys)
    _configure(settings, engine=settings["engine"])
    return _run(entry, settings["parallel"], None)


def _configure(settings: dict[str, Any], *, engine: object) -> None:
    import pulumi.runtime

    configured = pulumi.runtime.Settings(**{**settings, "engine": _Engine(engine)})
    if type(configured.outputs) is set:  # as in the releases of the SDK that this was written for
        configured.outputs = Outputs()
    pulumi.runtime.configure(configured)


def _stub(address: str) -> object:
    import grpc
    from pulumi.runtime.proto import engine_pb2_grpc

    return engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))


class _Engine:
    """The Engine service as a program calls it; debug messages, which nothing here shows, are not sent.

    The SDK writes four of them for each resource and waits for each: a sixth of what a large program takes.
    """

    def __init__(self, service: Any) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    def Log(self, request: Any, **options: Any) -> Any:  # noqa: N802 - the protocol's name
        """A message."""
        from pulumi.runtime.proto import engine_pb2

        return None if request.severity == engine_pb2.DEBUG else self._service.Log(request, **options)


def _run(entry: Entry, parallel: int, program: str | None) -> int:
    import pulumi

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=max(parallel, 1) * 4)
    loop.set_default_executor(executor)
    # A program that ends in the middle leaves futures behind that nobody will look at, which asyncio would report.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(entry))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return 1
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except Exception:
        pulumi.log.error("Program failed with an unhandled exception:\n" + _own_traceback(program))
        return SHOWN
    else:
        return 0
    finally:
        executor.shutdown(wait=True)
        asyncio.set_event_loop(None)
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()


def _own_traceback(program: str | None) -> str:
    """The traceback from the first frame of the user's program on."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    if program is not None:
        own = _main_file(program)
        for index, frame in enumerate(frames):
            if _main_file(frame.filename) == own:
                return traceback.format_exc(limit=-(len(frames) - index))
    return traceback.format_exc()


def _main_file(path: str) -> str:
    return os.path.abspath(path if os.path.splitext(path)[1] else os.path.join(path, "__main__"))
