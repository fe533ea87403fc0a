"""What was read before and would be read the same again: a file of its own, derived, that may be deleted any time."""

import contextlib
import hashlib
import io
import pickle
import sqlite3
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

from duban.messages.finding import Finding, Place
from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.model.return_ import Outcome
from duban.model.submission import unpack_submission

Reading = TypeVar("Reading")

MAX_READINGS = 20_000
"""So many are kept; the oldest go first."""
_BATCH_SIZE = 500
_LOCK_SECONDS = 1.0  # to wait for another command; then it goes without
_CHECKSUM_BYTES = 32
_READER_LIBRARIES = ("msoffcrypto-tool", "olefile", "python-calamine", "rapidfuzz")
_PACKAGE = Path(__file__).parents[1]
_MODEL = (Outcome, Finding, Place, FormId, OwnerGuess, unpack_submission)
_PLAIN = (date, datetime, time, timedelta, Decimal)
_UNPICKLED = {(value.__module__, value.__qualname__) for value in (*_MODEL, *_PLAIN)}
"""Module and name of all that a reading is made of, beside its own class."""


class ReadCache(Generic[Reading]):
    """Readings by key, in a small database; use it in a `with`, on whose end they are written down.

    It can only lack a reading, never hold a wrong one: what is damaged, locked by another command or made by another
    program is no reading. Nothing in it is executed: only the classes named here are built.
    """

    def __init__(self, path: Path, reading_class: type[Reading], context: str) -> None:
        """Open the cache.

        Args:
            path: of the database; it is made when there is something to remember.
            reading_class: frozen and made of plain values.
            context: hash of all that a reading depends on beside the file; see `combined_hash`.
        """
        self._path = path
        self._reading_class = reading_class
        self._context = context
        self._allowed = _UNPICKLED | {(reading_class.__module__, reading_class.__qualname__)}
        self._unwritten: dict[str, bytes] = {}
        self._database: sqlite3.Connection | None = None
        if path.is_file():
            self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write_down()
        self._close()

    def key(self, digest: str, *dependencies: str) -> str:
        """The key of a reading.

        Args:
            digest: of the file's content.
            dependencies: what else this one reading follows from; at least what people call the file.
        """
        return combined_hash((self._context, digest, *dependencies))

    def get(self, key: str) -> Reading | None:
        """What was read, if it is known."""
        stored = self._unwritten.get(key) or self._stored(key)
        if not isinstance(stored, bytes) or stored[:_CHECKSUM_BYTES] != _checksum(key, stored[_CHECKSUM_BYTES:]):
            return None
        try:
            reading = _Unpickler(stored[_CHECKSUM_BYTES:], self._allowed).load()
        except Exception:  # noqa: BLE001 - foreign bytes fail in too many ways to name
            return None
        return reading if isinstance(reading, self._reading_class) else None

    def put(self, key: str, reading: Reading) -> None:
        """Remember it from now on."""
        packed = pickle.dumps(reading, pickle.HIGHEST_PROTOCOL)
        self._unwritten[key] = _checksum(key, packed) + packed
        if len(self._unwritten) >= _BATCH_SIZE:
            self._write_down()

    def _stored(self, key: str) -> object:
        """What stands in the database under a key; None where nothing does, or where it cannot be read now."""
        if not self._database:
            return None
        try:
            row = self._database.execute("select packed from readings where key = ?", (key,)).fetchone()
        except sqlite3.OperationalError:  # locked
            return None
        except sqlite3.DatabaseError:
            self._discard()
            return None
        return row[0] if row else None

    def _write_down(self) -> None:
        """All that is unwritten, whole or not at all; where another command is writing for long, not at all."""
        unwritten, self._unwritten = self._unwritten, {}
        if unwritten and not self._database and not self._path.is_file():
            self._open()
        database = self._database
        if not database or not unwritten:
            return
        oldest = "delete from readings where id <= (select max(id) from readings) - ?"
        try:
            with database:
                database.execute("begin immediate")
                database.executemany("replace into readings (key, packed) values (?, ?)", unwritten.items())
                database.execute(oldest, (MAX_READINGS,))
        except sqlite3.OperationalError:
            return
        except sqlite3.DatabaseError:
            self._discard()

    def _open(self) -> None:
        """Open the database, made where there is none; there is none where it cannot be, or where it was damaged."""
        table = "create table if not exists readings (id integer primary key, key text unique, packed blob)"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self._path, timeout=_LOCK_SECONDS, isolation_level=None)
            self._database.execute(table)
            self._database.execute("select key, packed from readings limit 1")
        except (sqlite3.OperationalError, OSError):  # locked, or no right
            self._close()
        except sqlite3.DatabaseError:
            self._discard()

    def _close(self) -> None:
        if self._database:
            self._database.close()
        self._database = None

    def _discard(self) -> None:
        """The database is damaged: it is deleted, and a new one takes its place when something is written down."""
        self._close()
        for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


class _Unpickler(pickle.Unpickler):
    """Builds the classes that a reading is made of, and nothing else."""

    def __init__(self, packed: bytes, allowed: set[tuple[str, str]]) -> None:
        super().__init__(io.BytesIO(packed))
        self._allowed = allowed

    def find_class(self, module: str, name: str) -> object:
        """The class that a pickle names. Raises UnpicklingError for all that no reading holds."""
        if (module, name) not in self._allowed:
            raise pickle.UnpicklingError(module, name)
        return super().find_class(module, name)


def combined_hash(parts: Iterable[str]) -> str:
    """The hash of several texts, in order."""
    combined = hashlib.sha256()
    for part in parts:
        text = part.encode("utf-8", "surrogatepass")
        combined.update(b"%d:" % len(text) + text)
    return combined.hexdigest()


@cache
def program_hash() -> str:
    """The hash of all that reads: this package's own code, the libraries that it reads with, and Python itself."""
    files = sorted(_PACKAGE.rglob("*.py"))
    code = hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
    return combined_hash((code, sys.version, *map(version, _READER_LIBRARIES)))


def _checksum(key: str, packed: bytes) -> bytes:
    """Tells a damaged reading, and one that stands under another's key."""
    return hashlib.sha256(key.encode() + packed).digest()
