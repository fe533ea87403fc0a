"""Zip packages that are one document: their entries by name, inflated from the bytes, and their XML."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from posixpath import join, normpath
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, fromstring, iterparse

from duban.text.zip_bytes import PackedFile, checksum, inflated, join_packed, stored_whole

MEGABYTE = 1024 * 1024
MAX_INFLATED_BYTES = 128 * MEGABYTE

_DAMAGE = (zipfile.BadZipFile, NotImplementedError, struct.error, zlib.error, ValueError)
PACKAGE_ERRORS = (*_DAMAGE, ParseError, LookupError)
"""What reading a package may raise when it is damaged; LookupError where its XML names an unknown encoding."""

_SMALL_BYTES = 16 * 1024
"""An entry of so many is inflated as a whole as fast as its beginning, and kept: several look at it."""
_MOST_COPIED_BYTES = 16 * MEGABYTE
_END_OF_DIRECTORY = b"PK\5\6"
_LOCAL_HEADER = b"PK\3\4"
_DIRECTORY_ENTRY = b"PK\1\2"
_UTF_8_FLAG_BYTE = 0x08
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
"""How a part in it begins."""
_VALUE_PARTS = ("xl/worksheets/", "xl/sharedstrings.", "content.xml")


class Relation(NamedTuple):
    """A reference of one part to another: the last word of its type, and the other part's name in lower case."""

    type: str
    target: str


