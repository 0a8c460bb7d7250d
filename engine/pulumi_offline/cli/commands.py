"""The commands of the pulumi CLI: `up`, `preview`, `refresh`, `destroy`, `cancel`, and the groups of `stacks`."""

from __future__ import annotations

from typing import Any

import click

from pulumi_offline.cli.options import (
    IGNORE_PROTECT,
    OPERATION,
    PREVIEW_FIRST,
    PREVIEW_ONLY,
    PROGRAM,
    REFRESH,
    YES,
    command,
)
from pulumi_offline.cli.session import Refusal, Session, confirm, opened, sentences
from pulumi_offline.cli.stacks import stack, state

__all__ = ["up", "preview", "refresh", "destroy", "cancel", "stack", "state"]


@command(*OPERATION, *PROGRAM, IGNORE_PROTECT, PREVIEW_FIRST)
def up(skip_preview: bool, **given: Any) -> None:
    """Bring the stack to what the program declares."""
    with sentences():
        confirm(given, skip_preview=skip_preview)
        session = Session(given)
        session.project.ensure()
        if not skip_preview:
            session.run("preview")
        session.refuse_changes("update", session.run("up"))


@command(*OPERATION, *PROGRAM, IGNORE_PROTECT)
def preview(**given: Any) -> None:
    """Show what `up` would do."""
    with sentences():
        session = Session(given)
        session.project.ensure()
        session.refuse_changes("preview", session.run("preview"))


@command(
    *OPERATION,
    PREVIEW_FIRST,
    PREVIEW_ONLY,
    click.option("--clear-pending-creates", is_flag=True, help="Forget creates that were interrupted."),
)
def refresh(skip_preview: bool, preview_only: bool, **given: Any) -> None:
    """Bring the stack's state to what the providers read."""
    with sentences():
        if not preview_only:
            confirm(given, skip_preview=skip_preview)
        session = Session(given)
        if preview_only or not skip_preview:
            result = session.run("refresh", preview=True)
        if not preview_only:
            result = session.run("refresh")
        session.refuse_changes("refresh", result)


@command(
    *OPERATION,
    REFRESH,
    PREVIEW_FIRST,
    PREVIEW_ONLY,
    click.option("--exclude-protected", is_flag=True, help="Leave protected resources, and what they need."),
    IGNORE_PROTECT,
    click.option("--remove", is_flag=True, help="Remove the stack as well."),
)
def destroy(skip_preview: bool, preview_only: bool, remove: bool, **given: Any) -> None:
    """Delete everything that the stack holds."""
    with sentences():
        if given["exclude_protected"] and given["ignore_protect"]:
            raise Refusal(
                "if any flags in the group [exclude-protected ignore-protect] are set none of the others can be; "
                "[exclude-protected ignore-protect] were all set"
            )
        if not preview_only:
            confirm(given, skip_preview=skip_preview)
        session = Session(given)
        if preview_only or not skip_preview:
            session.run("destroy", preview=True)
        if not preview_only:
            session.run("destroy")
            if remove:
                session.project.files.remove()


@command(OPERATION[0], OPERATION[1], OPERATION[3], YES)
def cancel(yes: bool, **given: Any) -> None:
    """Delete the stack's locks, so that a run that was killed no longer blocks others."""
    with sentences():
        confirm({"yes": yes, **given}, skip_preview=True)
        project = opened(given)
        project.cancel()
        click.echo(f"The currently running update for '{project.stack}' has been canceled!")
