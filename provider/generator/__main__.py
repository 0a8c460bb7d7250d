"""`python -m generator`: writes the generated source; with `--check` it only says what differs, and then fails."""

from __future__ import annotations

import sys

from generator.files import differing, write


def main() -> int:
    """Returns the exit code."""
    if sys.argv[1:] != ["--check"]:
        for path in write():
            print(f"wrote {path}")  # noqa: T201 - a command's output
        return 0
    stale = [*differing()]
    for path in stale:
        print(f"{path} differs from its declaration; run make generate")  # noqa: T201 - a command's output
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
