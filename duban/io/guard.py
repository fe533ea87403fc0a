"""What a file really is, told from its bytes, before any reader touches it."""

import codecs
import io
import re
import struct
import zipfile
import zlib

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_ENTRIES = 300
MOST_INFLATED = 128 * MEGABYTE

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    ((b"%PDF-", b"{\\rtf"), "word-or-pdf"),
    ((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b"), "archive"),
    ((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"), "picture"),
)
_MARKS = b"\xef\xbb\xbf\xfe\xff"  # the byte order marks of UTF-8 and UTF-16
_PROLOG = re.compile(rb"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+", re.DOTALL)


class Unreadable(Exception):  # noqa: N818 - a state of the file, not a mistake of ours
    """A file that cannot be read as a workbook. code: the finding; facts: what fills its sentence."""

    def __init__(self, code: str, facts: dict[str, object] | None = None) -> None:
        super().__init__(code, facts or {})
        self.code = code
        self.facts = facts or {}


def guard(data: bytes) -> None:
    """Let only a sound .xlsx (or .xlsm) package pass, whatever its name was. Raises Unreadable.

    It judges the outside alone: a damaged or hostile part can still kill a reader, so read in a worker.
    """
    if not data:
        raise Unreadable("empty-file")
    if len(data) > MOST_BYTES:
        raise Unreadable("too-large", {"megabytes": len(data) // MEGABYTE})
    if not data.startswith(b"PK"):
        raise Unreadable(_kind(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise Unreadable("damaged") from error
    _check_entries(entries)
    try:
        for entry in entries:
            if _has_doctype(data, entry):
                raise Unreadable("unsafe-content", {"part": entry.filename})
    except (struct.error, zlib.error) as error:
        raise Unreadable("damaged") from error


def member(data: bytes, entry: zipfile.ZipInfo, most: int) -> bytes:
    """The first bytes of a zip entry, inflated: at most so many. Damage raises struct.error or zlib.error."""
    name, extra = struct.unpack_from("<HH", data, entry.header_offset + 26)
    start = entry.header_offset + 30 + name + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return bytes(packed[:most])
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """The table of contents: of a workbook, of bearable size, every name once, nothing locked away."""
    names = {entry.filename.casefold() for entry in entries}
    if "xl/workbook.xml" not in names:
        raise Unreadable(_package_kind(names))
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted")
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_INFLATED:
        raise Unreadable("too-large", {"megabytes": sum(entry.file_size for entry in entries) // MEGABYTE})
    if len(names) < len(entries):  # two programs may show two different files
        raise Unreadable("unsafe-content", {"part": "zip"})
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unreadable("damaged")


def _has_doctype(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares entities, or hides behind 64 KB of comments. No honest program does."""
    for most in (256, 65536):
        head = member(data, entry, most)
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


def _package_kind(names: set[str]) -> str:
    """The code for a zip that is no .xlsx, by the names in it."""
    if "xl/workbook.bin" in names or "content.xml" in names:
        return "not-xlsx"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "word-or-pdf"
    return "archive"


def _kind(data: bytes) -> str:
    """The code for bytes that are no zip at all."""
    if data.startswith(_OLE):
        return _ole_kind(data)
    for starts, code in _STARTS:
        if data.startswith(starts):
            return code
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]:
        return "not-xlsx"
    return "html-or-text" if _is_text(data[:4096]) else "not-a-workbook"


def _ole_kind(data: bytes) -> str:
    """The code for the older container: .xls, .et, .doc, or a locked .xlsx. Names in it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "encrypted"
    return "word-or-pdf" if "WordDocument".encode("utf-16-le") in data else "not-xlsx"


def _is_text(head: bytes) -> bool:
    """Whether it reads as text in one of the encodings that offices here use."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            codecs.getincrementaldecoder(encoding)().decode(head)  # the last character may be cut in two
        except UnicodeDecodeError:
            continue
        return True
    return False