class Package:
    r"""A zip file in memory. Every method may raise one of PACKAGE_ERRORS.

    Attributes:
        entries: the table of contents, in its order.
        parts: the entries by their names in lower case and with plain strokes, for programs agree neither on
            capitals nor on `xl\workbook.xml` or `./xl/workbook.xml`; of two entries with one name the last counts.
    """

    def __init__(self, data: bytes, entries: Sequence[zipfile.ZipInfo]) -> None:
        self.entries = entries
        self.parts: Mapping[str, zipfile.ZipInfo] = {_part_name(entry.filename): entry for entry in entries}
        self._data = data
        self._small_contents: dict[zipfile.ZipInfo, bytes] = {}

    @property
    def plain_names(self) -> frozenset[str]:
        """The names of the parts, read as a careless program would read them: odd ones only hide what a file is."""
        return frozenset(name.lstrip("/") for name in self.parts)

    @cached_property
    def value_parts(self) -> Mapping[str, bytes]:
        """The whole parts that values stand in, by their names in lower case.

        Raises:
            zipfile.BadZipFile: one is not what its checksum says (calamine would not notice).
        """
        return {name: self.inflate_whole(entry) for name, entry in self.parts.items() if name.startswith(_VALUE_PARTS)}

    def inflate(self, entry: zipfile.ZipInfo, max_bytes: int) -> bytes:
        """The first bytes of an entry, inflated: at most so many. A small one is inflated once."""
        if content := self._small_contents.get(entry):
            return content[:max_bytes]
        packed = self._packed(entry)
        if entry.compress_type == zipfile.ZIP_STORED:
            return bytes(packed[:max_bytes])
        if entry.file_size <= max(max_bytes, _SMALL_BYTES) and (whole := inflated(packed, entry.file_size)):
            if entry.file_size <= _SMALL_BYTES:
                self._small_contents[entry] = whole
            return whole[:max_bytes]
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, max_bytes)  # also of what is damaged behind that

    def _packed(self, entry: zipfile.ZipInfo) -> memoryview:
        """The bytes of an entry as they stand in the zip."""
        name_length, extra_length = struct.unpack_from("<HH", self._data, entry.header_offset + 26)
        start = entry.header_offset + 30 + name_length + extra_length
        return memoryview(self._data)[start : start + entry.compress_size]

    def unpacked(self, replaced: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
        """The same zip with what values stand in as it is: who reads it need not inflate that again.

        It reads to the byte what was looked at here. A large one stays as it came, for it would take twice its room.

        Args:
            replaced: parts with values that come in place of its own.

        Raises:
            zipfile.BadZipFile: such a part does not begin where the table of contents says.
        """
        if sum(map(len, self.value_parts.values())) > _MOST_COPIED_BYTES:
            return self._data
        contents = {**self.value_parts, **replaced}
        return join_packed(self._entry_again(entry, contents.get(name)) for name, entry in self.parts.items())

    def _entry_again(self, entry: zipfile.ZipInfo, content: bytes | None) -> PackedFile:
        """An entry as it came, or with this content."""
        if content is None:
            return PackedFile(entry.filename, entry.file_size, entry.CRC, self._packed(entry), entry.compress_type)
        if not self._data.startswith(_LOCAL_HEADER, entry.header_offset):
            raise zipfile.BadZipFile(entry.filename)
        return stored_whole(entry.filename, content)

    def read(self, name: str, max_bytes: int = MAX_INFLATED_BYTES) -> bytes:
        """The first bytes of a part, by its name in any case; empty where the package has none of this name."""
        key = name.casefold()
        if key in self.value_parts:
            return self.value_parts[key][:max_bytes]
        return self.inflate(self.parts[key], max_bytes) if key in self.parts else b""

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part refers to inside the package, by relation id; the package itself has no name."""
        folder, _, file = name.rpartition("/")
        xml = self.read(f"{folder}/_rels/{file}.rels".lstrip("/"))
        if not xml:
            return {}
        return {
            link.get("Id", ""): Relation(
                link.get("Type", "").rpartition("/")[2],
                normpath(join("/" + folder, link.get("Target", "").replace("\\", "/"))).lstrip("/").casefold(),
            )
            for link in xml_root(xml).iterfind("{*}Relationship")
            if link.get("TargetMode") != "External"
        }

    def inflate_whole(self, entry: zipfile.ZipInfo) -> bytes:
        """All of an entry. Raises BadZipFile where it is not what its checksum says."""
        content = self.inflate(entry, max(entry.file_size, 1))
        if checksum(content) != entry.CRC:
            raise zipfile.BadZipFile(entry.filename)
        return content


def _part_name(entry_name: str) -> str:
    """One spelling of a name; one that leads out of the package stays as it is, and is refused as that."""
    name = entry_name.replace("\\", "/").casefold()
    return normpath(name) if name.startswith("./") or "/./" in name else name


NO_PACKAGE = Package(b"", ())
"""In place of the package of a file that is none: it has no parts."""


def open_package(data: bytes) -> Package:
    """Read the table of contents, also where it calls names UTF-8 that are not. Raises one of PACKAGE_ERRORS."""
    try:
        entries = _entries(data)
    except UnicodeDecodeError:
        entries = _entries(_without_utf_8_flags(data))
    return Package(data, entries)


def _entries(data: bytes) -> tuple[zipfile.ZipInfo, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple(archive.infolist())


def _without_utf_8_flags(data: bytes) -> bytes:
    """The same zip in whose table of contents no name says its encoding."""
    end = data.rfind(_END_OF_DIRECTORY)
    (start,) = struct.unpack_from("<I", data, end + 16)
    changed = bytearray(data)
    while start < end and data[start : start + 4] == _DIRECTORY_ENTRY:
        changed[start + 9] &= ~_UTF_8_FLAG_BYTE
        start += 46 + sum(struct.unpack_from("<3H", data, start + 28))
    return bytes(changed)


def is_utf_16(xml: bytes) -> bool:
    """Whether a part is in UTF-16, in which a search for bytes of ASCII would find nothing."""
    return xml.startswith(_UTF_16)


def xml_root(xml: bytes | str) -> Element:
    """A whole XML document; an element without content where it is empty. Raises one of PACKAGE_ERRORS.

    No entity is ever followed, for no package with a doctype is opened (duban.formats.package_safety).
    """
    return fromstring(xml) if xml else Element("empty")  # noqa: S314


def xml_events(xml: bytes, *names: str) -> Iterator[tuple[str, str, Element]]:
    """Go through an XML document once, without holding it as a whole where the caller clears what it has seen.

    Args:
        xml: the document; nothing comes of an empty one.
        names: of the elements to stop at, without their namespaces.

    Yields:
        `start` or `end`, the element's name, and the element: at its start it has attributes only, at its end all
        that it holds.

    Raises:
        One of PACKAGE_ERRORS, behind the last event before the fault.
    """
    if not xml:
        return
    for event, element in iterparse(io.BytesIO(xml), ("start", "end")):  # noqa: S314
        name = element.tag.rpartition("}")[2]
        if name in names:
            yield event, name, element


def local_name(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]
