"""Bytes become an OpenedFile, or the one reason why not; whatever the file was called."""

import codecs
import re
from collections.abc import Collection, Sequence

from duban.formats.not_tables import ole_document_code, package_document_code, refuse_other_kinds, text_code
from duban.formats.ole_container import OLE_SIGNATURE, decrypt, ole_entry_names
from duban.formats.opened_file import FORMATS, MAX_FILE_BYTES, OpenedFile, UnreadableFile, check_size
from duban.formats.package import PACKAGE_ERRORS, open_package
from duban.formats.package_safety import check_package
from duban.workbook.grid import WorkbookGrid

_EXCEL_PASSWORD = "VelvetSweatshop"  # noqa: S105 - Excel itself encrypts an .xls with it when only sheet order is protected
_ENCRYPTED_STREAM = "EncryptedPackage"
_CONTROLS = re.compile(r"[\0-\x08\x0e-\x19\x1b-\x1f]")  # 1A ends old DOS files


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
    recognising = (format_class for format_class in FORMATS.values() if format_class.recognises(entry_names, text))
    return next(recognising, None)


def _open_package(data: bytes) -> OpenedFile:
    check_size(len(data), MAX_FILE_BYTES)
    try:
        package = open_package(data)
        format_class = _recognised(package.plain_names)
        if format_class is None:
            code = package_document_code(package.plain_names)
            raise UnreadableFile(code) if code else UnreadableFile("archive", {"format": "ZIP"})
        check_package(package)
        file = format_class(data, package.parts.keys(), package)
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
    format_class = _recognised(names)
    if format_class is None:
        raise UnreadableFile("not-a-workbook")
    file = format_class(data, names)
    return None if file.is_encrypted() else file


def _open_text(data: bytes) -> OpenedFile:
    refuse_other_kinds(data[:4096])
    check_size(len(data), MAX_FILE_BYTES)
    text = _decode_text(data)
    if text is None:
        raise UnreadableFile("not-a-workbook")
    format_class = _recognised(text=text)
    if format_class is None:
        raise UnreadableFile(text_code(text))
    return format_class(data, text=text)


def _decode_text(data: bytes) -> str | None:
    """The bytes as text, in UTF-8, GB18030, or as their byte order mark says; None where they are no text."""
    encodings = ["utf-8-sig"] if data.startswith(codecs.BOM_UTF8) else ["utf-8", "gb18030"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text.rstrip("\x1a")
    return None
