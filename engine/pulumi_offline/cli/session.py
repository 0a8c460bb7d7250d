"""One command on the offline engine: its project, its event log, its errors as the CLI says them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from pulumi_offline.cli.visible import visible
from pulumi_offline.preloads import preloads

if TYPE_CHECKING:
    from pulumi_offline import Project, Result

FAILED = 1
NO_STACK = 6  # as the CLI ends when there is no such stack
CHANGED = 7  # as the CLI ends when --expect-no-changes is disappointed


class Refusal(click.ClickException):
    """A sentence as the pulumi CLI says it."""

    def show(self, file: Any = None) -> None:
        """Print it to the standard error output."""
        click.echo(f"error: {self.message}", err=True, file=file)


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """The engine's errors as one sentence and the CLI's exit code."""
    from pulumi_offline import EngineError, NoStack, require_sdk
    from pulumi_offline.errors import Locked

    try:
        require_sdk()
        yield
    except Locked as error:
        # The engine says it as the CLI does, which may not be on this machine.
        click.echo(f"error: {str(error).replace('pulumi cancel', 'pulumi-offline cancel --yes')}", err=True)
        sys.exit(FAILED)
    except EngineError as error:
        click.echo(f"error: {visible(str(error))}", err=True)
        sys.exit(NO_STACK if isinstance(error, NoStack) else FAILED)
    except BrokenPipeError:
        raise
    except OSError as error:
        what = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {visible(f'{what}{(error.strerror or str(error)).lower()}')}", err=True)
        sys.exit(FAILED)


def _close(log: TextIO) -> None:
    with contextlib.suppress(OSError):  # what could not be written is tried again, and was told of
        log.close()


def _warn_of_empty(keys: list[str]) -> None:
    """Say of which keys of the configuration the value is missing, as the CLI does."""
    named = (" and " if len(keys) == 2 else ", ").join(f'"{key}"' for key in keys)
    plural = "s" if keys[1:] else ""
    click.echo(
        f"warning: No value for configuration key{plural} {named}. This is currently treated as an empty string "
        '`""`, but will be treated as `null` in a future version of pulumi.\n'
        f'Set the value{plural} to `""` to avoid this warning.',
        err=True,
    )


def _move_into(virtualenv: Path | None) -> None:
    """Go on in the environment in which the program is to run, when this package is installed there."""
    if virtualenv is None or virtualenv == Path(sys.prefix).resolve():
        return
    python = virtualenv / "bin" / "python"
    probe = [str(python), "-c", "import pulumi_offline.cli.commands, pulumi_offline.project"]
    if python.exists() and subprocess.run(probe, capture_output=True).returncode == 0:  # noqa: S603 - the project's own
        os.execv(python, [str(python), "-m", "pulumi_offline", *sys.argv[1:]])  # noqa: S606 - likewise


class Session:
    """One command on the offline engine: its project, its event log, its display."""

    def __init__(self, given: dict[str, Any]) -> None:
        from pulumi_offline.plugins.processes import zygote
        from pulumi_offline.workspace.workspace import Workspace

        _move_into(Workspace.find(Path(given["cwd"])).virtualenv)
        # Else a program that fails leaves lines about its connections behind, which the user cannot act upon.
        os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
        zygote(preloads())  # which starts while the engine is imported
        from pulumi_offline import Project

        self._given = given
        self.project: Project = Project(given["cwd"], stack=given["stack"], preload=preloads())
        if empty := self.project.empty_keys:
            _warn_of_empty(empty)
        log = Path(given["cwd"], given["event_log"]) if given["event_log"] else None  # as with the CLI's own -C
        self._log = log.open("w") if log else None
        if self._log is not None:
            click.get_current_context().call_on_close(partial(_close, self._log))

    def run(self, kind: str, *, preview: bool = False) -> Result:
        """Run an operation, showing it as it goes; ends the process when it fails."""
        from pulumi_offline.cli.display import Display

        project = self.project
        display = Display(kind, project.workspace.name, project.stack, self._given, preview=preview)

        def listen(event: dict[str, Any]) -> None:
            self._write_down(event)
            display.add(event)

        method: Callable[..., Result] = getattr(self.project, kind)
        extra = {"preview_only": True} if preview else {}
        result = method(listener=listen, **self._options(kind), **extra)
        display.end(result)
        if not result.succeeded:
            sys.exit(FAILED)
        return result

    def _write_down(self, event: dict[str, Any]) -> None:
        """Add an event to the log; a log that cannot be written must not end the run."""
        if self._log is None:
            return
        try:
            self._log.write(json.dumps(event, separators=(",", ":"), ensure_ascii=False) + "\n")
            self._log.flush()
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            click.echo(f"warning: the event log {self._log.name} ends here: {reason}", err=True)
            self._log = None

    def _options(self, kind: str) -> dict[str, Any]:
        from pulumi_offline.deployment.given import names

        return {name: self._given[name] for name in names(kind) if name in self._given}

    def refuse_changes(self, kind: str, result: Result) -> None:
        """End with an error when something changed although nothing was to."""
        if self._given["expect_no_changes"] and any(op != "same" for op in result.changes):
            click.echo(f"error: no changes were expected for {kind} but changes were proposed", err=True)
            sys.exit(CHANGED)


def confirm(given: dict[str, Any], *, skip_preview: bool) -> None:
    """Refuse what was not confirmed with `--yes`; raises Refusal."""
    if given["yes"] or (skip_preview and given["non_interactive"]):
        return
    raise Refusal("--yes must be passed: the offline engine does not ask")


def opened(given: dict[str, Any]) -> Project:
    """The project and stack that a command names."""
    from pulumi_offline import Project

    return Project(given["cwd"], stack=given["stack"])
