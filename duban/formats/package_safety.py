"""What no honest program writes into a package, looked for before any reader touches it."""

import re
import zipfile

from duban.formats.byte_search import ByteSearch
from duban.formats.opened_file import UnreadableFile, check_size
from duban.formats.package import MAX_INFLATED_BYTES, Package
from duban.text.lazy_pattern import lazy_pattern

MAX_PACKAGE_ENTRIES = 5000
"""A form with hundreds of small pictures is still a form."""

_BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xfe\xff"  # of UTF-8 and UTF-16
_PROLOG = lazy_pattern(rb"(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+", re.DOTALL)
_NO_PROLOG = lazy_pattern(rb"(?:<\?xml [^>]*\?>\s*)?<\w")  # nothing before the first element: the usual case
_UNSAFE_NAME = lazy_pattern(r"^/|^[a-z]:|(?:^|/)\.\.(?:/|$)")  # it would lead out of the package if it were unpacked
_NO_CELLS = "xl/sharedstrings."
_INVALID_INDEX = lazy_pattern(rb"""t="s"[^>]*>\s*<v>(?!\d+</v>)""")  # a shared text by a number that is none
_INSTRUCTION = ByteSearch(b"<!")
_INTERRUPTED_VALUE = lazy_pattern(rb"<v>[^<]*<[!?]")  # a comment or an instruction inside a value


def check_package(package: Package) -> None:
    """Refuse a package that two programs may understand differently, or that would cost too much.

    Raises:
        UnreadableFile: with the code of the reason.
        One of PACKAGE_ERRORS: it is damaged.
    """
    _check_entries(package)
    for name in package.parts:
        if _UNSAFE_NAME.search(name):
            raise UnreadableFile("unsafe-content", {"part": name})
    for entry in package.entries:
        if _has_doctype(package, entry):
            raise UnreadableFile("unsafe-content", {"part": entry.filename})
    if any(_misread_by_calamine(xml) for name, xml in package.value_parts.items() if not name.startswith(_NO_CELLS)):
        raise UnreadableFile("unsound")


def _check_entries(package: Package) -> None:
    """The table of contents: of bearable size, every name once, nothing encrypted, no rare compression."""
    entries = package.entries
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile("encrypted")
    inflated = sum(entry.file_size for entry in entries)
    check_size(inflated, MAX_INFLATED_BYTES)
    if len(entries) > MAX_PACKAGE_ENTRIES:
        raise UnreadableFile("too-many-parts", {"count": len(entries)})
    if len(package.parts) < len(entries):
        raise UnreadableFile("unsafe-content", {"part": "zip"})
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise UnreadableFile("damaged")


def _has_doctype(package: Package, entry: zipfile.ZipInfo) -> bool:
    """Whether an XML part declares entities, or hides its first element behind 64 KB of comments."""
    for max_bytes in (256, 65536):
        head = package.inflate(entry, max_bytes)
        if _NO_PROLOG.match(head):
            return False
        text = head.lstrip(_BYTE_ORDER_MARKS).replace(b"\0", b"")  # UTF-16 without its NULs reads as ASCII
        if text.strip() and not text.lstrip().startswith(b"<"):
            return False
        prolog = _PROLOG.match(text)
        content = text[prolog.end() if prolog else 0 :]
        if content.startswith(b"<!D"):
            return True
        if len(head) < max_bytes or (len(content) > 1 and content[1:2] not in b"!?"):
            return False
    return True


def _misread_by_calamine(xml: bytes) -> bool:
    """Whether calamine would read another value than every other program, silently."""
    # one byte is found fifty times as fast as two: nearly always there is no `?` behind the first line
    interrupted = _INSTRUCTION.is_in(xml) or (b"?" in xml and xml.rfind(b"?") > xml.find(b"?>"))
    return bool(_INVALID_INDEX.search(xml) or (interrupted and _INTERRUPTED_VALUE.search(xml)))
