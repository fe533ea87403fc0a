"""Zip packages that are one document: their entries by name, inflated from the bytes, and their XML."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from posixpath import join, normpath
from typing import NamedTuple
from xml.parsers import expat

MEGABYTE = 1024 * 1024
MAX_INFLATED_BYTES = 128 * MEGABYTE

PACKAGE_ERRORS = (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, zlib.error, expat.ExpatError)
"""What reading a package may raise when it is damaged."""

_VALUE_PARTS = ("xl/worksheets/", "xl/sharedstrings.", "content.xml")


class Relation(NamedTuple):
    """A reference of one part to another: the last word of its type, and the other part's name in lower case."""

    type: str
    target: str


class Package:
    """A zip file in memory. Every method may raise one of PACKAGE_ERRORS.

    Attributes:
        entries: the table of contents, in its order.
        parts: the entries by their names in lower case, for programs do not agree on capitals; of two entries with
            one name the last counts.
    """

    def __init__(self, data: bytes, entries: Sequence[zipfile.ZipInfo]) -> None:
        self.entries = entries
        self.parts: Mapping[str, zipfile.ZipInfo] = {entry.filename.casefold(): entry for entry in entries}
        self._data = data

    @cached_property
    def value_parts(self) -> Mapping[str, bytes]:
        """The whole parts that values stand in, by their names in lower case.

        Raises:
            zipfile.BadZipFile: one is not what its checksum says (calamine would not notice).
        """
        return {name: self._checked(entry) for name, entry in self.parts.items() if name.startswith(_VALUE_PARTS)}

    def inflate(self, entry: zipfile.ZipInfo, max_bytes: int) -> bytes:
        """The first bytes of an entry, inflated: at most so many."""
        name_length, extra_length = struct.unpack_from("<HH", self._data, entry.header_offset + 26)
        start = entry.header_offset + 30 + name_length + extra_length
        packed = memoryview(self._data)[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            return bytes(packed[:max_bytes])
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, max_bytes)

    def read(self, name: str, max_bytes: int = MAX_INFLATED_BYTES) -> bytes:
        """The first bytes of a part, by its name in any case; empty where the package has none of this name."""
        entry = self.parts.get(name.casefold())
        return self.inflate(entry, max_bytes) if entry else b""

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part refers to inside the package, by relation id."""
        folder, _, file = name.rpartition("/")
        return {
            link.get("Id", ""): Relation(
                link.get("Type", "").rpartition("/")[2],
                normpath(join("/" + folder, link.get("Target", ""))).lstrip("/").casefold(),
            )
            for link in elements(self.read(f"{folder}/_rels/{file}.rels"), "Relationship")
            if link.get("TargetMode") != "External"
        }

    def _checked(self, entry: zipfile.ZipInfo) -> bytes:
        inflated = self.inflate(entry, max(entry.file_size, 1))
        if zlib.crc32(inflated) != entry.CRC:
            raise zipfile.BadZipFile(entry.filename)
        return inflated


NO_PACKAGE = Package(b"", ())
"""In place of the package of a file that is none: it has no parts."""


def open_package(data: bytes) -> Package:
    """Read the table of contents. Raises one of PACKAGE_ERRORS."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return Package(data, tuple(archive.infolist()))


def elements(xml: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of every element of this name (without prefix), in order. Raises expat.ExpatError."""
    attributes_of_each: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == name:
            attributes_of_each.append(attributes)

    parse_xml(xml, start)
    return attributes_of_each


def parse_xml(
    xml: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Go through the elements of an XML document once.

    Args:
        xml: the document; nothing happens where it is empty. No entity is ever followed, for no file with a doctype
            is opened (duban.formats.package_safety).
        start: gets each element's name without its prefix, and its attributes with theirs.
        end: gets the name likewise.
        text: gets the characters between tags, in one or more pieces.

    Raises:
        expat.ExpatError: it is not well-formed; what stands before the fault has been passed on.
    """
    if not xml:
        return
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)  # noqa: FBT003 - expat takes no keywords
