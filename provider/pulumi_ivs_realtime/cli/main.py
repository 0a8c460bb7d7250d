"""The group of all commands; each lives in a module of its own and is imported only when it is called."""

from __future__ import annotations

import importlib

import click

# command → (module, what it does); the first line of each command's help, so that `--help` imports nothing.
COMMANDS = {
    "impact": ("impact", "Tell a reviewer what a preview means for live rooms."),
    "serve": ("serve", "Run the local service, a stand-in for Amazon IVS Real-Time."),
    "stages": ("stages", "List stages: name, ARN, tags, live or idle; --orphans for unfinished ones."),
    "adopt": ("adopt", "Write program code that adopts existing stages."),
    "up": ("engine", "Bring the stack to what the program declares."),
    "preview": ("engine", "Show what `up` would do."),
    "refresh": ("engine", "Bring the stack's state to what AWS has."),
    "destroy": ("engine", "Delete everything that the stack holds."),
    "cancel": ("engine", "Delete the stack's locks."),
    "stack": ("engine", "Export or import the stack's state, show its outputs."),
    "state": ("engine", "Edit the stack's state."),
}


class _LazyGroup(click.Group):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = importlib.import_module(f"pulumi_ivs_realtime.cli.{COMMANDS[name][0]}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pulumi-ivs-realtime")
def cli() -> None:
    """Amazon IVS Real-Time stages as infrastructure."""
