"""`up`, `preview`, `refresh`, `destroy`, `cancel`, `stack` and `state` as the pulumi CLI has them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pulumi_offline.cli.visible import visible, visible_json
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


_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_YES = click.option("--yes", "-y", is_flag=True, help="Do not ask.")
_JSON = click.option("--json", "-j", "json_", is_flag=True, help="Print JSON.")
_SHOW_SECRETS = click.option("--show-secrets", is_flag=True, help="Show secrets in plain text.")
_OFFLINE = click.option("--offline", is_flag=True, hidden=True, expose_value=False)
_OPERATION: list[_Decorator] = [
    click.option("--stack", "-s", default="dev", show_default=True, help="The stack."),
    click.option("--cwd", "-C", default=".", type=click.Path(file_okay=False, exists=True), help="Run from here."),
    _YES,
    click.option("--non-interactive", is_flag=True, help="Never ask; the offline engine never does."),
    _JSON,
    click.option("--diff", is_flag=True, help="Show the properties that change."),
    _SHOW_SECRETS,
    click.option("--show-sames", is_flag=True, help="Also list what does not change."),
    click.option("--suppress-outputs", is_flag=True, help="Do not show the stack's outputs."),
    click.option("--suppress-progress", is_flag=True, help="Do not show progress dots; there are none."),
    click.option("--color", default="auto", type=click.Choice(["always", "never", "raw", "auto"]), help="Colours."),
    click.option("--event-log", type=click.Path(dir_okay=False), help="Write the engine's events here, one a line."),
    click.option("--message", "-m", default="", help="A word for the history."),
    click.option("--parallel", "-p", type=int, help="Maximum number of parallel operations."),
    click.option("--expect-no-changes", is_flag=True, help="Fail when something changes."),
    click.option("--target", "-t", multiple=True, help="Only this resource (a URN, * and ** as wildcards)."),
    click.option("--target-dependents", is_flag=True, help="And what depends on the targets."),
    click.option("--exclude", multiple=True, help="All but this resource."),
    click.option("--exclude-dependents", is_flag=True, help="And what depends on those."),
    click.option("--continue-on-error", is_flag=True, help="Go on with the rest after a failure."),
]
_PROGRAM: list[_Decorator] = [
    click.option(
        "--refresh",
        "-r",
        is_flag=False,
        flag_value="true",
        type=click.BOOL,
        help="Read the resources first; as Pulumi.yaml says where it is not given.",
    ),
    click.option("--replace", multiple=True, help="Replace this resource."),
    click.option("--target-replace", multiple=True, help="Only this resource, and replace it."),
]
_REFRESH = _PROGRAM[0]
_IGNORE_PROTECT = click.option("--ignore-protect", is_flag=True, help="Delete and replace protected resources, too.")
_PREVIEW_FIRST = click.option("--skip-preview", "-f", is_flag=True, help="Do not preview first.")
_PREVIEW_ONLY = click.option("--preview-only", is_flag=True, help="Only preview.")


def _command(*options: _Decorator) -> Callable[[Callable[..., None]], click.Command]:
    """A command with these options, and with `--offline` for command lines that join this one to others."""

    def decorate(function: Callable[..., None]) -> click.Command:
        command: Any = function
        for option in reversed([*options, _OFFLINE]):
            command = option(command)
        return click.command()(command)

    return decorate


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
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


class _Session:
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
            click.get_current_context().call_on_close(self._log.close)

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


@_command(*_OPERATION, *_PROGRAM, _IGNORE_PROTECT, _PREVIEW_FIRST)
def up(skip_preview: bool, **given: Any) -> None:
    """Bring the stack to what the program declares."""
    with _sentences():
        _confirm(given, skip_preview=skip_preview)
        session = _Session(given)
        session.project.ensure()
        if not skip_preview:
            session.run("preview")
        session.refuse_changes("update", session.run("up"))


@_command(*_OPERATION, *_PROGRAM, _IGNORE_PROTECT)
def preview(**given: Any) -> None:
    """Show what `up` would do."""
    with _sentences():
        session = _Session(given)
        session.project.ensure()
        session.refuse_changes("preview", session.run("preview"))


@_command(
    *_OPERATION,
    _PREVIEW_FIRST,
    _PREVIEW_ONLY,
    click.option("--clear-pending-creates", is_flag=True, help="Forget creates that were interrupted."),
)
def refresh(skip_preview: bool, preview_only: bool, **given: Any) -> None:
    """Bring the stack's state to what the providers read."""
    with _sentences():
        if not preview_only:
            _confirm(given, skip_preview=skip_preview)
        session = _Session(given)
        if preview_only or not skip_preview:
            result = session.run("refresh", preview=True)
        if not preview_only:
            result = session.run("refresh")
        session.refuse_changes("refresh", result)


