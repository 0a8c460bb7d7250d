"""The command line `ivs-realtime`."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point of the console script; without click and rich it says what to install."""
    try:
        from pulumi_ivs_realtime.cli.main import cli
    except ModuleNotFoundError as missing:
        if missing.name not in {"click", "rich"}:
            raise
        sys.exit(
            f"The command ivs-realtime needs {missing.name}: install the package with its extra `cli`; "
            "from a clone of its repository: pip install './clone[cli]'."
        )
    cli()
