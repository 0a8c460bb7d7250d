"""The options of the engine's commands, as the pulumi CLI has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

YES = click.option("--yes", "-y", is_flag=True, help="Do not ask.")
JSON = click.option("--json", "-j", "json_", is_flag=True, help="Print JSON.")
SHOW_SECRETS = click.option("--show-secrets", is_flag=True, help="Show secrets in plain text.")
_OFFLINE = click.option("--offline", is_flag=True, hidden=True, expose_value=False)
OPERATION: list[Decorator] = [
    click.option("--stack", "-s", default="dev", show_default=True, help="The stack."),
    click.option("--cwd", "-C", default=".", type=click.Path(file_okay=False, exists=True), help="Run from here."),
    YES,
    click.option("--non-interactive", is_flag=True, help="Never ask; the offline engine never does."),
    JSON,
    click.option("--diff", is_flag=True, help="Show the properties that change."),
    SHOW_SECRETS,
    click.option("--show-sames", is_flag=True, help="Also list what does not change."),
    click.option("--suppress-outputs", is_flag=True, help="Do not show the stack's outputs."),
    click.option("--suppress-progress", is_flag=True, help="Do not show progress dots; there are none."),
    click.option("--color", default="auto", type=click.Choice(["always", "never", "raw", "auto"]), help="Colours."),
    click.option("--event-log", type=click.Path(dir_okay=False), help="Write the engine's events here, one a line."),
    click.option("--message", "-m", default="", help="Message stored with the update."),
    click.option("--parallel", "-p", type=int, help="Maximum number of parallel operations."),
    click.option("--expect-no-changes", is_flag=True, help="Fail when something changes."),
    click.option("--target", "-t", multiple=True, help="Only this resource (a URN, * and ** as wildcards)."),
    click.option("--target-dependents", is_flag=True, help="And what depends on the targets."),
    click.option("--exclude", multiple=True, help="All but this resource."),
    click.option("--exclude-dependents", is_flag=True, help="And what depends on those."),
    click.option("--continue-on-error", is_flag=True, help="Go on with the rest after a failure."),
]
PROGRAM: list[Decorator] = [
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
REFRESH = PROGRAM[0]
IGNORE_PROTECT = click.option("--ignore-protect", is_flag=True, help="Delete and replace protected resources, too.")
PREVIEW_FIRST = click.option("--skip-preview", "-f", is_flag=True, help="Do not preview first.")
PREVIEW_ONLY = click.option("--preview-only", is_flag=True, help="Only preview.")
STACK = [OPERATION[0], OPERATION[1], OPERATION[3]]


def command(*options: Decorator) -> Callable[[Callable[..., None]], click.Command]:
    """A command with these options, and with `--offline` for command lines that join this one to others."""

    def decorate(function: Callable[..., None]) -> click.Command:
        command: Any = function
        for option in reversed([*options, _OFFLINE]):
            command = option(command)
        return click.command()(command)

    return decorate
