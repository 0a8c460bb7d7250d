"""The group of the engine's commands; their module is imported when one is called."""

from __future__ import annotations

import importlib

import click

# What each does: the first line of its help, so that `--help` imports nothing.
COMMANDS = {
    "up": "Bring the stack to what the program declares.",
    "preview": "Show what `up` would do.",
    "refresh": "Bring the stack's state to what the providers read.",
    "destroy": "Delete everything that the stack holds.",
    "cancel": "Delete the stack's locks.",
    "stack": "Export or import the stack's state, show its outputs.",
    "state": "Edit the stack's state.",
}


class _LazyGroup(click.Group):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name == "config":
            raise click.UsageError("There is no command 'config': write configuration into Pulumi.<stack>.yaml.")
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module("pulumi_offline.cli.commands"), name)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pulumi-offline")
def cli() -> None:
    """Pulumi programs with Python dynamic resources, without the pulumi CLI."""
