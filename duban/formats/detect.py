"""What a file really is, told from its bytes, before any reader touches it."""

import re
import struct
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from duban.formats import csv_text as csvfile
from duban.formats import ole
from duban.formats.package import BROKEN, MEGABYTE, MOST_INFLATED, Parts, entries, member, parts_of, values

MOST_BYTES = 20 * MEGABYTE
MOST_ENTRIES = 300


class Kind(StrEnum):
    """The forms in which a table can be handed in."""

    XLSX = "xlsx"
    """.xlsx and .xlsm."""
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    """.xls and .et of WPS."""
    CSV = "csv"
    LOCKED = "locked"
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
_SIGNS: tuple[tuple[str, Kind | str], ...] = (  # in this order: the first that is there tells
    ("xl/workbook.xml", Kind.XLSX),
    ("xl/workbook.bin", Kind.XLSB),
    ("word/document.xml", "word-file"),
    ("ppt/presentation.xml", "slides-file"),
    ("ofd.xml", "scan"),  # the national format of signed and sealed documents
    ("content.xml", Kind.ODS),
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


class Unreadable(Exception):  # noqa: N818 - a state of the file, not a mistake of ours
    """A file that cannot be read as a workbook. code: the finding; facts: what fills its sentence."""

    def __init__(self, code: str, facts: dict[str, object] | None = None) -> None:
        super().__init__(code, facts or {})
        self.code = code
        self.facts = facts or {}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What passed the guard. parts: of a package."""

    kind: Kind
    parts: Parts = field(default_factory=dict)


def guard(data: bytes) -> Sniffed:
    """Let only a table pass, in a sound wrapping, whatever its name was. Raises Unreadable.

    It judges the outside alone: a damaged or hostile part can still kill a reader, so read in a worker.
    """
    if not data:
        raise Unreadable("empty-file")
    if data.startswith(b"PK"):
        return _package(data)
    if data.startswith(ole.MAGIC):
        return Sniffed(_ole_kind(data))
    if code := _told(data[:4096]):
        raise code
    _check_size(len(data), MOST_BYTES)
    text = csvfile.text(data)
    if text is None:
        raise Unreadable("not-a-workbook")
    if not csvfile.delimiter(text):
        raise Unreadable("plain-text")
    return Sniffed(Kind.CSV)


def package_kind(names: Collection[str]) -> Kind | str:
    """What a zip with these names (in lower case) is: a table, the code of another document, or "" for an archive."""
    return next((is_so for name, is_so in _SIGNS if name in names), "")


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is a mail as programs save it (.eml), and no page saved from a browser."""
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return len(_MAIL.findall(lines)) > 1 and not _WEB_ARCHIVE.search(lines)


def _told(head: bytes) -> Unreadable | None:
    """Why a file that begins so is no table; None where it may be one in plain text."""
    if head.startswith(_SCANS) or _is_picture(head):
        return Unreadable("scan")
    name = next((name for start, name in _ARCHIVES if head.startswith(start)), "")
    if name or head[257:262] == b"ustar":
        return Unreadable("archive", {"format": name or "TAR"})
    text = head.lstrip(_MARKS).replace(b"\0", b"").lstrip()  # UTF-16 without its NULs reads as ASCII
    code = "word-file" if text.startswith(b"{\\rtf") else ""
    if text.startswith(b"<"):
        code = "xml-spreadsheet" if any(sign in text for sign in _SHEET_XML) else "plain-text"
        code = "html" if _MARKUP.match(text) else code
    elif _WEB_ARCHIVE.search(text):
        code = "html"
    elif is_mail(head):
        code = "mail-file"
    return Unreadable(code) if code else None


def _is_picture(head: bytes) -> bool:
    """WebP and HEIC say it behind their length; two letters alone do not make a bitmap."""
    if head.startswith(b"BM"):
        return head[6:10] == bytes(4) and head[15:18] == bytes(3)
    return (head[:4] == b"RIFF" and head[8:12] == b"WEBP") or head[4:8] == b"ftyp"


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise Unreadable("too-large", {"megabytes": size // MEGABYTE})


def _package(data: bytes) -> Sniffed:
    """A zip that is a table. Raises Unreadable where it is another document, an archive, or not to be trusted."""
    _check_size(len(data), MOST_BYTES)
    try:
        listed = entries(data)
        parts = parts_of(listed)
        kind = package_kind(parts)
        odd = _odd_path(parts)
        if odd:  # such names only hide what it is
            kind = package_kind([name.replace("\\", "/").lstrip("/") for name in parts])
        if not isinstance(kind, Kind):
            raise Unreadable(kind) if kind else Unreadable("archive", {"format": "ZIP"})
        _check_entries(listed, parts)
        if odd:
            raise Unreadable("unsafe-content", {"part": odd})
        for entry in listed:
            if _has_doctype(data, entry):
                raise Unreadable("unsafe-content", {"part": entry.filename})
        if any(map(_misread, values(data).values())):
            raise Unreadable("unsound")
        if kind is Kind.ODS:
            _check_ods(data, parts)
    except BROKEN as error:
        raise Unreadable("damaged") from error
    return Sniffed(kind, parts)


def _odd_path(names: Iterable[str]) -> str:
    """A name that leads out of the package, if there is one. Nothing is unpacked; but no honest program does it."""
    paths = "\n".join(names)
    if not (".." in paths or "\\" in paths or ":" in paths or "\n/" in paths or paths.startswith("/")):
        return ""
    return next((name for name in paths.split("\n") if _ODD_PATH.search(name)), "")


def _check_entries(listed: Sequence[zipfile.ZipInfo], parts: Parts) -> None:
    """The table of contents: of bearable size, every name once, nothing locked away."""
    if any(entry.flag_bits & 1 for entry in listed):
        raise Unreadable("encrypted")
    inflated = sum(entry.file_size for entry in listed)
    if len(listed) > MOST_ENTRIES or inflated > MOST_INFLATED:
        raise Unreadable("too-large", {"megabytes": inflated // MEGABYTE})
    if len(parts) < len(listed):  # two programs may show two different files
        raise Unreadable("unsafe-content", {"part": "zip"})
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in listed):
        raise Unreadable("damaged")


def _has_doctype(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares entities, or hides behind 64 KB of comments. No honest program does."""
    for most in (256, 65536):
        head = member(data, entry, most)
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


def _check_ods(data: bytes, parts: Parts) -> None:
    """An OpenDocument package says what it is, and whether it is locked."""
    if "mimetype" in parts:
        says = member(data, parts["mimetype"], 256)
        if b"spreadsheet" not in says:
            raise Unreadable("slides-file" if b"presentation" in says else "word-file")
    manifest = parts.get("meta-inf/manifest.xml")
    if manifest and b"encryption-data" in member(data, manifest, MEGABYTE):
        raise Unreadable("encrypted")


def _ole_kind(data: bytes) -> Kind:
    """What the older container holds. Raises Unreadable where it is no table."""
    names = ole.names(data)
    if not names:
        raise Unreadable("damaged")
    for name, code in (("WordDocument", "word-file"), ("PowerPoint Document", "slides-file")):
        if name in names:
            raise Unreadable(code)
    if any(name.startswith("__substg1.0_") for name in names):  # Outlook
        raise Unreadable("mail-file")
    _check_size(len(data), MOST_BYTES)
    if "EncryptedPackage" in names:
        return Kind.LOCKED
    if not {"Workbook", "Book"} & names:
        raise Unreadable("not-a-workbook")
    return Kind.LOCKED if _is_locked(ole.stream(data, ("Workbook", "Book"))) else Kind.XLS


def _is_locked(records: bytes) -> bool:
    """Whether an .xls says in its first part that the rest is locked."""
    at = 0
    while at + 4 <= len(records):
        record, length = struct.unpack_from("<HH", records, at)
        if record in (_FILEPASS, _EOF):
            return bool(record == _FILEPASS)
        at += 4 + length
    return False
