"""Workbooks with a password to open: opened in memory where the office knows the password."""

import io
from collections.abc import Sequence


_OWN = "VelvetSweatshop"  # Excel itself locks an .xls with it when only the order of sheets is protected


def unlocked(data: bytes, passwords: Sequence[str]) -> tuple[bytes, bool]:
    """The same workbook without its lock, and whether a person had locked it; empty where no password fits.

    data: of an OLE file that is locked. The result is as strange as any other bytes: guard it again.
    """
    for password in (_OWN, *passwords):
        if opened := _opened(data, password):
            return opened, password != _OWN
    return b"", True


def _opened(data: bytes, password: str) -> bytes:
    """What this password makes of it; empty where it does not fit, or nobody knows how it is locked."""
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - 100 ms, and few returns are locked

    out = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))
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
