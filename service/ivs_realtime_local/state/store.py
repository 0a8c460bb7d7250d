"""Documents in SQLite, with all of them in memory for reading.

Reads never touch the disk. A write is acknowledged after its commit: WAL without a sync of every commit
survives `kill -9` of the service, though not a loss of power.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

Document = dict[str, Any]

FILE = "ivs-realtime.db"
"""Name of the database inside the data directory."""

_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, parent TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (kind, key)
)
"""


class Row(NamedTuple):
    """A document with its place: `seq` grows with creation and orders the pages of a listing."""

    seq: int
    key: str
    parent: str
    document: Document


class Unusable(Exception):
    """The data directory cannot be used; `str()` says why."""


class Store:
    """Documents by kind and key, and by kind and parent (a stage's sessions, a region's stages).

    Documents are never changed in place: put a new one.

    Args:
        folder: where the database lives; created when missing. None keeps everything in memory.

    Attributes:
        version: grows with every transaction that wrote.

    Raises:
        Unusable: the folder is another service's, cannot be written, or holds something else.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.version = 0
        self._database = _opened(folder)
        self._writing = False
        self._load()

    def _load(self) -> None:
        self._rows: dict[str, dict[str, Row]] = {}
        self._children: dict[tuple[str, str], dict[str, Row]] = {}
        self._last = 0
        for seq, kind, key, parent, body in self._database.execute(
            "SELECT seq, kind, key, parent, body FROM documents ORDER BY seq"
        ):
            self._keep(kind, Row(seq, key, parent, json.loads(body)))
            self._last = seq

    def get(self, kind: str, key: str) -> Document | None:
        """The document, or None."""
        row = self._rows.get(kind, {}).get(key)
        return row.document if row else None

    def children(self, kind: str, parent: str) -> Iterable[Row]:
        """The documents of a parent in the order of their creation."""
        return self._children.get((kind, parent), {}).values()

    def is_child(self, kind: str, key: str, parent: str) -> bool:
        """Whether the document belongs to the parent."""
        return key in self._children.get((kind, parent), {})

    def count(self, kind: str, parent: str) -> int:
        """How many documents a parent has."""
        return len(self._children.get((kind, parent), {}))

    def all(self, kind: str) -> Iterable[Row]:
        """All documents of a kind in the order of their creation."""
        return self._rows.get(kind, {}).values()

    def put(self, kind: str, key: str, document: Document, *, parent: str = "") -> None:
        """Adds or replaces a document; a replaced one keeps its place and its parent."""
        old = self._rows.get(kind, {}).get(key)
        self._last += 0 if old else 1
        row = Row(old.seq, key, old.parent, document) if old else Row(self._last, key, parent, document)
        self._write(
            "INSERT OR REPLACE INTO documents (seq, kind, key, parent, body) VALUES (?, ?, ?, ?, ?)",
            (row.seq, kind, row.key, row.parent, json.dumps(document)),
        )
        self._keep(kind, row)

    def delete(self, kind: str, key: str) -> None:
        """Removes a document that exists."""
        row = self._rows[kind].pop(key)
        del self._children[kind, row.parent][key]
        if not self._children[kind, row.parent]:
            del self._children[kind, row.parent]
        self._write("DELETE FROM documents WHERE seq = ?", (row.seq,))

    def delete_children(self, kind: str, parent: str) -> None:
        """Removes all documents of a parent."""
        for row in list(self.children(kind, parent)):
            self.delete(kind, row.key)

    def clear(self) -> None:
        """Removes all documents."""
        with self.transaction():
            self._write("DELETE FROM documents", ())
        self._load()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside become durable together at its end, or none does."""
        try:
            yield
            self._commit()
        except BaseException:
            self._roll_back()
            raise

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()

    def _keep(self, kind: str, row: Row) -> None:
        self._rows.setdefault(kind, {})[row.key] = row
        self._children.setdefault((kind, row.parent), {})[row.key] = row

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        if not self._writing:
            self._database.execute("BEGIN IMMEDIATE")
            self._writing = True
        self._database.execute(statement, values)

    def _commit(self) -> None:
        if self._writing:
            self._database.execute("COMMIT")
            self._writing = False
            self.version += 1

    def _roll_back(self) -> None:
        if self._writing:
            self._writing = False
            if self._database.in_transaction:  # a full disk ends it by itself
                self._database.execute("ROLLBACK")
            self._load()


def _opened(folder: Path | None) -> sqlite3.Connection:
    try:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        path = str(folder / FILE) if folder else ":memory:"
        database = sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
        with _closed_on_failure(database):
            _prepare(database)
    except (OSError, sqlite3.Error) as error:
        if "locked" in str(error):  # the error's code has no name before Python 3.11
            raise Unusable(f"Another local service uses {folder}; stop it or choose another --data.") from error
        raise Unusable(f"{folder} cannot hold the state: {error}.") from error
    return database


@contextlib.contextmanager
def _closed_on_failure(database: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


def _prepare(database: sqlite3.Connection) -> None:
    # Exclusive locking keeps a second service off the file; the lock dies with the process.
    database.execute("PRAGMA locking_mode = EXCLUSIVE")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("BEGIN IMMEDIATE")
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version not in (0, _VERSION):
        raise sqlite3.DatabaseError(f"it was written in format {version}, and this version knows format {_VERSION}")
    database.execute(_SCHEMA)
    database.execute(f"PRAGMA user_version = {_VERSION}")
    database.execute("COMMIT")
