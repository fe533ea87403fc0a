"""One bound for all that one file unfolds to, however deep it nests: pieces, bytes, and lost workers."""

from collections import Counter
from pathlib import Path

from duban.formats import containers
from duban.formats.file_content import FileRef
from duban.formats.package import MEGABYTE
from duban.messages.finding import Finding, Place
from duban.model.return_ import Return
from duban.review.arrivals import refuse
from duban.value_object import replace

_MOST_LOST = 3
"""So many pieces of one file may cost their worker its life; each takes as long as a worker may."""


class Unfolding:
    """What the files of a run have unfolded to so far, each counted by its path on disk."""

    def __init__(self) -> None:
        self._pieces: Counter[Path] = Counter()
        self._bytes: Counter[Path] = Counter()
        self._lost: Counter[Path] = Counter()

    def limit(self, path: Path, read: Return) -> Return:
        """Count what was read; it is refused, without what it contains, where that is more than its file may unfold to.

        Args:
            path: of the file on disk.
            read: the file, or something in it; each is counted once.
        """
        count = len(read.member_names) + len(read.form_codes)
        if not count:
            return read
        pieces, size = self._pieces[path] + count, self._bytes[path] + read.unpacked_bytes
        if pieces > containers.MAX_MEMBERS or size > containers.MAX_UNPACKED_BYTES:
            facts = {"members": pieces, "megabytes": size // MEGABYTE}
            refused = refuse(read, Finding("archive-too-large", Place(read.file), facts))
            return replace(refused, member_names=(), form_codes=())
        self._pieces[path], self._bytes[path] = pieces, size
        return read

    def count_lost(self, file_ref: FileRef) -> None:
        """Something in a file could not be read without the death of a worker."""
        self._lost[file_ref.path] += 1

    def is_given_up(self, file_ref: FileRef) -> bool:
        """Whether this lies in a file in which so much was lost that nothing more in it is read."""
        return self._lost[file_ref.path] >= _MOST_LOST
