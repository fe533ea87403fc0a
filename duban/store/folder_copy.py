"""A folder copied whole or not at all, as the outputs of a run are published."""

import shutil
from collections.abc import Set as AbstractSet
from pathlib import Path

from duban.store.publishing import publish, recover

_COPY_LEDGER = ".~duban"
"""Stands in the place of 台账 while a folder is copied."""


def copy_tree(source: Path, target: Path, excluded: AbstractSet[str] = frozenset()) -> None:
    """Copy every file below a folder, or none.

    Args:
        source: the folder to copy.
        target: made where there is none.
        excluded: files and folders that stay out, by their path in the source.
    """
    left_out = {source / path for path in excluded}
    files = [path for path in source.rglob("*") if path.is_file() and left_out.isdisjoint((path, *path.parents))]
    recover_copy(target)
    ledger = target / _COPY_LEDGER
    publish({target / path.relative_to(source): path.read_bytes() for path in files}, ledger=ledger)
    shutil.rmtree(ledger, ignore_errors=True)


def recover_copy(target: Path) -> None:
    """Bring a copy that was killed to its end or its beginning. Raises InputError as `recover` does."""
    ledger = target / _COPY_LEDGER
    recover(ledger)
    shutil.rmtree(ledger, ignore_errors=True)
