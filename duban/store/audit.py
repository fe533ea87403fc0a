"""What a ledger keeps, held to what its 日志 says of it."""

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from duban.store.kept_files import is_named_for, kept_digest, kept_paths
from duban.store.ledger import ORIGINALS_FOLDER, other_arrivals
from duban.store.run_log import RunLog


class Discrepancy(StrEnum):
    """What does not hold of a file of the ledger; the name of its finding."""

    MISSING = "kept-missing"
    ALTERED = "kept-altered"
    ADDED = "kept-added"


def audit_ledger(log: RunLog, *, with_originals: bool) -> Iterator[tuple[Path, Discrepancy]]:
    """Every file that is missing, that is not what was kept, or that no run kept, in the order of their paths.

    Args:
        log: of the ledger.
        with_originals: hold the bytes of the returns to their hashes too, and not their names alone.
    """
    present = set(map(log.name_of, kept_paths(log.ledger)))
    for name in sorted(present | log.ledger_files.keys()):
        path, digest = log.ledger / name, log.ledger_files.get(name)
        if digest is None:
            yield path, Discrepancy.ADDED
        elif not os.path.lexists(path):
            yield path, Discrepancy.MISSING
        elif (with_originals or not name.startswith(f"{ORIGINALS_FOLDER}/")) and not _holds(path, digest):
            yield path, Discrepancy.ALTERED


def may_be_written_again(log: RunLog, path: Path) -> bool:
    """Whether 日志 says what a file of the ledger was, and can be believed.

    Not where the same return lies there as one that came in another run and that 日志 does not know: without the index
    nothing contradicts the newest entry, and which of the two is right nobody can say.
    """
    digest = log.believed_files.get(log.name_of(path), "")
    other_names = set(map(log.name_of, other_arrivals(path)))
    return bool(digest) and is_named_for(path, digest) and other_names <= log.ledger_files.keys()


def _holds(path: Path, digest: str) -> bool:
    """Whether a file is what was kept, and is named for it."""
    return kept_digest(path) == digest and is_named_for(path, digest)