@_command(
    *_OPERATION,
    _REFRESH,
    _PREVIEW_FIRST,
    _PREVIEW_ONLY,
    click.option("--exclude-protected", is_flag=True, help="Leave protected resources, and what they need."),
    _IGNORE_PROTECT,
    click.option("--remove", is_flag=True, help="Remove the stack as well."),
)
def destroy(skip_preview: bool, preview_only: bool, remove: bool, **given: Any) -> None:
    """Delete everything that the stack holds."""
    with _sentences():
        if given["exclude_protected"] and given["ignore_protect"]:
            raise Refusal(
                "if any flags in the group [exclude-protected ignore-protect] are set none of the others can be; "
                "[exclude-protected ignore-protect] were all set"
            )
        if not preview_only:
            _confirm(given, skip_preview=skip_preview)
        session = _Session(given)
        if preview_only or not skip_preview:
            session.run("destroy", preview=True)
        if not preview_only:
            session.run("destroy")
            if remove:
                session.project.files.remove()


def _confirm(given: dict[str, Any], *, skip_preview: bool) -> None:
    if given["yes"] or (skip_preview and given["non_interactive"]):
        return
    raise Refusal("--yes must be passed: the offline engine does not ask")


@_command(_OPERATION[0], _OPERATION[1], _OPERATION[3], _YES)
def cancel(yes: bool, **given: Any) -> None:
    """Delete the stack's locks, so that a run that was killed no longer blocks others."""
    with _sentences():
        _confirm({"yes": yes, **given}, skip_preview=True)
        project = _project(given)
        project.cancel()
        click.echo(f"The currently running update for '{project.stack}' has been canceled!")


@click.group()
def stack() -> None:
    """Export or import the stack's state, show its outputs."""


@click.group()
def state() -> None:
    """Edit the stack's state."""


_STACK = [_OPERATION[0], _OPERATION[1], _OPERATION[3]]


def _project(given: dict[str, Any]) -> Project:
    from pulumi_offline import Project

    return Project(given["cwd"], stack=given["stack"])


@_command(*_STACK, click.option("--file", help="Write to this file."), _SHOW_SECRETS)
def export(file: str | None, show_secrets: bool, **given: Any) -> None:
    """Write the stack's state as JSON."""
    with _sentences():
        text = visible_json(_project(given).export(show_secrets=show_secrets), indent=4)
        if file:
            Path(given["cwd"], file).write_text(text + "\n")
        else:
            click.echo(text)


@_command(*_STACK, click.option("--file", help="Read this file, not the input."))
def import_(file: str | None, **given: Any) -> None:
    """Replace the stack's state by an exported one."""
    with _sentences():
        try:
            text = Path(given["cwd"], file).read_text() if file else sys.stdin.read()
        except OSError as error:
            raise Refusal(f"could not open file: open {file}: {(error.strerror or str(error)).lower()}") from None
        try:
            document = json.loads(text)
        except ValueError as error:
            raise Refusal(f"could not read deployment: {error}") from None
        for dropped in _project(given).import_(document):
            sentence = f"removing pending operation '{dropped.kind}' on '{dropped.resource.urn}' from snapshot"
            click.echo(f"warning: {sentence}", err=True)
        click.echo("Import complete.")


@_command(
    *_STACK,
    click.argument("name", required=False),
    _JSON,
    _SHOW_SECRETS,
)
def output(name: str | None, json_: bool, show_secrets: bool, **given: Any) -> None:
    """Show the stack's outputs."""
    from pulumi_offline import WorkspaceError

    with _sentences():
        outputs = _project(given).outputs(show_secrets=show_secrets)
        if name is not None and name not in outputs:
            raise WorkspaceError(f"current stack does not have output property '{name}'")
        if json_:
            click.echo(visible_json(outputs if name is None else outputs[name], indent=2))
        elif name is not None:
            shown = _text(outputs[name])
            click.echo(visible(shown) if sys.stdout.isatty() else shown)  # in a pipe it is data
        else:
            _list_outputs(outputs)


