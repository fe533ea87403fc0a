"""Files that are no tables, recognised by how they begin or by what their container holds.

Each kind has the code of a finding that says what to do with it.
"""

import re
from collections.abc import Collection

from duban.formats.opened_file import UnreadableFile

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
_CODE_BY_STREAM = (("WordDocument", "word-file"), ("PowerPoint Document", "slides-file"))
_OUTLOOK_STREAM = "__substg1.0_"
_HTML = re.compile(  # a page, or a piece of one, as web systems hand out their tables
    rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|table|t[rdh]|meta|link|title|style|script|form|center|font|span|div|p|br|h\d)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_SPREADSHEETS = re.compile("urn:schemas-microsoft-com:office:spreadsheet|opendocument:xmlns:office")
_MAIL_HEADER = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|mime-version|return-path):", re.IGNORECASE | re.MULTILINE
)
_WEB_ARCHIVE = re.compile(
    rb"^(?:x-document-type:|snapshot-content-location:|from: ?<saved by)", re.IGNORECASE | re.MULTILINE
)
_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xfe\xff"  # of UTF-8 and UTF-16


def is_mail(head: bytes) -> bool:
    """Whether a file that begins so is a mail as programs save it (.eml), and no page saved from a browser."""
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return len(_MAIL_HEADER.findall(lines)) > 1 and not _WEB_ARCHIVE.search(lines)


def package_document_code(names: Collection[str]) -> str:
    """What other document a zip with these names (in lower case) is; empty for a mere archive."""
    return next((code for name, code in _CODE_BY_PART if name in names), "")


def ole_document_code(names: Collection[str]) -> str:
    """What other document an OLE file with these entries is; empty where none that is known."""
    outlook = any(name.startswith(_OUTLOOK_STREAM) for name in names)
    return next((code for name, code in _CODE_BY_STREAM if name in names), "mail-file" if outlook else "")


def refuse_other_kinds(head: bytes) -> None:
    """Raise UnreadableFile where a file that begins so is no table in text form. head: its first 4 KB."""
    text = head.lstrip(_BYTE_ORDER_MARKS).replace(b"\0", b"").lstrip()  # UTF-16 without its NULs reads as ASCII
    archive = next((name for start, name in _ARCHIVES if head.startswith(start)), "")
    is_of_kind = {
        "scan": _is_scan(head),
        "archive": archive != "" or head[257:262] == b"ustar",
        "word-file": text.startswith(b"{\\rtf"),
        "html": _HTML.match(text) or _WEB_ARCHIVE.search(text),
        "mail-file": is_mail(head),
    }
    code = next((code for code, is_so in is_of_kind.items() if is_so), "")
    if code:
        raise UnreadableFile(code, {"format": archive or "TAR"} if code == "archive" else {})


def text_code(text: str) -> str:
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
