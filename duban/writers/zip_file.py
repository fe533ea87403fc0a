"""Files become a zip, and the parts of a document its package: the one place that says how, so that bytes repeat.

What a zip says besides its files is the same in each: one day, kind of computer and set of rights, no extra fields.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can name: that of the run would make each zip another."""
_UNIX = 3
"""Which kind of computer made it; Python would say that of this desk."""
_RIGHTS = 0o600 << 16
_LEVEL = 6


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a zip of files in their order; names in UTF-8."""
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
            package.writestr(_entry(name), data, zipfile.ZIP_DEFLATED, _LEVEL)


def repack(package: bytes) -> bytes:
    """A package that a library made, as this module would have written it: the same parts in the same order.

    Args:
        package: a zip of this program's own making; nothing from outside, for all of it is unpacked.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as made:
        return write_zip({name: made.read(name) for name in made.namelist()})


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_DAY)
    entry.create_system = _UNIX
    entry.external_attr = _RIGHTS
    return entry
