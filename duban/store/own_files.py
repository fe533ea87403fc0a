"""Files and folders of the program's own: read whole within a bound, and listed; what the system refuses is told."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

from duban.messages.finding import InputError
from duban.store.faults import fault

MOST_OWN_BYTES = 256 * 2**20
"""Of one file: as much as a returned one may have (formats.containers), which the ledger keeps as it came."""


def read_own_file(path: Path, most: int = MOST_OWN_BYTES) -> bytes:
    """What lies in the place of a file that this program or the clerk writes.

    Args:
        path: of the file.
        most: bytes that such a file may have.

    Raises:
        OSError: it cannot be read, or is far larger than any such file; its size is looked at first.
    """
    with path.open("rb") as file:
        data = file.read(most + 1) if os.fstat(file.fileno()).st_size <= most else None
    if data is None or len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def own_file_bytes(path: Path, most: int = MOST_OWN_BYTES) -> bytes:
    """The same; nothing of a file that is too large, for that is none of ours. Raises InputError."""
    try:
        return read_own_file(path, most)
    except OSError as error:
        if error.errno == errno.EFBIG:
            return b""
        raise InputError([fault("cannot-read", path, error)]) from error


def own_folder(path: Path) -> list[Path]:
    """What lies in a folder, in the order of names; nothing where there is none. Raises InputError."""
    try:
        return sorted(path.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise InputError([fault("cannot-read", path, error)]) from error


def own_files_below(folder: Path) -> Iterator[Path]:
    """Every file in a folder and in those in it, in the order of their paths; no linked folder is entered.

    Raises:
        InputError: a folder cannot be listed.
    """
    for path in own_folder(folder):
        if os.path.isfile(path):  # noqa: PTH113 - Path.is_file may raise
            yield path
        elif not os.path.islink(path):  # noqa: PTH114 - as above
            yield from own_files_below(path)
