"""台账/索引.sqlite: what the truth of a ledger comes to, in tables; derived, so it may be deleted."""

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

INDEX_FILE = "索引.sqlite"
_LOCK_SECONDS = 1.0  # to wait for another command; then it goes without
_FORMER_CACHE = ("readings.sqlite", "readings.sqlite-journal")
"""What versions before the index kept in the folder 缓存 beside the ledger: nothing opens it any more."""

_MIGRATIONS: Mapping[str, str] = {
    "runs": """
        create table runs (number integer primary key, digest text not null, entry text not null) strict;
        create table publications (
            run integer, path text, digest text, primary key (run, path)
        ) strict, without rowid;
        create table decisions (
            run integer, position integer, decision text not null, primary key (run, position)
        ) strict, without rowid;
        """,
    "submissions": """
        create table submissions (
            id integer primary key, original text not null, form text not null, digest text not null,
            period text not null, kind text not null, unit text not null, name text not null,
            received_on text not null, run integer, unique (original, form)
        ) strict;
        create table records (
            submission integer references submissions on delete cascade, row text, column text,
            kind text not null, value text not null, primary key (submission, row, column)
        ) strict, without rowid;
        create table findings (
            submission integer references submissions on delete cascade, position integer,
            code text not null, place text not null, facts text not null, primary key (submission, position)
        ) strict, without rowid;
        """,
    "readings": """
        create table readings (id integer primary key, key text unique not null, packed blob not null) strict;
        """,
    "kept hashes": """
        create table kept_hashes (path text primary key, mark text not null, digest text not null) strict;
        """,
    "row history": """
        create index records_by_row on records (row);
        """,
    "last words": """
        create table last_words (
            key text primary key, exit_code integer not null, out text not null, err text not null
        ) strict;
        """,
}
"""Name → what it does, in order. One that was published is never changed: the next one goes on from it."""

Step = tuple[str, Iterable[Sequence[object]]]
"""A statement, and the values of each time that it is carried out."""


class Index:
    """One ledger's index; use it in a `with`. Where it is damaged, it is made anew; where it is locked, there is none.

    Nothing that stands in it is executed, and no schema but its own is opened.
    """

    def __init__(self, path: Path) -> None:
        """Open nothing yet; the file is made when there is something to write."""
        self._path = path
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        if self._path.is_file():
            self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer to a query; nothing where the index is not there, or cannot be read now."""
        if not self._database:
            return []
        try:
            return self._database.execute(query, values).fetchall()
        except sqlite3.OperationalError:  # locked
            return []
        except sqlite3.DatabaseError:
            self.discard()
            return []

    def write(self, steps: Iterable[Step]) -> bool:
        """All steps or none. Returns whether they were done: not where another command is writing for long."""
        if not self._database:
            self._open()
        database = self._database
        if not database:
            return False
        try:
            with database:
                database.execute("begin immediate")
                for statement, values in steps:
                    database.executemany(statement, values)
        except sqlite3.OperationalError:
            return False
        except sqlite3.DatabaseError:
            self.discard()
            return False
        return True

    def discard(self) -> None:
        """Delete the file; a new one takes its place when something is written."""
        self._close()
        for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def _open(self) -> None:
        """Open the file, made where there is none; there is no index where it cannot be, or where it was damaged."""
        if self._path.is_symlink():
            self.discard()  # the link alone: what it leads to is none of ours
        is_new = not self._path.exists()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(self._path, timeout=_LOCK_SECONDS, isolation_level=None)
            _prepare(self._database)
            is_sound = _schema(self._database) == _own_schema()
        except OSError:
            self._close()
            return
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                self._close()  # locked, or no right, or no room
                return
            is_sound = False  # no database, not our tables, or a SQLite without strict ones
        if not is_sound:
            self.discard()
        elif is_new:
            _remove_former_cache(self._path.parent.parent / "缓存")

    def _close(self) -> None:
        if self._database:
            self._database.close()
        self._database = None


def _prepare(database: sqlite3.Connection) -> None:
    """Bring the tables to where this program has them."""
    database.execute("pragma trusted_schema = off")
    database.execute("pragma foreign_keys = on")
    if _applied(database) == list(_MIGRATIONS):
        return
    with database:
        database.execute("begin immediate")
        database.execute("create table if not exists migrations (name text primary key) strict")
        applied = _applied(database)  # another command may have been here meanwhile
        if not _MIGRATIONS.keys() >= set(applied):
            raise sqlite3.DatabaseError  # of a later version
        for name in [name for name in _MIGRATIONS if name not in applied]:
            for statement in _MIGRATIONS[name].split(";"):
                database.execute(statement)
            database.execute("insert into migrations values (?)", (name,))


def _applied(database: sqlite3.Connection) -> list[str]:
    if "migrations" not in {name for _, name, _ in _schema(database)}:
        return []
    return [name for (name,) in database.execute("select name from migrations order by rowid")]


def _schema(database: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Kind, name and definition of all that a database holds."""
    return set(database.execute("select type, name, coalesce(sql, '') from sqlite_schema"))


@cache
def _own_schema() -> set[tuple[str, str, str]]:
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        _prepare(database)
        return _schema(database)


def _remove_former_cache(folder: Path) -> None:
    with contextlib.suppress(OSError):
        for name in _FORMER_CACHE:
            (folder / name).unlink(missing_ok=True)
        folder.rmdir()
