"""The group of all commands; each lives in a module of its own and is imported only when it is called."""

from __future__ import annotations

import importlib

import click

from pulumi_ivs_realtime.cli.joined import Engine, Served

# What each does: the first line of its help, so that `--help` imports nothing.
_OWN = {
    "impact": "Tell a reviewer what a preview means for live rooms.",
    "stages": "List stages: name, ARN, tags, live or idle; --orphans for unfinished ones.",
    "adopt": "Write program code that adopts existing stages.",
}
_SERVED = {"serve": "Run the local service, a stand-in for Amazon IVS Real-Time."}
_ENGINE = {
    "up": "Bring the stack to what the program declares.",
    "preview": "Show what `up` would do.",
    "refresh": "Bring the stack's state to what AWS has.",
    "destroy": "Delete everything that the stack holds.",
    "cancel": "Delete the stack's locks.",
    "stack": "Export or import the stack's state, show its outputs.",
    "state": "Edit the stack's state.",
}


class _LazyGroup(click.Group):
    def list_commands(self, _ctx: click.Context) -> list[str]:
        return [*_OWN, *_SERVED, *_ENGINE]

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name in _OWN:
            command: click.Command = getattr(importlib.import_module(f"pulumi_ivs_realtime.cli.{name}"), name)
            return command
        if name in _SERVED:
            return Served(name, _SERVED[name])
        return Engine(name, _ENGINE[name]) if name in _ENGINE else None

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in (
            ("Commands", _OWN),
            ("The local service", _SERVED),
            ("The engine: the pulumi CLI, or the offline engine with --offline", _ENGINE),
        ):
            with formatter.section(title):
                formatter.write_dl(list(commands.items()))


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pulumi-ivs-realtime")
def cli() -> None:
    """Amazon IVS Real-Time stages as infrastructure."""
