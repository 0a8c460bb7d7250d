"""`stack` and `state`: a stack's state exported, imported, shown and edited, as the pulumi CLI does it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from pulumi_offline.cli.options import JSON, SHOW_SECRETS, STACK, YES, command
from pulumi_offline.cli.session import Refusal, confirm, opened, sentences
from pulumi_offline.cli.visible import visible, visible_json
from pulumi_offline.errors import WriteFailed


@click.group()
def stack() -> None:
    """Export or import the stack's state, show its outputs."""


@click.group()
def state() -> None:
    """Edit the stack's state."""


@command(*STACK, click.option("--file", help="Write to this file."), SHOW_SECRETS)
def export(file: str | None, show_secrets: bool, **given: Any) -> None:
    """Write the stack's state as JSON."""
    with sentences():
        text = visible_json(opened(given).export(show_secrets=show_secrets), indent=4)
        if file:
            _save(Path(given["cwd"], file), text + "\n")
        else:
            click.echo(text)


def _save(path: Path, text: str) -> None:
    """Write a file; an export that was there before is kept when the disk is full."""
    from pulumi_offline.workspace.files import write_whole

    if path.is_file():
        write_whole(path, text.encode())
        return
    try:
        path.write_text(text)
    except OSError as error:
        raise WriteFailed(f"{path} could not be written: {(error.strerror or str(error)).lower()}") from None


@command(*STACK, click.option("--file", help="Read this file, not the input."))
def import_(file: str | None, **given: Any) -> None:
    """Replace the stack's state by an exported one."""
    with sentences():
        try:
            text = Path(given["cwd"], file).read_text() if file else sys.stdin.read()
        except OSError as error:
            raise Refusal(f"could not open file: open {file}: {(error.strerror or str(error)).lower()}") from None
        try:
            document = json.loads(text)
        except ValueError as error:
            raise Refusal(f"could not read deployment: {error}") from None
        for dropped in opened(given).import_(document):
            sentence = f"removing pending operation '{dropped.kind}' on '{dropped.resource.urn}' from snapshot"
            click.echo(f"warning: {sentence}", err=True)
        click.echo("Import complete.")


@command(
    *STACK,
    click.argument("name", required=False),
    JSON,
    SHOW_SECRETS,
)
def output(name: str | None, json_: bool, show_secrets: bool, **given: Any) -> None:
    """Show the stack's outputs."""
    from pulumi_offline import WorkspaceError

    with sentences():
        outputs = opened(given).outputs(show_secrets=show_secrets)
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


@command(*STACK, JSON)
def ls(json_: bool, **given: Any) -> None:
    """List the project's stacks."""
    with sentences():
        names = opened(given).stacks()
        click.echo(json.dumps([{"name": name} for name in names], indent=2) if json_ else "\n".join(["NAME", *names]))


@command(click.argument("name", required=False), *STACK)
def init(name: str | None, **given: Any) -> None:
    """Make an empty stack."""
    with sentences():
        given["stack"] = name or given["stack"]
        project = opened(given)
        project.init()
        click.echo(f"Created stack '{project.stack}'")


@command(
    click.argument("name", required=False),
    *STACK,
    YES,
    click.option("--force", is_flag=True, help="Also when the stack still holds resources."),
)
def rm(name: str | None, yes: bool, force: bool, **given: Any) -> None:
    """Remove a stack that holds nothing."""
    with sentences():
        given["stack"] = name or given["stack"]
        confirm({"yes": yes, "non_interactive": False}, skip_preview=False)
        project = opened(given)
        if project.snapshot().resources and not force:
            raise Refusal(
                f"'{project.stack}' still has resources; removal rejected. Possible actions:\n- Make sure that "
                f"'{project.stack}' is the stack that you want to destroy\n- Run `pulumi destroy` to delete the "
                "resources, then run `pulumi stack rm`\n- Run `pulumi stack rm --force` to override this error"
            )
        project.files.remove()
        click.echo(f"Stack '{project.stack}' has been removed!")


@command(
    click.argument("urn"),
    *STACK,
    YES,
    click.option("--force", is_flag=True, help="Also when the resource is protected."),
    click.option("--target-dependents", is_flag=True, help="And what depends on the resource."),
)
def delete(urn: str, yes: bool, force: bool, target_dependents: bool, **given: Any) -> None:
    """Take a resource out of the state; the resource itself is left alone."""
    with sentences():
        confirm({"yes": yes, "non_interactive": given["non_interactive"]}, skip_preview=True)
        project = opened(given)
        if force and any(state.urn == urn and state.protect for state in project.snapshot().resources):
            click.echo(f"warning: deleting protected resource {urn} due to presence of --force", err=True)
        project.delete_state(urn, force=force, target_dependents=target_dependents)
        click.echo("Resource deleted")


def _flag(name: str, attribute: str, value: bool, done: str) -> click.Command:
    """A command that sets a flag of one resource, or of all with `--all`."""

    @command(
        click.argument("urn", required=False),
        *STACK,
        click.option("--all", "all_", is_flag=True, help="All resources of the stack."),
        YES,
    )
    def set_flag(urn: str | None, all_: bool, yes: bool, **given: Any) -> None:
        with sentences():
            del yes
            if urn is None and not all_:
                raise Refusal("must provide a URN corresponding to a resource, or --all")
            count = opened(given).set_flag(attribute, value, None if all_ else urn)
            click.echo(f"{count} resources {done}")

    set_flag.name = name
    set_flag.help = f"{name.capitalize()} a resource in the state."
    return set_flag


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
