"""The older container of office files (.xls, .et, .doc, an encrypted .xlsx): a small file system in one file."""

import io
from collections.abc import Sequence

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole_entry_names(data: bytes) -> frozenset[str]:
    """The names of the streams and folders at its top, in lower case; none where it is damaged.

    What lies in its folders belongs to other documents: a Word file inside a workbook does not make it one.
    """
    from olefile import OleFileIO  # noqa: PLC0415 - few returns are such files

    try:
        with OleFileIO(io.BytesIO(data)) as container:  # type: ignore[no-untyped-call]
            return frozenset(path[0].casefold() for path in container.listdir(streams=True, storages=True))
    except Exception:  # noqa: BLE001 - it fails on damaged files in too many ways to name
        return frozenset()


def read_ole_stream(data: bytes, names: Sequence[str]) -> bytes:
    """The bytes of the first stream of these names at the top; none where it is missing or damaged."""
    from olefile import OleFileIO  # noqa: PLC0415

    try:
        with OleFileIO(io.BytesIO(data)) as container:  # type: ignore[no-untyped-call]
            name = next((name for name in names if container.exists(name)), "")
            content: bytes = container.openstream(name).read() if name else b""
            return content
    except Exception:  # noqa: BLE001
        return b""


def decrypt(data: bytes, password: str) -> bytes:
    """What this password makes of an encrypted file; empty where it does not fit, or the encryption is unknown."""
    from msoffcrypto import OfficeFile  # noqa: PLC0415 - 100 ms, and few returns are encrypted

    decrypted = io.BytesIO()
    try:
        file = OfficeFile(io.BytesIO(data))  # type: ignore[no-untyped-call]
        if file.format == "ooxml":
            file.load_key(password=password, verify_password=True)
        else:  # an .xls verifies it in any case
            file.load_key(password=password)
        file.decrypt(decrypted)
    except MemoryError:
        raise  # the worker tells of it
    except Exception:  # noqa: BLE001 - it fails on damaged files in too many ways to name
        return b""
    return decrypted.getvalue()
