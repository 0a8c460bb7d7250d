"""Writing files so that a full disk costs nothing that was there before."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from pulumi_offline.errors import WriteFailed


def write_whole(path: Path, *parts: bytes, backup: Path | None = None) -> None:
    """Write a file, or leave the one that was there as it is.

    The new file is written beside it, counted, synced, and only then put in its place.

    Args:
        path: the file.
        parts: what it is to hold.
        backup: where the file that was there before is kept, as whole as it was.

    Raises:
        WriteFailed: it could not be written; nothing has changed.
    """
    temporary = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(temporary, parts)
        if backup is not None and path.exists():
            _keep(path, backup)
        os.replace(temporary, path)
    except OSError as error:
        for left in (temporary, *([_beside(backup)] if backup else [])):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        raise WriteFailed(f"{path} could not be written: {(error.strerror or str(error)).lower()}") from error


def _write(path: Path, parts: Sequence[bytes]) -> None:
    """Write a new file to the disk; the operating system may take less at a time than it is given."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(b"".join(parts))
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)  # a disk that only promised the space says so here
    finally:
        os.close(descriptor)


def _keep(path: Path, backup: Path) -> None:
    """Let the backup be the file as it is: another name of it, put in place of the old backup at once."""
    link = _beside(backup)
    link.unlink(missing_ok=True)
    try:
        os.link(path, link)
    except OSError:  # some file systems have no links
        _write(link, [path.read_bytes()])
    os.replace(link, backup)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}.tmp")
