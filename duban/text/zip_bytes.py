"""A zip as bytes: how what is in it is packed, unpacked and joined. No file is touched.

Parts are deflated by libdeflate, whose bytes are the same on every computer; those of zlib depend on which one Python
was built with. What a zip says besides its files is the same in each: one day, kind of computer and set of rights, no
extra fields.
"""

import struct
from collections.abc import Iterable
from typing import NamedTuple

import deflate

STORED, DEFLATED = 0, 8
"""How a file is packed, by the numbers of the format."""
_LEVEL = 5
"""Of libdeflate: as small as zlib at its usual 6, in a third of the time."""
UNIX = 3
"""Which kind of computer made it; Python would say that of this desk."""
RIGHTS = 0o600 << 16
_VERSION, _UTF_8 = 20, 0x800
_TIME, _DAY = 0, 1 << 5 | 1
"""The earliest that a zip can name: those of the run would make each zip another."""
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4sBB5H3I5H2I"), struct.Struct("<4s4H2IH")


class PackedFile(NamedTuple):
    """A file as it stands in a zip. method: STORED or DEFLATED."""

    name: str
    size: int
    checksum: int
    packed: bytes | memoryview
    method: int = DEFLATED


def packed_whole(name: str, data: bytes) -> PackedFile:
    """A file of a zip, deflated at one go."""
    return PackedFile(name, len(data), checksum(data), bytes(deflate.deflate_compress(data, _LEVEL)))


def stored_whole(name: str, data: bytes) -> PackedFile:
    """A file of a zip as it is: for who reads it again at once."""
    return PackedFile(name, len(data), checksum(data), data, STORED)


def checksum(data: bytes) -> int:
    """The CRC-32 of a file, as zips have it."""
    return int(deflate.crc32(data))


def inflated(packed: bytes | memoryview, size: int) -> bytes | None:
    """What was deflated; None where it is more than so many bytes, or damaged. It may be less."""
    try:
        return bytes(deflate.deflate_decompress(packed, size))
    except deflate.DeflateError:
        return None


def join_packed(files: Iterable[PackedFile]) -> bytes:
    """The bytes of a zip of files in their order; names in UTF-8.

    Raises:
        struct.error: a file or the zip has more than 4 GiB, or there are more than 65,535 files.
    """
    body: list[bytes | memoryview] = []
    directory: list[bytes] = []
    at = 0
    for name, size, crc, packed, method in files:
        path = name.encode()
        flags = 0 if name.isascii() else _UTF_8
        entry = (flags, method, _TIME, _DAY, crc, len(packed), size, len(path), 0)
        body += (_LOCAL.pack(b"PK\3\4", _VERSION, *entry), path, packed)
        directory += (_CENTRAL.pack(b"PK\1\2", _VERSION, UNIX, _VERSION, *entry, 0, 0, 0, RIGHTS, at), path)
        at += _LOCAL.size + len(path) + len(packed)
    count, length = len(directory) // 2, sum(map(len, directory))
    return b"".join((*body, *directory, _END.pack(b"PK\5\6", 0, 0, count, count, length, at, 0)))