def _list_outputs(outputs: dict[str, Any]) -> None:
    click.echo(f"Current stack outputs ({len(outputs)}):")
    if not outputs:
        click.echo("    No output values currently in this stack")
        return
    width = max(map(len, ["OUTPUT", *outputs]))
    click.echo(f"    {'OUTPUT':{width}}  VALUE")
    for name, value in sorted(outputs.items()):
        click.echo(f"    {visible(name):{width}}  {visible(_text(value))}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@_command(*_STACK, _JSON)
def ls(json_: bool, **given: Any) -> None:
    """List the project's stacks."""
    with _sentences():
        names = _project(given).stacks()
        click.echo(json.dumps([{"name": name} for name in names], indent=2) if json_ else "\n".join(["NAME", *names]))


@_command(click.argument("name", required=False), *_STACK)
def init(name: str | None, **given: Any) -> None:
    """Make an empty stack."""
    with _sentences():
        given["stack"] = name or given["stack"]
        project = _project(given)
        project.init()
        click.echo(f"Created stack '{project.stack}'")


@_command(
    click.argument("name", required=False),
    *_STACK,
    _YES,
    click.option("--force", is_flag=True, help="Also when the stack still holds resources."),
)
def rm(name: str | None, yes: bool, force: bool, **given: Any) -> None:
    """Remove a stack that holds nothing."""
    with _sentences():
        given["stack"] = name or given["stack"]
        _confirm({"yes": yes, "non_interactive": False}, skip_preview=False)
        project = _project(given)
        if project.snapshot().resources and not force:
            raise Refusal(
                f"'{project.stack}' still has resources; removal rejected. Possible actions:\n- Make sure that "
                f"'{project.stack}' is the stack that you want to destroy\n- Run `pulumi destroy` to delete the "
                "resources, then run `pulumi stack rm`\n- Run `pulumi stack rm --force` to override this error"
            )
        project.files.remove()
        click.echo(f"Stack '{project.stack}' has been removed!")


@_command(
    click.argument("urn"),
    *_STACK,
    _YES,
    click.option("--force", is_flag=True, help="Also when the resource is protected."),
    click.option("--target-dependents", is_flag=True, help="And what depends on the resource."),
)
def delete(urn: str, yes: bool, force: bool, target_dependents: bool, **given: Any) -> None:
    """Take a resource out of the state; the resource itself is left alone."""
    with _sentences():
        _confirm({"yes": yes, "non_interactive": given["non_interactive"]}, skip_preview=True)
        project = _project(given)
        if force and any(state.urn == urn and state.protect for state in project.snapshot().resources):
            click.echo(f"warning: deleting protected resource {urn} due to presence of --force", err=True)
        project.delete_state(urn, force=force, target_dependents=target_dependents)
        click.echo("Resource deleted")


def _flag(name: str, attribute: str, value: bool, done: str) -> click.Command:
    """A command that sets a flag of one resource, or of all with `--all`."""

    @_command(
        click.argument("urn", required=False),
        *_STACK,
        click.option("--all", "all_", is_flag=True, help="All resources of the stack."),
        _YES,
    )
    def command(urn: str | None, all_: bool, yes: bool, **given: Any) -> None:
        with _sentences():
            del yes
            if urn is None and not all_:
                raise Refusal("must provide a URN corresponding to a resource, or --all")
            count = _project(given).set_flag(attribute, value, None if all_ else urn)
            click.echo(f"{count} resources {done}")

    command.name = name
    command.help = f"{name.capitalize()} a resource in the state."
    return command


for _name, _subcommand in {
    "export": export,
    "import": import_,
    "output": output,
    "ls": ls,
    "init": init,
    "rm": rm,
}.items():
    stack.add_command(_subcommand, _name)
state.add_command(delete, "delete")
for _name, _attribute, _value, _done in (
    ("protect", "protect", True, "protected"),
    ("unprotect", "protect", False, "unprotected"),
    ("taint", "taint", True, "tainted"),
    ("untaint", "taint", False, "untainted"),
):
    state.add_command(_flag(_name, _attribute, _value, _done), _name)
