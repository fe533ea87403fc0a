"""What a file really is, told from its bytes, before any reader touches it."""

import re
import struct
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from duban.formats import csv_text as csvfile
from duban.formats import ole
from duban.formats.package import (
    MAX_INFLATED_BYTES,
    MEGABYTE,
    PACKAGE_ERRORS,
    PackageParts,
    entries_by_name,
    inflate_entry,
    inflate_value_parts,
    list_entries,
)

MAX_FILE_BYTES = 20 * MEGABYTE
MAX_PACKAGE_ENTRIES = 300


class FileFormat(StrEnum):
    """The forms in which a table can be handed in."""

    XLSX = "xlsx"
    """.xlsx and .xlsm."""
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    """.xls and .et of WPS."""
    CSV = "csv"
    ENCRYPTED = "locked"
    """An OLE file with a password to open: duban.formats.locked may know it."""


_SCANS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_ARCHIVES = (
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "BZ2"),
    (b"\xfd7zXZ\0", "XZ"),
    (b"MSCF", "CAB"),
)
_SIGNS: tuple[tuple[str, FileFormat | str], ...] = (  # in this order: the first that is there tells
    ("xl/workbook.xml", FileFormat.XLSX),
    ("xl/workbook.bin", FileFormat.XLSB),
    ("word/document.xml", "word-file"),
    ("ppt/presentation.xml", "slides-file"),
    ("ofd.xml", "scan"),  # the national format of signed and sealed documents
    ("content.xml", FileFormat.ODS),
    ("[content_types].xml", "not-a-workbook"),
    ("index/document.iwa", "not-a-workbook"),  # of Apple's programs
)
_MARKUP = re.compile(  # a page, or a piece of one, as web systems hand out their tables
    rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|table|t[rdh]|meta|link|title|style|script|form|center|font|span|div|p|br|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
_SHEET_XML = (b"urn:schemas-microsoft-com:office:spreadsheet", b"opendocument:xmlns:office")
_MAIL = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|mime-version|return-path):", re.IGNORECASE | re.MULTILINE
)
_WEB_ARCHIVE = re.compile(
    rb"^(?:x-document-type:|snapshot-content-location:|from: ?<saved by)", re.IGNORECASE | re.MULTILINE
)
_MARKS = b"\xef\xbb\xbf\xfe\xff"  # the byte order marks of UTF-8 and UTF-16
_PROLOG = re.compile(rb"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+", re.DOTALL)
_NO_PROLOG = re.compile(rb"(?:<\?xml [^>]*\?>\s*)?<\w")  # nothing before the first element: the usual case
_ODD_PATH = re.compile(r"\\|^/|^[a-z]:|(?:^|/)\.\.(?:/|$)")
_ODD_INDEX = re.compile(rb"""t="s"[^>]*>\s*<v>(?!\d+</v>)""")  # a text by a number that is none
_ODD_VALUE = re.compile(rb"<v>[^<]*<[!?]")  # a value in pieces
_FILEPASS, _EOF = 0x2F, 0x0A  # records of an .xls: it is locked; its first part ends


class UnreadableFile(Exception):  # noqa: N818 - a state of the file, not a mistake of ours
    """A file that cannot be read as a workbook. code: the finding; facts: what fills its sentence."""

    def __init__(self, code: str, facts: dict[str, object] | None = None) -> None:
        super().__init__(code, facts or {})
        self.code = code
        self.facts = facts or {}


@dataclass(frozen=True, slots=True)
class DetectedFile:
    """What passed the guard. parts: of a package."""

    file_format: FileFormat
    parts: PackageParts = field(default_factory=dict)


def detect_format(data: bytes) -> DetectedFile:
    """Let only a table pass, in a sound wrapping, whatever its name was. Raises Unreadable.

    It judges the outside alone: a damaged or hostile part can still kill a reader, so read in a worker.
    """
    if not data:
        raise UnreadableFile("empty-file")
    if data.startswith(b"PK"):
        return _package(data)
    if data.startswith(ole.OLE_SIGNATURE):
        return DetectedFile(_ole_kind(data))
    if code := _told(data[:4096]):
        raise code
    _check_size(len(data), MAX_FILE_BYTES)
    text = csvfile.decode_text(data)
    if text is None:
        raise UnreadableFile("not-a-workbook")
    if not csvfile.find_delimiter(text):
        raise UnreadableFile("plain-text")
    return DetectedFile(FileFormat.CSV)


