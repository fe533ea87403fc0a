"""The hashes of the returns in a ledger, of those that nobody touched since they were hashed, in its index.

A file has the bytes that it had where the system says the same of it: its size, when it was written, and when anything
about it was changed, which no program can put back. So a return is opened again only where that is not so, and history
is read from the index. `duban verify` hashes all files, whatever the system says.
"""

import stat
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from duban.store.index import INDEX_FILE, Index

_SETTLED = timedelta(seconds=10)
"""A file that was touched so shortly before a run may be touched again within the same tick of its clock."""


class KeptHashes:
    """What is known of the files of one ledger; use it in a `with`, on whose end it is written down."""

    def __init__(self, ledger: Path, began_at: datetime | None) -> None:
        """Open nothing yet.

        Args:
            ledger: its folder.
            began_at: when the run began; None remembers nothing.
        """
        self._ledger = ledger
        self._index = Index(ledger / INDEX_FILE)
        self._settled = (began_at - _SETTLED).timestamp() if began_at else 0.0
        self._known: dict[str, tuple[str, str]] = {}
        self._new: dict[str, tuple[str, str]] = {}

    def __enter__(self) -> Self:
        with self._index as index:
            rows = index.rows("select path, mark, digest from kept_hashes")
        self._known = {path: (mark, digest) for path, mark, digest in rows}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._new:
            rows = [(path, mark, digest) for path, (mark, digest) in self._new.items()]
            with self._index as index:
                index.write([("replace into kept_hashes (path, mark, digest) values (?, ?, ?)", rows)])

    def mark(self, path: Path) -> str:
        """What the system says of a file now; empty where it is no file of the ledger, or was touched just now."""
        try:
            about = path.lstat()
        except OSError:
            return ""
        is_settled = max(about.st_mtime, about.st_ctime) < self._settled
        if not (is_settled and stat.S_ISREG(about.st_mode) and path.is_relative_to(self._ledger)):
            return ""
        return f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_dev} {about.st_ino}"

    def digest(self, path: Path, mark: str) -> str:
        """The hash of a file.

        Args:
            path: of the file.
            mark: what the system says of it now.

        Returns:
            Empty where it is not known of a file with this mark.
        """
        known_mark, digest = self._known.get(self._name(path), ("", "")) if mark else ("", "")
        return digest if mark and mark == known_mark else ""

    def remember(self, path: Path, mark: str, digest: str) -> None:
        """Remember the hash of a file.

        Args:
            path: of the file.
            mark: as it was before the file was read; an empty one is not remembered.
            digest: of its bytes; empty where they could not be read.
        """
        if mark and digest:
            self._new[self._name(path)] = mark, digest

    def _name(self, path: Path) -> str:
        return path.relative_to(self._ledger).as_posix()
