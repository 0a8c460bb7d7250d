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
    pulumi.runtime.configure(pulumi.runtime.Settings(**order["settings"]))
    return _run(lambda: runpy.run_path(program, run_name="__main__"), order["settings"]["parallel"], program)


def run_inline(entry: Entry, settings: dict[str, Any], config: dict[str, str], secret_keys: list[str]) -> int:
    """Run a callable as a program, in this thread, in a context of its own; the exit status."""
    return contextvars.Context().run(_run_configured, entry, settings, config, secret_keys)


def _run_configured(entry: Entry, settings: dict[str, Any], config: dict[str, str], secret_keys: list[str]) -> int:
    import pulumi.runtime

    pulumi.runtime.set_all_config(config, secret_keys)
    pulumi.runtime.configure(pulumi.runtime.Settings(**settings))
    return _run(entry, settings["parallel"], None)


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
