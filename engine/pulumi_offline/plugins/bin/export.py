"""`pulumi stack export`, and nothing else, for programs and provider hosts that the offline engine runs.

It stands first on their PATH, and imports nothing but what it needs: a host waits for it in the middle of a run.
"""

import argparse
import json
import os
import sys
from typing import Any, NoReturn

_FAILED, _NO_STACK = 1, 6  # exit codes of the CLI
_ORGANIZATION = "organization"
_ONLY = "during a run of the offline engine, `pulumi` knows one command: `pulumi stack export --stack <name>`"


class _Words(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        _refuse(f"{_ONLY} ({message})")


def main(words: list[str]) -> None:
    """Write the deployment that the checkpoint of a stack holds at this moment."""
    parser = _Words(prog="pulumi", add_help=False, allow_abbrev=False)
    parser.add_argument("command", nargs="*")
    parser.add_argument("--stack", "-s", default="")
    parser.add_argument("--cwd", "-C")
    parser.add_argument("--non-interactive", action="store_true")
    given = parser.parse_args(words)
    if given.command != ["stack", "export"]:
        _refuse(_ONLY)
    if not given.stack:
        _refuse(f"--stack is missing; {_ONLY}")
    json.dump(_exported(given.stack), sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")


def _exported(stack: str) -> dict[str, Any]:
    *before, name = stack.split("/")
    if before[:1] not in ([], [_ORGANIZATION]) or len(before) > 2:
        _refuse(f"organization name must be '{_ORGANIZATION}'")
    if {*before[1:], name} & {"", ".", ".."}:  # folders above, or none
        _refuse(f"no stack named '{stack}' found", _NO_STACK)
    project = before[1] if before[1:] else os.environ.get("PULUMI_OFFLINE_PROJECT", "")
    folder = os.environ.get("PULUMI_BACKEND_URL", "").removeprefix("file://").partition("?")[0]
    path = os.path.join(folder, ".pulumi", "stacks", project, f"{name}.json")
    try:
        with open(path, "rb") as file:
            checkpoint = json.load(file)
    except FileNotFoundError:
        _refuse(f"no stack named '{stack}' found", _NO_STACK)
    except (OSError, ValueError) as error:
        _refuse(f"failed to load checkpoint: {path}: {error}")
    head = {key: checkpoint[key] for key in ("version", "features") if key in checkpoint}
    return {**head, "deployment": checkpoint["checkpoint"].get("latest")}


def _refuse(sentence: str, code: int = _FAILED) -> NoReturn:
    sys.stderr.write(f"error: {sentence}\n")
    sys.exit(code)


main(sys.argv[1:])
