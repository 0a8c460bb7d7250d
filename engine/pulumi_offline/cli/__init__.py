"""The command line `pulumi-offline`: the commands of the pulumi CLI that the engine has."""

from __future__ import annotations


def main() -> None:
    """Entry point of the console script."""
    from pulumi_offline.cli.main import cli

    cli()
