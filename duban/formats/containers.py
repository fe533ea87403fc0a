"""Files that only carry others: zips and mails, unpacked in memory.

No name in them is ever used as a path.
"""

import zipfile
import zlib
from collections.abc import Iterable, Mapping
from itertools import islice

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import is_document, is_mail
from duban.formats.package import MEGABYTE, PACKAGE_ERRORS, Package, open_package
from duban.text.file_names import decoded_name, printable_path
from duban.text.lazy_pattern import lazy_pattern

MAX_MEMBERS = 1000
MAX_UNPACKED_BYTES = 256 * MEGABYTE
MAX_MEMBER_BYTES = 64 * MEGABYTE
_LONGEST_NAME = 255
"""So many characters of the way to a member are kept, its end: no disk has longer names, a zip and a mail may."""

_WORKBOOK = lazy_pattern(rb"PK\x01\x02[\s\S]{42}xl/workbook\.(?:xml|bin)")
_DOCUMENT = lazy_pattern(rb"PK\x03\x04[\s\S]{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|xl/|word/|mimetype)")
"""How a document begins that is a package, be the rest of it lost."""
_END_OF_DIRECTORY = b"PK\5\6"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAC_FOLDER = "__MACOSX/"
_UTF_8_FLAG = 0x800
_ENCRYPTED_FLAG = 1


def unpack_container(data: bytes) -> Mapping[str, bytes] | None:
    """The files in a .zip or the attachments of a mail.

    Returns:
        Their bytes by name; None where it is no container but one document. Names have no control characters; a
        second file of one name gets a number. Folders, and what macOS adds, are left out.

    Raises:
        UnreadableFile: it holds too much or nothing, or it is encrypted or damaged.
    """
    if data.startswith(b"PK"):
        return None if _is_workbook(data) else _unpack_zip(data)
    return _unpack_mail(data) if is_mail(data[:4096]) else None


def _is_workbook(data: bytes) -> bool:
    """Whether the table of contents names one; a quick look. A workbook inside an archive stands before that table."""
    end = data.rfind(_END_OF_DIRECTORY)
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    return end >= 0 and _WORKBOOK.search(data, start, end) is not None


def _unpack_zip(data: bytes) -> Mapping[str, bytes] | None:
    try:
        package = open_package(data)
    except PACKAGE_ERRORS as error:
        if _DOCUMENT.match(data):
            return None  # half a workbook is no archive: whoever opens it says that it is damaged
        raise UnreadableFile("archive-damaged") from error
    if is_document(package.plain_names):
        return None
    files = _listed_files(package)
    try:
        return _collect((name, _inflate(package, entry)) for name, entry in files)
    except PACKAGE_ERRORS as error:
        raise UnreadableFile("archive-damaged") from error


def _listed_files(package: Package) -> list[tuple[str, zipfile.ZipInfo]]:
    """Name and entry of each file in an archive. Raises UnreadableFile where there are none, or too many or locked."""
    named = [(_zip_name(entry), entry) for entry in package.entries]
    files = [(name, entry) for name, entry in named if not name.endswith("/") and _MAC_FOLDER not in name]
    if len(files) > MAX_MEMBERS:
        raise _too_large(len(files), 0)
    if any(entry.flag_bits & _ENCRYPTED_FLAG for _, entry in files):
        raise UnreadableFile("archive-locked")
    if not files:
        raise UnreadableFile("archive-empty")
    return files


def _inflate(package: Package, entry: zipfile.ZipInfo) -> bytes:
    """A whole member. What an archive says of sizes is not believed. Raises one of PACKAGE_ERRORS."""
    content = package.inflate(entry, MAX_MEMBER_BYTES + 1) if entry.compress_type in _METHODS else b""
    if len(content) <= MAX_MEMBER_BYTES and zlib.crc32(content) != entry.CRC:
        raise zipfile.BadZipFile
    return content


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """A name that does not say its encoding is UTF-8 (macOS) or GB18030 (Windows here), though a zip calls it CP437."""
    name = entry.filename
    if not entry.flag_bits & _UTF_8_FLAG:
        name = decoded_name(name.encode("cp437", "replace"))
    return name.replace("\\", "/")


def _unpack_mail(data: bytes) -> Mapping[str, bytes]:
    from duban.text.mail_bytes import attached_files  # noqa: PLC0415 - takes as long to import as two forms to make

    try:
        files = list(islice(attached_files(data), MAX_MEMBERS + 1))
    except ValueError as error:
        raise UnreadableFile("archive-damaged") from error
    if not files:
        raise UnreadableFile("mail-empty")
    return _collect(files)


def _collect(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """All of them, each under a name of its own. Raises UnreadableFile where it becomes too much."""
    total = 0
    content_by_name: dict[str, bytes] = {}
    for name, content in files:
        total += len(content)
        if len(content_by_name) == MAX_MEMBERS or len(content) > MAX_MEMBER_BYTES or total > MAX_UNPACKED_BYTES:
            raise _too_large(len(content_by_name) + 1, total)
        unique = printable = _bounded(printable_path(name))
        number = 1
        while unique in content_by_name:
            number += 1
            unique = f"{printable}#{number}"
        content_by_name[unique] = content
    return content_by_name


def _bounded(path: str) -> str:
    return path if len(path) <= _LONGEST_NAME else f"…{path[1 - _LONGEST_NAME :]}"


def _too_large(count: int, total: int) -> UnreadableFile:
    return UnreadableFile("archive-too-large", {"members": count, "megabytes": total // MEGABYTE})
