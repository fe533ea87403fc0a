"""Bytes become an OpenedFile, or the one reason why not; whatever the file was called."""

from collections.abc import Collection, Sequence

from duban.formats.csv_file import decode_text
from duban.formats.not_tables import ole_document_code, package_document_code, refuse_other_kinds, text_code
from duban.formats.ole_container import OLE_SIGNATURE, decrypt, ole_entry_names
from duban.formats.opened_file import FORMATS, MAX_FILE_BYTES, OpenedFile, UnreadableFile, check_size
from duban.formats.package import PACKAGE_ERRORS, open_package
from duban.formats.package_safety import check_package
from duban.workbook.grid import WorkbookGrid

_EXCEL_PASSWORD = "VelvetSweatshop"  # noqa: S105 - Excel itself encrypts an .xls with it when only sheet order is protected
_ENCRYPTED_STREAM = "EncryptedPackage"


def open_file(data: bytes, passwords: Sequence[str] = ()) -> OpenedFile:
    """Open a table in a sound wrapping. Only the wrapping is judged; what stands in it is read later.

    Args:
        data: at most MAX_FILE_BYTES, except where it is no table anyway.
        passwords: tried in turn where it is encrypted. An .ods with a password stays closed.

    Raises:
        UnreadableFile: with the code of the reason. What comes out of an encryption is judged like anything else.
    """
    file = _open_unencrypted(data)
    if file:
        return file
    for password in (_EXCEL_PASSWORD, *passwords):
        decrypted = decrypt(data, password)
        file = _open_unencrypted(decrypted) if decrypted else None
        if file:
            file.was_encrypted = password != _EXCEL_PASSWORD
            return file
    raise UnreadableFile("encrypted")


def read_workbook(data: bytes, passwords: Sequence[str] = ()) -> WorkbookGrid:
    """The values of a file of which nothing else is asked: `open_file` and `OpenedFile.grid` at once."""
    return open_file(data, passwords).grid()


def is_document(names: Collection[str]) -> bool:
    """Whether a zip with these names (in lower case) is one document, and not an archive of several files."""
    return _recognised(names) is not None or package_document_code(names) != ""


def _open_unencrypted(data: bytes) -> OpenedFile | None:
    """None where a password is needed. Raises UnreadableFile."""
    if not data:
        raise UnreadableFile("empty-file")
    if data.startswith(b"PK"):
        return _open_package(data)
    return _open_ole(data) if data.startswith(OLE_SIGNATURE) else _open_text(data)


def _recognised(entry_names: Collection[str] = (), text: str = "") -> type[OpenedFile] | None:
    return next((opened for opened in FORMATS.values() if opened.recognises(entry_names, text)), None)


def _open_package(data: bytes) -> OpenedFile:
    check_size(len(data), MAX_FILE_BYTES)
    try:
        package = open_package(data)
        opened = _recognised(package.plain_names)
        if opened is None:
            code = package_document_code(package.plain_names)
            raise UnreadableFile(code) if code else UnreadableFile("archive", {"format": "ZIP"})
        check_package(package)
        file = opened(data, package.parts.keys(), package)
        if file.is_encrypted():
            raise UnreadableFile("encrypted")
    except PACKAGE_ERRORS as error:
        raise UnreadableFile("damaged") from error
    return file


def _open_ole(data: bytes) -> OpenedFile | None:
    names = ole_entry_names(data)
    if not names:
        raise UnreadableFile("damaged")
    if code := ole_document_code(names):
        raise UnreadableFile(code)
    check_size(len(data), MAX_FILE_BYTES)
    if _ENCRYPTED_STREAM in names:
        return None
    opened = _recognised(names)
    if opened is None:
        raise UnreadableFile("not-a-workbook")
    file = opened(data, names)
    return None if file.is_encrypted() else file


def _open_text(data: bytes) -> OpenedFile:
    refuse_other_kinds(data[:4096])
    check_size(len(data), MAX_FILE_BYTES)
    text = decode_text(data)
    if text is None:
        raise UnreadableFile("not-a-workbook")
    opened = _recognised(text=text)
    if opened is None:
        raise UnreadableFile(text_code(text))
    return opened(data, text=text)
