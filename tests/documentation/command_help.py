"""Prints the help of every command, as docs/commands.md has it.

In a process of its own, for click remembers under which words a command was asked first.
"""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.testing import CliRunner

from pulumi_ivs_realtime.cli.main import cli
from pulumi_offline.cli.main import cli as offline

JOINED = {"serve", "up", "preview", "refresh", "destroy", "cancel", "stack", "state"}
"""Of `ivs-realtime`: those of the other two packages."""


def leaves(command: click.Command, words: list[str]) -> Iterator[list[str]]:
    """The words of each command below a group."""
    if not isinstance(command, click.Group):
        yield words
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found
        yield from leaves(found, [*words, name])


def told() -> Iterator[str]:
    """A section for each command."""
    own = [(cli, words) for words in leaves(cli, ["ivs-realtime"]) if words[1] not in JOINED]
    for root, words in [*own, *((offline, words) for words in leaves(offline, ["pulumi-offline"]))]:
        text = CliRunner().invoke(root, [*words[1:], "--help"], prog_name=words[0], terminal_width=110).output
        yield f"### {' '.join(words)}\n\n```text\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    print("\n".join(told()), end="")
