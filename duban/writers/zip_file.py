"""Files become a zip, and the parts of a document its package: the one place that says how, so that bytes repeat.

Parts are deflated by libdeflate, whose bytes are the same on every computer; those of zlib depend on which one Python
was built with. What a zip says besides its files is the same in each: one day, kind of computer and set of rights, no
extra fields.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

import deflate

_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can name: that of the run would make each zip another."""
_UNIX = 3
"""Which kind of computer made it; Python would say that of this desk."""
_RIGHTS = 0o600 << 16
_LEVEL = 5
"""Of libdeflate: as small as zlib at its usual 6, in a third of the time."""
_ZLIB_LEVEL = 6
_LONGEST_WHOLE = 16 << 20
"""Bytes of a file that is deflated at one go; longer ones piece by piece, by zlib."""
_SMALL = 1 << 13
"""Bytes of a file that is worth being remembered: of one book in another, few longer ones are the same."""
_VERSION, _UTF_8, _METHOD = 20, 0x800, zipfile.ZIP_DEFLATED
_TIME, _DAY = 0, 1 << 5 | 1
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4sBB5H3I5H2I"), struct.Struct("<4s4H2IH")


class PackedFile(NamedTuple):
    """A file as it stands in a zip."""

    name: str
    size: int
    checksum: int
    packed: bytes
    """Deflated."""


def pack(name: str, pieces: Iterable[bytes]) -> PackedFile:
    """A file of a zip. Of a long one, only a piece and what comes of the others has to be in memory."""
    remaining = iter(pieces)
    read: list[bytes] = []
    size = 0
    for piece in remaining:
        read.append(piece)
        size += len(piece)
        if size > _LONGEST_WHOLE:
            return _pack_long(name, chain(read, remaining))
    data = b"".join(read)
    return PackedFile(name, size, zlib.crc32(data), bytes(deflate.deflate_compress(data, _LEVEL)))


def _pack_long(name: str, pieces: Iterable[bytes]) -> PackedFile:
    deflater = zlib.compressobj(_ZLIB_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed: list[bytes] = []
    size = checksum = 0
    for piece in pieces:
        size += len(piece)
        checksum = zlib.crc32(piece, checksum)
        packed.append(deflater.compress(piece))
    return PackedFile(name, size, checksum, b"".join((*packed, deflater.flush())))


def pack_again(name: str, data: bytes) -> PackedFile:
    """A file that may well be the same in the next zip: while it is small, it is deflated once."""
    return _remembered(name, data) if len(data) <= _SMALL else pack(name, [data])


@lru_cache(maxsize=64)
def _remembered(name: str, data: bytes) -> PackedFile:
    return pack(name, [data])


def join_packed(files: Iterable[PackedFile]) -> bytes:
    """The bytes of a zip of files in their order; names in UTF-8.

    Raises:
        struct.error: a file or the zip has more than 4 GiB, or there are more than 65,535 files.
    """
    body: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, size, checksum, packed in files:
        path = name.encode()
        flags = 0 if name.isascii() else _UTF_8
        entry = (flags, _METHOD, _TIME, _DAY, checksum, len(packed), size, len(path), 0)
        body += (_LOCAL.pack(b"PK\3\4", _VERSION, *entry), path, packed)
        directory += (_CENTRAL.pack(b"PK\1\2", _VERSION, _UNIX, _VERSION, *entry, 0, 0, 0, _RIGHTS, at), path)
        at += _LOCAL.size + len(path) + len(packed)
    count, length = len(directory) // 2, sum(map(len, directory))
    return b"".join((*body, *directory, _END.pack(b"PK\5\6", 0, 0, count, count, length, at, 0)))


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
            entry.create_system, entry.external_attr = _UNIX, _RIGHTS
            package.writestr(entry, data, zipfile.ZIP_DEFLATED, _ZLIB_LEVEL)
