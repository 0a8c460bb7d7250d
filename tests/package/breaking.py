"""`make release`: which changes since the last tag break programs, as griffe finds them; see docs/compatibility.md."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import griffe

SOURCES = {"pulumi_ivs_realtime": "provider", "ivs_realtime_local": "service", "pulumi_offline": "engine"}


def last_tag(repository: Path) -> str | None:
    """The last release before this commit."""
    words = ["git", "-C", str(repository), "describe", "--tags", "--abbrev=0", "--match", "v*"]
    done = subprocess.run(words, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def breakages(repository: Path, tag: str, package: str, sources: str) -> list[str]:
    """One line for each change of a public name that breaks a program written for `tag`."""
    old = griffe.load_git(package, ref=tag, repo=repository, search_paths=[sources])
    new = griffe.load(package, search_paths=[repository / sources])
    public = {old[name].canonical_path for name in old.exports or ()}
    return [
        click.unstyle(each.explain(griffe.ExplanationStyle.ONE_LINE))
        for each in griffe.find_breaking_changes(old, new)
        if any(f"{each.obj.canonical_path}.".startswith(f"{name}.") for name in public)
    ]


def may_break(tag: str, now: str) -> bool:
    """Whether the version may break programs: by its first number, before 1.0 by its second."""
    was, is_ = tag.removeprefix("v").split("."), now.split(".")
    leading = 1 if was[0] != "0" else 2
    return was[:leading] != is_[:leading]


def main(repository: Path, now: str) -> int:
    """Prints what breaks; 1 if the version `now` does not say that something does."""
    tag = last_tag(repository)
    if tag is None:
        print("There is no tag v… yet: no earlier release exists whose public names could be compared.")
        return 0
    found = [line for item in SOURCES.items() for line in breakages(repository, tag, *item)]
    print(*found, f"Changes since {tag} that break programs: {len(found)}.", sep="\n")
    return 1 if found and not may_break(tag, now) else 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), version("pulumi-ivs-realtime")))
