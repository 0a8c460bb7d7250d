"""The CLI's file backend: a folder with checkpoints, their backups, the history of updates, and locks."""

from __future__ import annotations

import base64
import getpass
import hashlib
import json
import os
import socket
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pulumi_offline.backend.documents import Document, compact
from pulumi_offline.backend.snapshot import timestamp
from pulumi_offline.errors import Locked, Unsupported, WorkspaceError
from pulumi_offline.workspace.files import write_whole
from pulumi_offline.workspace.project_file import refuse_project_name
from pulumi_offline.workspace.workspace import ORGANIZATION

# The CLI writes version 4 as soon as a state needs a feature, such as a resource that is tainted.
_VERSIONS = {3, 4}
_FEATURES = {"taint", "replaceWith"}


def backend_from_environment(environ: dict[str, str], of_project: str = "") -> Path:
    """The folder that `PULUMI_BACKEND_URL` names, or else Pulumi.yaml.

    Args:
        of_project: `backend.url` of Pulumi.yaml.

    Raises:
        WorkspaceError: neither is set, or there is no such folder: a mistyped one must not count as an empty backend.
        Unsupported: it names a backend that is not a folder.
    """
    url = environ.get("PULUMI_BACKEND_URL") or of_project
    if not url:
        raise WorkspaceError("PULUMI_BACKEND_URL is not set; the offline engine needs a file backend: file://<folder>")
    if not url.startswith("file://"):
        name = "PULUMI_BACKEND_URL=" if environ.get("PULUMI_BACKEND_URL") else "backend.url of Pulumi.yaml, "
        raise Unsupported(f"{name}{url}: the offline engine works with file:// backends only")
    path = os.path.abspath(os.path.expanduser(url.removeprefix("file://").partition("?")[0]))
    if not os.path.isdir(path):
        resolved = "" if url == f"file://{path}" else f' (resolved to "file://{path}")'
        reason = f"{path} is not a directory" if os.path.exists(path) else f"stat {path}: no such file or directory"
        raise WorkspaceError(f'unable to open state directory "{url}"{resolved}: {reason}')
    return Path(path).resolve()


class Backend:
    """The folder behind `file://<folder>`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._root = folder / ".pulumi"

    def stack(self, project: str, name: str) -> StackFiles:
        """The files of one stack.

        Raises:
            WorkspaceError: under the project's name they would lie among those of others.
        """
        refuse_project_name(project)
        self._ensure_layout()
        return StackFiles(self._root, project, name)

    def stacks(self, project: str) -> list[str]:
        """The names of a project's stacks."""
        return sorted(path.stem for path in (self._root / "stacks" / project).glob("*.json"))

    def _ensure_layout(self) -> None:
        meta = self._root / "meta.yaml"
        if not meta.exists():
            if (self._root / "stacks").exists():
                raise Unsupported(f"{self._root}: the offline engine does not read backends without projects")
            _write(meta, "version: 1\n")