def package_format(names: Collection[str]) -> FileFormat | str:
    """What a zip with these names (in lower case) is: a table, the code of another document, or "" for an archive."""
    return next((is_so for name, is_so in _SIGNS if name in names), "")


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is a mail as programs save it (.eml), and no page saved from a browser."""
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return len(_MAIL.findall(lines)) > 1 and not _WEB_ARCHIVE.search(lines)


def _told(head: bytes) -> UnreadableFile | None:
    """Why a file that begins so is no table; None where it may be one in plain text."""
    if head.startswith(_SCANS) or _is_picture(head):
        return UnreadableFile("scan")
    name = next((name for start, name in _ARCHIVES if head.startswith(start)), "")
    if name or head[257:262] == b"ustar":
        return UnreadableFile("archive", {"format": name or "TAR"})
    text = head.lstrip(_MARKS).replace(b"\0", b"").lstrip()  # UTF-16 without its NULs reads as ASCII
    code = "word-file" if text.startswith(b"{\\rtf") else ""
    if text.startswith(b"<"):
        code = "xml-spreadsheet" if any(sign in text for sign in _SHEET_XML) else "plain-text"
        code = "html" if _MARKUP.match(text) else code
    elif _WEB_ARCHIVE.search(text):
        code = "html"
    elif is_mail(head):
        code = "mail-file"
    return UnreadableFile(code) if code else None


def _is_picture(head: bytes) -> bool:
    """WebP and HEIC say it behind their length; two letters alone do not make a bitmap."""
    if head.startswith(b"BM"):
        return head[6:10] == bytes(4) and head[15:18] == bytes(3)
    return (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:8] == b"ftyp"


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise UnreadableFile("too-large", {"megabytes": size // MEGABYTE})


def _package(data: bytes) -> DetectedFile:
    """A zip that is a table. Raises Unreadable where it is another document, an archive, or not to be trusted."""
    _check_size(len(data), MAX_FILE_BYTES)
    try:
        listed = list_entries(data)
        parts = entries_by_name(listed)
        kind = package_format(parts)
        odd = _odd_path(parts)
        if odd:  # such names only hide what it is
            kind = package_format([name.replace("\\", "/").lstrip("/") for name in parts])
        if not isinstance(kind, FileFormat):
            raise UnreadableFile(kind) if kind else UnreadableFile("archive", {"format": "ZIP"})
        _check_entries(listed, parts)
        if odd:
            raise UnreadableFile("unsafe-content", {"part": odd})
        for entry in listed:
            if _has_doctype(data, entry):
                raise UnreadableFile("unsafe-content", {"part": entry.filename})
        if any(map(_misread, inflate_value_parts(data).values())):
            raise UnreadableFile("unsound")
        if kind is FileFormat.ODS:
            _check_ods(data, parts)
    except PACKAGE_ERRORS as error:
        raise UnreadableFile("damaged") from error
    return DetectedFile(kind, parts)


def _odd_path(names: Iterable[str]) -> str:
    """A name that leads out of the package, if there is one. Nothing is unpacked; but no honest program does it."""
    paths = "\n".join(names)
    if not (".." in paths or "\\" in paths or ":" in paths or "\n/" in paths or paths.startswith("/")):
        return ""
    return next((name for name in paths.split("\n") if _ODD_PATH.search(name)), "")


def _check_entries(listed: Sequence[zipfile.ZipInfo], parts: PackageParts) -> None:
    """The table of contents: of bearable size, every name once, nothing locked away."""
    if any(entry.flag_bits & 1 for entry in listed):
        raise UnreadableFile("encrypted")
    inflated = sum(entry.file_size for entry in listed)
    if len(listed) > MAX_PACKAGE_ENTRIES or inflated > MAX_INFLATED_BYTES:
        raise UnreadableFile("too-large", {"megabytes": inflated // MEGABYTE})
    if len(parts) < len(listed):  # two programs may show two different files
        raise UnreadableFile("unsafe-content", {"part": "zip"})
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in listed):
        raise UnreadableFile("damaged")


def _has_doctype(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares entities, or hides behind 64 KB of comments. No honest program does."""
    for most in (256, 65536):
        head = inflate_entry(data, entry, most)
        if _NO_PROLOG.match(head):
            return False
        text = head.lstrip(_MARKS).replace(b"\0", b"")  # UTF-16 without its NULs reads as ASCII
        if text.strip() and not text.lstrip().startswith(b"<"):
            return False
        prolog = _PROLOG.match(text)
        rest = text[prolog.end() if prolog else 0 :]
        if rest.startswith(b"<!D"):
            return True
        if len(head) < most or (len(rest) > 1 and rest[1:2] not in b"!?"):
            return False
    return True


def _misread(xml: bytes) -> bool:
    """Whether calamine would take another value for one in here, where every other program sees it right."""
    # one byte is found fifty times as fast as two: nearly always there is no `!`, and no `?` behind the first line
    pieces = (b"!" in xml and b"<!" in xml) or (b"?" in xml and xml.rfind(b"?") > xml.find(b"?>"))
    return bool(_ODD_INDEX.search(xml) or (pieces and _ODD_VALUE.search(xml)))


def _check_ods(data: bytes, parts: PackageParts) -> None:
    """An OpenDocument package says what it is, and whether it is locked."""
    if "mimetype" in parts:
        says = inflate_entry(data, parts["mimetype"], 256)
        if b"spreadsheet" not in says:
            raise UnreadableFile("slides-file" if b"presentation" in says else "word-file")
    manifest = parts.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in inflate_entry(data, manifest, MEGABYTE):
        raise UnreadableFile("encrypted")


def _ole_kind(data: bytes) -> FileFormat:
    """What the older container holds. Raises Unreadable where it is no table."""
    names = ole.ole_entry_names(data)
    if not names:
        raise UnreadableFile("damaged")
    for name, code in (("WordDocument", "word-file"), ("PowerPoint Document", "slides-file")):
        if name in names:
            raise UnreadableFile(code)
    if any(name.startswith("__substg1.0_") for name in names):  # Outlook
        raise UnreadableFile("mail-file")
    _check_size(len(data), MAX_FILE_BYTES)
    if "EncryptedPackage" in names:
        return FileFormat.ENCRYPTED
    if not {"Workbook", "Book"} & names:
        raise UnreadableFile("not-a-workbook")
    return FileFormat.ENCRYPTED if _is_locked(ole.read_ole_stream(data, ("Workbook", "Book"))) else FileFormat.XLS


def _is_locked(records: bytes) -> bool:
    """Whether an .xls says in its first part that the rest is locked."""
    at = 0
    while at + 4 <= len(records):
        record, length = struct.unpack_from("<HH", records, at)
        if record in (_FILEPASS, _EOF):
            return bool(record == _FILEPASS)
        at += 4 + length
    return False
