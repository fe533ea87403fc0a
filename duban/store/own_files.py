"""Files that the program or the clerk wrote, read whole within a bound."""

import errno
import os
from pathlib import Path

from duban.formats.containers import MAX_UNPACKED_BYTES

MOST_OWN_BYTES = MAX_UNPACKED_BYTES
"""Of one file: as much as a returned one may have, which the ledger keeps as it came."""


def read_own_file(path: Path) -> bytes:
    """What lies in the place of a file that this program or the clerk writes.

    Raises:
        OSError: it cannot be read, or is far larger than any such file; its size is looked at first.
    """
    with path.open("rb") as file:
        data = file.read(MOST_OWN_BYTES + 1) if os.fstat(file.fileno()).st_size <= MOST_OWN_BYTES else None
    if data is None or len(data) > MOST_OWN_BYTES:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data