class StackFiles:
    """The files of one stack.

    Args:
        root: the backend's `.pulumi` folder.
    """

    def __init__(self, root: Path, project: str, name: str) -> None:
        self.project = project
        self.name = name
        self._root = root
        self.path = root / "stacks" / project / f"{name}.json"

    @property
    def exists(self) -> bool:
        """Whether the stack was ever made."""
        return self.path.exists()

    def read(self) -> Document:
        """The deployment of the checkpoint, `{}` for a stack that was never updated.

        Raises:
            Unsupported: the checkpoint is compressed, of another version, or holds what this engine does not know.
        """
        return self.exported()["deployment"] if self.exists else {}

    def exported(self) -> Document:
        """The deployment under the version and the features of its checkpoint, as an export has them.

        Raises:
            WorkspaceError: the file is damaged; the sentence names its backups.
            Unsupported: as read().
        """
        checkpoint = self._checkpoint()
        refuse_unknown(checkpoint, str(self.path))
        head: Document = {key: checkpoint[key] for key in ("version", "features") if key in checkpoint}
        return {**head, "deployment": checkpoint["checkpoint"].get("latest") or {}}

    def _checkpoint(self) -> Document:
        try:
            data = self.path.read_bytes()
            if not data:
                raise self.damaged("it is empty")
            document = json.loads(data)
        except OSError as error:
            raise self.damaged((error.strerror or str(error)).lower()) from None
        except ValueError as error:
            raise self.damaged(f"it is not JSON: {error}") from None
        inner = document.get("checkpoint") if isinstance(document, dict) else None
        if not isinstance(inner, dict) or not isinstance(inner.get("latest"), dict | None):
            raise self.damaged("it is JSON, but not a checkpoint")
        return dict(document)

    def damaged(self, reason: str) -> WorkspaceError:
        """The sentence about a checkpoint that cannot be read, with the way on."""
        older = self._root / "backups" / self.project / self.name
        ways = [f"the state before its last change is in {self._backup}"] if self._backup.exists() else []
        ways += [f"older ones are in {older}"] if older.is_dir() else []
        on = f"; {', '.join(ways)}: copy one over it, then run refresh" if ways else "; it has no backup"
        return WorkspaceError(f"the checkpoint {self.path} cannot be read: {reason}{on}")

    @property
    def _backup(self) -> Path:
        return self.path.with_name(f"{self.path.name}.bak")

    def write(self, deployment: Sequence[bytes] = ()) -> None:
        """Replace the checkpoint at once; the one before stays beside it as `.bak`.

        Args:
            deployment: its JSON, in parts; none for a stack that was never updated.

        Raises:
            WriteFailed: it could not be written; checkpoint and `.bak` are as they were.
        """
        stack = f"{ORGANIZATION}/{self.project}/{self.name}"
        head = f'{{"version":3,"checkpoint":{{"stack":"{stack}"'.encode()
        latest = (b',"latest":', *deployment) if deployment else ()
        write_whole(self.path, head, *latest, b"}}", backup=self._backup)

    def remove(self) -> None:
        """Forget the stack; its history stays as long as it is asked for."""
        for path in self.path.parent.glob(f"{self.name}.json*"):
            path.unlink()

    def record(self, update: dict[str, Any]) -> None:
        """Add an update to the history, with the checkpoint that it left, and keep a backup of that."""
        now = time.time_ns()
        stem = self._root / "history" / self.project / self.name / f"{self.name}-{now}"
        checkpoint = self.path.read_text()
        _write(self.path, checkpoint, only_attributes=True)
        _write(stem.with_name(f"{stem.name}.history.json"), compact(update))
        _write(stem.with_name(f"{stem.name}.checkpoint.json"), checkpoint)
        _write(self._root / "backups" / self.project / self.name / f"{self.name}.{now}.json", checkpoint)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the stack's lock.

        Raises:
            Locked: another run holds it.
        """
        folder = self._lock_folder
        mine = folder / f"{uuid.uuid4()}.json"
        self._refuse_if_locked(folder, mine)
        _write(mine, compact(_lock_content()), attributes=False)
        try:
            self._refuse_if_locked(folder, mine)
            yield
        finally:
            mine.unlink(missing_ok=True)

    def unlock(self) -> None:
        """Delete every lock of the stack."""
        for path in self._lock_folder.glob("*.json"):
            path.unlink(missing_ok=True)

    @property
    def _lock_folder(self) -> Path:
        return self._root / "locks" / ORGANIZATION / self.project / self.name

    def _refuse_if_locked(self, folder: Path, mine: Path) -> None:
        others = [path for path in folder.glob("*.json") if path != mine]
        if not others:
            return
        lines = [
            f"the stack is currently locked by {len(others)} lock(s). Either wait for the other process(es) to end or "
            "delete the lock file with `pulumi cancel`."
        ]
        lines += [f"  file://{path}?no_tmp_dir=true: {_lock_text(path)}" for path in others]
        raise Locked("\n".join(lines))


def _lock_text(path: Path) -> str:
    """Who holds a lock; a file that does not say, as an engine that was killed may leave it, is a lock as well."""
    try:
        lock = json.loads(path.read_bytes())
        who = f"{lock['username']}@{lock['hostname']} (pid {lock['pid']})"
        return f"created by {who} at {lock['timestamp']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "damaged, so that nobody knows who created it"


def _lock_content() -> dict[str, Any]:
    return {
        "pid": os.getpid(),
        "username": getpass.getuser(),
        "hostname": socket.gethostname(),
        "timestamp": timestamp(),
    }


def _write(path: Path, text: str, *, attributes: bool = True, only_attributes: bool = False) -> None:
    """Write a file and, beside it, the attributes that the CLI's storage library keeps of it."""
    if not only_attributes:
        write_whole(path, text.encode())
    if attributes or only_attributes:
        digest = base64.b64encode(hashlib.md5(text.encode(), usedforsecurity=False).digest()).decode()
        described = {
            "user.cache_control": "",
            "user.content_disposition": "",
            "user.content_encoding": "",
            "user.content_language": "",
            "user.content_type": "text/plain; charset=utf-8",
            "user.metadata": None,
            "md5": digest,
        }
        write_whole(path.with_name(f"{path.name}.attrs"), f"{compact(described)}\n".encode())


def refuse_unknown(document: Document, what: str) -> None:
    """Refuse a checkpoint or an exported state that holds what would be lost here.

    Raises:
        Unsupported: its version is none of those that are read, or a feature is.
    """
    if document.get("version") not in _VERSIONS:
        raise Unsupported(f"{what}: version {document.get('version')!r}; only versions 3 and 4 are read")
    unknown = sorted(set(document.get("features") or ()) - _FEATURES)
    if unknown:
        raise Unsupported(f"{what}: the features {', '.join(unknown)} are not supported")
