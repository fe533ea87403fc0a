"""Workbooks with a password to open: opened in memory where the office knows the password."""

import io
from collections.abc import Sequence

from duban.formats.detect import DetectedFile, FileFormat, UnreadableFile, detect_format

_OWN = "VelvetSweatshop"  # Excel itself locks an .xls with it when only the order of its sheets is protected


def decrypt_workbook(data: bytes, passwords: Sequence[str] = ()) -> tuple[bytes, DetectedFile, bool]:
    """A table without its lock, what it is, and whether a person had locked it. Raises Unreadable.

    passwords: tried in turn. An .ods with a password stays locked. What comes out of a lock passes the guard like
    anything else.
    """
    sniffed = detect_format(data)
    if sniffed.file_format is not FileFormat.ENCRYPTED:
        return data, sniffed, False
    for password in (_OWN, *passwords):
        if plain := _unlocked(data, password):
            sniffed = detect_format(plain)
            if sniffed.file_format is not FileFormat.ENCRYPTED:
                return plain, sniffed, password != _OWN
    raise UnreadableFile("encrypted")


def _unlocked(data: bytes, password: str) -> bytes:
    """What this password makes of it; empty where it does not fit, or nobody knows how it is locked."""
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - 100 ms, and few returns are locked

    out = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))  # type: ignore[no-untyped-call]
        if file.format == "ooxml":
            file.load_key(password=password, verify_password=True)
        else:  # an .xls verifies it in any case
            file.load_key(password=password)
        file.decrypt(out)
    except MemoryError:
        raise  # the worker tells of it
    except Exception:  # noqa: BLE001 - it fails on damaged files in too many ways to name
        return b""
    return out.getvalue()
