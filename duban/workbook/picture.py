"""A picture as it lies in a file, and how large it is."""

from typing import Literal

from duban.value_object import ValueObject

PictureKind = Literal["png", "jpeg"]
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNK_FRAME = 12
"""Bytes of a chunk beside its data: its length, its kind and its checksum."""
_JPEG_HEAD = b"\xff\xd8\xff"
_FEWEST_BYTES = 44
"""Of any picture that programs draw."""
_JPEG_END = b"\xff\xd9"
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG behind which its height and width stand."""


class Picture(ValueObject):
    """A PNG or JPEG; width and height in dots."""

    data: bytes
    kind: PictureKind
    width: int
    height: int


def read_picture(data: bytes) -> Picture | None:
    """The picture that a file holds, by its content; None where it is no PNG or JPEG, or not whole.

    Args:
        data: the file. Its parts are looked at from one to the next, nothing is unpacked.
    """
    if len(data) < _FEWEST_BYTES:
        return None
    if data.startswith(_PNG_HEAD) and data[12:16] == b"IHDR" and _is_whole_png(data):
        return _picture(data, "png", data[16:20], data[20:24])
    if data.startswith(_JPEG_HEAD) and data.rstrip(b"\0").endswith(_JPEG_END):
        frame = _jpeg_frame(data)
        return _picture(data, "jpeg", frame[3:5], frame[1:3])
    return None


def _picture(data: bytes, kind: PictureKind, width: bytes, height: bytes) -> Picture | None:
    wide, high = int.from_bytes(width, "big"), int.from_bytes(height, "big")
    return Picture(data, kind, wide, high) if wide and high else None


def _is_whole_png(data: bytes) -> bool:
    """Whether its chunks follow one another up to the last."""
    at = len(_PNG_HEAD)
    while at + _PNG_CHUNK_FRAME <= len(data):
        if data[at + 4 : at + 8] == b"IEND":
            return True
        at += int.from_bytes(data[at : at + 4], "big") + _PNG_CHUNK_FRAME
    return False


def _jpeg_frame(data: bytes) -> bytes:
    """What stands behind the length of the frame header; nothing where there is none."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 - each marker begins so
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] in _JPEG_FRAMES:
            return data[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)
    return b""
