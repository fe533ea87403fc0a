"""What was read before and would be read the same again, in the index of the ledger."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from duban.model.return_ import Return
from duban.store.index import Index
from duban.store.reading_codec import decode_reading, encode_reading
from duban.text.hashes import combined_hash

MAX_READINGS = 20_000
"""So many are kept; the oldest go first."""
_BATCH_SIZE = 500
_CHECKSUM_BYTES = 32

Dependency = Callable[[Return], str]
"""What a reading follows from, where that depends on what was read."""
_NO_DEPENDENCY: Dependency = lambda _: ""  # noqa: E731


class ReadCache:
    """Readings by key, in the index; use it in a `with`, on whose end they are written down.

    It can only lack a reading, never hold a wrong one: what is damaged, locked by another command or made by another
    program is no reading.
    """

    def __init__(self, index_path: Path, reader_hash: str) -> None:
        """Open nothing yet.

        Args:
            index_path: of the ledger's index; it is made when there is something to remember.
            reader_hash: of all that a reading depends on beside the file; see `combined_hash`.
        """
        self._index = Index(index_path)
        self._reader_hash = reader_hash
        self._unwritten: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        self._index.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write_down()
        self._index.__exit__(kind, error, trace)

    def key(self, digest: str, *dependencies: str) -> str:
        """The key of a reading.

        Args:
            digest: of the file's content.
            dependencies: what else this one reading follows from; at least what people call the file.
        """
        return combined_hash((self._reader_hash, digest, *dependencies))

    def get(self, key: str, dependency: Dependency = _NO_DEPENDENCY) -> Return | None:
        """The reading under a key; None where there is none, or where it is damaged.

        Args:
            key: of the reading.
            dependency: gives what else a reading follows from; one that was put with something else is none.
        """
        stored = self._unwritten.get(key) or self._stored(key)
        if not isinstance(stored, bytes):
            return None
        try:
            reading = decode_reading(stored[_CHECKSUM_BYTES:])
        except ValueError:
            return None
        checksum = _checksum(key, stored[_CHECKSUM_BYTES:], dependency(reading))
        return reading if stored[:_CHECKSUM_BYTES] == checksum else None

    def put(self, key: str, reading: Return, dependency: Dependency = _NO_DEPENDENCY) -> None:
        """Remember a reading: at once here, in the index with the next batch or at the end of the `with`.

        Args:
            key: of the reading.
            reading: what a file gives.
            dependency: gives what else it follows from.
        """
        packed = encode_reading(reading)
        self._unwritten[key] = _checksum(key, packed, dependency(reading)) + packed
        if len(self._unwritten) >= _BATCH_SIZE:
            self._write_down()

    def _stored(self, key: str) -> object:
        """What stands in the index under a key; None where nothing does, or where it cannot be read now."""
        rows = self._index.rows("select packed from readings where key = ?", key)
        return rows[0][0] if rows else None

    def _write_down(self) -> None:
        """All that is unwritten, whole or not at all."""
        unwritten, self._unwritten = self._unwritten, {}
        oldest = "delete from readings where id <= (select max(id) from readings) - ?"
        if unwritten:
            statement = "replace into readings (key, packed) values (?, ?)"
            self._index.write([(statement, unwritten.items()), (oldest, [(MAX_READINGS,)])])


def _checksum(key: str, packed: bytes, dependency: str = "") -> bytes:
    """Tells a damaged reading, one that stands under another's key, and one that follows from something else."""
    return hashlib.sha256(key.encode() + combined_hash([dependency]).encode() + packed).digest()
