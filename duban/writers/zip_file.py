"""Files become a zip, and the parts of a document its package: of any length, and a short one that recurs once."""

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from duban.text.zip_bytes import RIGHTS, UNIX, PackedFile, join_packed, packed_whole

_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can name: that of the run would make each zip another."""
_ZLIB_LEVEL = 6
_LONGEST_WHOLE = 16 << 20
"""Bytes of a file that is deflated at one go; longer ones piece by piece, by zlib."""
_SMALL = 1 << 13
"""Bytes of a file that is worth being remembered: of one book in another, few longer ones are the same."""


def pack(name: str, pieces: Iterable[bytes]) -> PackedFile:
    """A file of a zip. Of a long one, only a piece and what comes of the others has to be in memory.

    A small one may well be the same in the next zip: it is deflated once.
    """
    remaining = iter(pieces)
    read: list[bytes] = []
    size = 0
    for piece in remaining:
        read.append(piece)
        size += len(piece)
        if size > _LONGEST_WHOLE:
            return _pack_long(name, chain(read, remaining))
    whole = b"".join(read)
    read.clear()  # or it would be in memory twice
    return _packed_once(name, whole) if size <= _SMALL else packed_whole(name, whole)


def _pack_long(name: str, pieces: Iterable[bytes]) -> PackedFile:
    deflater = zlib.compressobj(_ZLIB_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed: list[bytes] = []
    size = checksum = 0
    for piece in pieces:
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        packed.append(deflater.compress(piece))
    return PackedFile(name, size, checksum, b"".join((*packed, deflater.flush())))


@lru_cache(maxsize=128)  # those of some thirty forms
def _packed_once(name: str, data: bytes) -> PackedFile:
    return packed_whole(name, data)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """The bytes of a zip of files in their order; names in UTF-8."""
    return join_packed(pack(name, [data]) for name, data in files.items())


def write_zip_into(target: Path | BinaryIO, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip of any size, one file after the other, so that only one has to be in memory.

    Args:
        target: where it goes.
        files: the name of each file in the zip, and what it holds.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files:
            entry = zipfile.ZipInfo(name, _NO_DAY)
            entry.create_system, entry.external_attr = UNIX, RIGHTS
            package.writestr(entry, data, zipfile.ZIP_DEFLATED, _ZLIB_LEVEL)
