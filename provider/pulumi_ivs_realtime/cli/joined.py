"""The commands of the local service and of the offline engine, which are packages of their own."""

from __future__ import annotations

import difflib
import functools
import os
import shutil
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

_SERVICE = "ivs_realtime_local.commands"
_ENGINE = "pulumi_offline.commands"
# Entry-point group → the package, and its folder in a clone of the repository.
_PACKAGES = {_SERVICE: ("ivs-realtime-local", "service"), _ENGINE: ("pulumi-offline", "engine")}
_OFFLINE = "--offline"
_HELP = {"-h", "--help"}


class Refusal(click.ClickException):
    """A sentence as the pulumi CLI says it."""

    def show(self, file: Any = None) -> None:
        """Print it to the standard error output."""
        click.echo(f"error: {self.message}", err=True, file=file)


class _Joined(click.Command):
    """A command whose words are another's to understand."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, help=text, add_help_option=False)
        self.context_settings = {"ignore_unknown_options": True}
        self.params.append(click.Argument(["words"], nargs=-1, type=click.UNPROCESSED))

    def invoke(self, ctx: click.Context) -> Any:
        words: tuple[str, ...] = ctx.params["words"]
        self._run(ctx.command_path, words)

    def _run(self, path: str, words: tuple[str, ...]) -> None:
        raise NotImplementedError

    def _pass_on(self, group: str, path: str, words: tuple[str, ...]) -> None:
        command: click.Command = _found(group, self.name or "").load()
        command.main(args=list(words), prog_name=path)


class Served(_Joined):
    """A command of the local service."""

    def _run(self, path: str, words: tuple[str, ...]) -> None:
        self._pass_on(_SERVICE, path, words)


class Engine(_Joined):
    """A command of the engine: the pulumi CLI's, word for word, or the offline engine's with `--offline`."""

    def _run(self, path: str, words: tuple[str, ...]) -> None:
        if _OFFLINE in words or (_HELP & set(words) and _is_installed(_ENGINE)):
            self._pass_on(_ENGINE, path, words)
            return
        pulumi = shutil.which("pulumi")
        if pulumi is None:
            for word in words:
                if difflib.get_close_matches(word, [_OFFLINE], cutoff=0.8):
                    raise click.NoSuchOption(word, possibilities=[_OFFLINE])
            raise Refusal(
                "There is no pulumi on PATH; install it (https://www.pulumi.com/docs/install/), or add --offline to "
                "run on the offline engine."
            )
        os.execv(pulumi, ["pulumi", self.name or "", *words])  # noqa: S606 - the user's own pulumi


def _is_installed(group: str) -> bool:
    return bool(_entries(group))


def _found(group: str, name: str) -> EntryPoint:
    for entry in _entries(group):
        if entry.name == name:
            return entry
    package, folder = _PACKAGES[group]
    raise Refusal(
        f"{name} needs the package {package}, which is not installed; a clone of the repository has it: "
        f"pip install ./{folder}"
    )


@functools.cache
def _entries(group: str) -> Iterable[EntryPoint]:
    return entry_points(group=group)  # reads the metadata of every distribution there is
