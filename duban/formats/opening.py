"""Bytes become an OpenedFile, or the one reason why not; whatever the file was called.

What is no table is recognised by how it begins or by what its container holds. Each kind has the code of a finding
that says what to do with it.
"""

import codecs
import re
from collections.abc import Collection, Sequence

from duban.formats.ole_container import OLE_SIGNATURE, decrypt, ole_entry_names
from duban.formats.opened_file import FORMATS, MAX_FILE_BYTES, OpenedFile, UnreadableFile, check_size
from duban.formats.package import PACKAGE_ERRORS, Package, open_package
from duban.formats.package_safety import check_package
from duban.formats.respelling import respell_package, workbook_part
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.grid import WorkbookGrid

_EXCEL_PASSWORD = "VelvetSweatshop"  # noqa: S105 - Excel itself encrypts an .xls with it when only sheet order is protected
_ENCRYPTED_STREAM = "encryptedpackage"
_RIGHTS_MARK = "DRMEncrypted".encode("utf-16-le")
_RIGHTS_STREAM = "\tdrmcontent"
_CONTROLS = lazy_pattern(r"[\0-\x08\x0e-\x19\x1b-\x1f]")  # 1A ends old DOS files

_SCANS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_ARCHIVES = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "BZ2"),
    (b"\xfd7zXZ\0", "XZ"),
    (b"MSCF", "CAB"),
)
_CODE_BY_PART = (  # in this order: the first part that is there decides
    ("word/document.xml", "word-file"),
    ("ppt/presentation.xml", "slides-file"),
    ("ofd.xml", "scan"),  # the national format of signed and sealed documents
    ("[content_types].xml", "not-a-workbook"),
    ("index/document.iwa", "not-a-workbook"),  # of Apple's programs
)
_CODE_BY_STREAM = (("worddocument", "word-file"), ("powerpoint document", "slides-file"))
_OUTLOOK_STREAM = "__substg1.0_"
_HTML = lazy_pattern(  # a page, or a piece of one, as web systems hand out their tables
    rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|table|t[rdh]|meta|link|title|style|script|form|center|font|span|div|p|br|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_SPREADSHEETS = lazy_pattern("urn:schemas-microsoft-com:office:spreadsheet|opendocument:xmlns:office")
_MAIL_HEADER = lazy_pattern(
    rb"^(?:from|to|subject|date|received|message-id|mime-version|return-path):", re.IGNORECASE | re.MULTILINE
)
_WEB_ARCHIVE = lazy_pattern(
    rb"^(?:x-document-type:|snapshot-content-location:|from: ?<saved by)", re.IGNORECASE | re.MULTILINE
)
_COMPANY_ENCRYPTION = b"%TSD-Header-###%"
_SAFENET = b"E-SafeNet"
_WINMAIL = b"\x78\x9f\x3e\x22"
_SHORTCUTS = (b"L\0\0\0\1\x14\2\0", b"[InternetShortcut]", b"bplist00")
_PROPERTY_LIST = b"<!DOCTYPE plist"
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xfe\xff"  # of UTF-8 and UTF-16


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


def decode_text_file(data: bytes) -> str:
    """The characters of a text file. Raises UnreadableFile where it is something else."""
    _refuse_other_kinds(data[:4096])
    check_size(len(data), MAX_FILE_BYTES)
    text = _decode_text(data)
    if text is None:
        raise UnreadableFile("not-a-workbook")
    return text


def open_word_package(data: bytes) -> Package | None:
    """The parts of a sound Word document (.docx); None for any other file. Raises UnreadableFile for a damaged one."""
    if not data.startswith(b"PK"):
        return None
    check_size(len(data), MAX_FILE_BYTES)
    try:
        package = open_package(data)
        if _package_document_code(package.plain_names) != "word-file" or _recognised(package.plain_names):
            return None
        check_package(package)
    except PACKAGE_ERRORS as error:
        raise UnreadableFile("damaged") from error
    return package


def is_document(names: Collection[str]) -> bool:
    """Whether a zip with these names (in lower case) is one document, and not an archive of several files."""
    return _recognised(names) is not None or _package_document_code(names) != ""


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is a mail as programs save it (.eml), and no page saved from a browser."""
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return len(_MAIL_HEADER.findall(lines)) > 1 and not _WEB_ARCHIVE.search(lines)


def _open_unencrypted(data: bytes) -> OpenedFile | None:
    """None where a password is needed. Raises UnreadableFile."""
    if not data:
        raise UnreadableFile("empty-file")
    if data.startswith(b"PK"):
        return _open_package(data)
    return _open_ole(data) if data.startswith(OLE_SIGNATURE) else _open_text(data)


def _recognised(entry_names: Collection[str] = (), text: str = "") -> type[OpenedFile] | None:
    recognising = (format_class for _, format_class in FORMATS.items() if format_class.recognises(entry_names, text))
    return next(recognising, None)


def _open_package(data: bytes) -> OpenedFile:
    check_size(len(data), MAX_FILE_BYTES)
    try:
        package = open_package(data)
        if _recognised(package.plain_names) is None and not workbook_part(package):
            code = _package_document_code(package.plain_names)
            raise UnreadableFile(code) if code else UnreadableFile("archive", {"format": "ZIP"})
        check_package(package)
        data, package = respell_package(data, package)
        format_class = _recognised(package.plain_names)
        if format_class is None:
            raise UnreadableFile("not-a-workbook")
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
    format_class = _recognised(names)  # first, for what lies beside a workbook does not make it another document
    if format_class is None and (code := _ole_document_code(names)):
        raise UnreadableFile(code)
    check_size(len(data), MAX_FILE_BYTES)
    if _RIGHTS_STREAM in names or _RIGHTS_MARK in data:
        raise UnreadableFile("company-encrypted")
    if _ENCRYPTED_STREAM in names:
        return None
    if format_class is None:
        raise UnreadableFile("not-a-workbook")
    file = format_class(data, names)
    return None if file.is_encrypted() else file


def _open_text(data: bytes) -> OpenedFile:
    text = decode_text_file(data)
    format_class = _recognised(text=text)
    if format_class is None:
        raise UnreadableFile(_text_code(text))
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


def _package_document_code(names: Collection[str]) -> str:
    """What other document a zip with these names (in lower case) is; empty for a mere archive."""
    return next((code for name, code in _CODE_BY_PART if name in names), "")


def _ole_document_code(names: Collection[str]) -> str:
    """What other document an OLE file with these entries is; empty where none that is known."""
    outlook = any(name.startswith(_OUTLOOK_STREAM) for name in names)
    return next((code for name, code in _CODE_BY_STREAM if name in names), "mail-file" if outlook else "")


def _refuse_other_kinds(head: bytes) -> None:
    """Raise UnreadableFile where a file that begins so is no table in text form. head: its first 4 KB."""
    text = head.lstrip(_BYTE_ORDER_MARKS).replace(b"\0", b"").lstrip()  # UTF-16 without its NULs reads as ASCII
    archive = next((name for start, name in _ARCHIVES if head.startswith(start)), "")
    is_of_kind = {
        "scan": _is_scan(head),
        "archive": archive != "" or head[257:262] == b"ustar",
        "word-file": text.startswith(b"{\\rtf"),
        "html": _HTML.match(text) or _WEB_ARCHIVE.search(text),
        "mail-file": is_mail(head),
        "company-encrypted": head.startswith(_COMPANY_ENCRYPTION) or _SAFENET in head[:64],
        "winmail-file": head.startswith(_WINMAIL),
        "shortcut": head.startswith(_SHORTCUTS) or _PROPERTY_LIST in head[:512],
    }
    code = next((code for code, is_so in is_of_kind.items() if is_so), "")
    if code:
        raise UnreadableFile(code, {"format": archive or "TAR"} if code == "archive" else {})


def _text_code(text: str) -> str:
    """What a text in no known format is: a spreadsheet that must be saved in another one, or plain text."""
    head = text[:4096].lstrip()
    return "xml-spreadsheet" if head.startswith("<") and _XML_SPREADSHEETS.search(head) else "plain-text"


def _is_scan(head: bytes) -> bool:
    """Whether it is a PDF or a picture. WebP and HEIC say so behind their length; two letters make no bitmap."""
    if head.startswith(_SCANS):
        return True
    if head.startswith(b"BM"):
        return head[6:10] == bytes(4) and head[15:18] == bytes(3)
    return (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:8] == b"ftyp"
