"""Zip packages that are one document: their table of contents, and their parts read from the bytes alone."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from posixpath import join, normpath
from xml.parsers import expat

MEGABYTE = 1024 * 1024
MAX_INFLATED_BYTES = 128 * MEGABYTE

PackageParts = Mapping[str, zipfile.ZipInfo]
"""The entries of a package by their names in lower case: programs do not agree on capitals."""

PACKAGE_ERRORS = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, zlib.error, expat.ExpatError)
"""What reading a package may raise when it is damaged."""

_VALUES = ("xl/worksheets/", "xl/sharedstrings.", "content.xml")

_Start = Callable[[str, dict[str, str]], None]


@lru_cache(maxsize=1)  # of one file this is asked again and again
def list_entries(data: bytes) -> Sequence[zipfile.ZipInfo]:
    """The table of contents. Raises one of BROKEN."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return tuple(package.infolist())


def entries_by_name(entries: Sequence[zipfile.ZipInfo]) -> PackageParts:
    """The entries by name; of two with one name the last counts."""
    return {entry.filename.casefold(): entry for entry in entries}


def inflate_entry(data: bytes, entry: zipfile.ZipInfo, max_bytes: int) -> bytes:
    """The first bytes of an entry, inflated: at most so many. Damage raises struct.error or zlib.error."""
    name, extra = struct.unpack_from("<HH", data, entry.header_offset + 26)
    start = entry.header_offset + 30 + name + extra
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return bytes(packed[:max_bytes])
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, max_bytes)


@lru_cache(maxsize=1)  # the guard and the second look ask for the same
def inflate_value_parts(data: bytes) -> Mapping[str, bytes]:
    """The parts that values stand in, whole, by their names in lower case.

    Raises zipfile.BadZipFile where one is not what its checksum says (calamine would not notice), or one of BROKEN.
    """
    return {
        name: _whole(data, entry)
        for name, entry in entries_by_name(list_entries(data)).items()
        if name.startswith(_VALUES)
    }


def _whole(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    inflated = inflate_entry(data, entry, max(entry.file_size, 1))
    if zlib.crc32(inflated) != entry.CRC:
        raise zipfile.BadZipFile(entry.filename)
    return inflated


def read_part(data: bytes, parts: PackageParts, name: str) -> bytes:
    """A whole part; empty where the package has none of this name. Damage raises one of BROKEN."""
    entry = parts.get(name.casefold())
    return inflate_entry(data, entry, MAX_INFLATED_BYTES) if entry else b""


def read_relations(data: bytes, parts: PackageParts, name: str) -> dict[str, tuple[str, str]]:
    """What a part of a package refers to inside it: relation id → the last word of its type, and the part's name."""
    folder, _, file = name.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, told: dict[str, str]) -> None:
        if tag == "Relationship" and told.get("TargetMode") != "External":
            target = normpath(join("/" + folder, told.get("Target", "")))
            found[told.get("Id", "")] = told.get("Type", "").rpartition("/")[2], target.lstrip("/").casefold()

    parse_xml(read_part(data, parts, f"{folder}/_rels/{file}.rels"), start)
    return found


def worksheet_parts(data: bytes, parts: PackageParts) -> dict[str, str]:
    """Of an .xlsx: the name of each sheet → the part that it stands in, in lower case; where that is said and is so."""
    known = read_relations(data, parts, "xl/workbook.xml")
    found: dict[str, str] = {}

    def start(tag: str, told: dict[str, str]) -> None:
        if tag == "sheet":
            link = next((value for key, value in told.items() if key.endswith(":id")), "")
            target = known.get(link, ("", ""))[1]
            if target in parts:
                found[told.get("name", "")] = target

    parse_xml(read_part(data, parts, "xl/workbook.xml"), start)
    return found


def parse_xml(
    xml: bytes, start: _Start, end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None
) -> None:
    """Go through the elements of a part, without their prefixes. Raises expat.ExpatError.

    No entity is ever followed: the guard lets no doctype pass.
    """
    if not xml:
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, told: start(tag.rpartition(":")[2], told)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)  # noqa: FBT003 - expat takes no keywords
