"""A folder copied, or some files of it replaced, whole or not at all, as the outputs of a run are published."""

import shutil
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

from duban.store.publishing import publish, recover

_COPY_LEDGER = ".~duban"
"""Stands in the place of 台账 meanwhile."""


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
    _publish(target, {target / path.relative_to(source): path.read_bytes() for path in files}, {})


def replace_files(folder: Path, outputs: Mapping[Path, bytes], expected: Mapping[Path, bytes]) -> None:
    """Write some files of a folder, all or none.

    Args:
        folder: in which they lie; what a killed run left is put right first.
        outputs: what each file shall hold.
        expected: what lies there now, as far as the new contents follow from it.

    Raises:
        InputError: with every path that cannot be written, or that somebody else wrote meanwhile.
    """
    recover_copy(folder)
    _publish(folder, outputs, expected)


def _publish(folder: Path, outputs: Mapping[Path, bytes], expected: Mapping[Path, bytes]) -> None:
    ledger = folder / _COPY_LEDGER
    publish(outputs, ledger=ledger, expected=expected)
    shutil.rmtree(ledger, ignore_errors=True)


def recover_copy(target: Path) -> None:
    """Bring a copy that was killed to its end or its beginning. Raises InputError as `recover` does."""
    ledger = target / _COPY_LEDGER
    recover(ledger)
    shutil.rmtree(ledger, ignore_errors=True)
