"""Some files become a zip that has the same bytes each time."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can name: that of the run would make each zip another."""


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a zip of some files; names in UTF-8."""
    buffer = io.BytesIO()
    write_zip_into(buffer, files.items())
    return buffer.getvalue()


def write_zip_into(target: Path | BinaryIO, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip, one file after the other, so that only one has to be in memory.

    Args:
        target: where it goes.
        files: the name of each file in the zip, and what it holds.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files:
            package.writestr(zipfile.ZipInfo(name, _NO_DAY), data, zipfile.ZIP_DEFLATED)
