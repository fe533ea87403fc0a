"""What is worth telling of a workbook as a file: macros, comments, pictures, links that were not read."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from duban.formats import biff, ole
from duban.formats import ods as odsfile
from duban.formats.aside import WorkbookExtras
from duban.formats.detect import DetectedFile, FileFormat
from duban.formats.package import (
    MEGABYTE,
    PackageParts,
    inflate_entry,
    parse_xml,
    read_part,
    read_relations,
    worksheet_parts,
)

FileFinding = tuple[str, dict[str, object]]

_MOST_NOTES = 200
_NOWHERE = ("", "", "")  # of an .xlsb is only said that it has comments
_LONGEST = 1000
_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true|on)["']""")
_PROPERTY = re.compile(rb"""<(?:\w+:)?property\b[^>]*\sname="([^"]*)"[^>]*>\s*<[\w:]+>([^<]*)<""")
_PICTURES = ("xl/media/", "xl/cellimages.xml", "pictures/")
_MACROS = ("xl/vbaproject.bin", "basic/", "scripts/")


def file_findings(data: bytes, detected: DetectedFile, extras: WorkbookExtras) -> tuple[FileFinding, ...]:
    """All that is to be told, as finding codes with their facts. Costs nothing where there is nothing to tell.

    aside: what was found in a file that is no .xlsx.
    """
    found: list[FileFinding] = []
    if detected.file_format is FileFormat.CSV:
        found.append(("csv-weaker", {}))
    paths = "\n" + "\n".join(detected.parts)
    if any(f"\n{start}" in paths for start in _MACROS) or (
        detected.file_format is FileFormat.XLS and "_VBA_PROJECT_CUR" in ole.ole_entry_names(data)
    ):
        found.append(("macros-ignored", {}))
    if "\nxl/externallinks/" in paths:
        found.append(("external-links", {}))
    if any(f"\n{start}" in paths for start in _PICTURES):
        found.append(("cell-pictures", {}))
    if detected.file_format is FileFormat.XLSX and _is_1904(
        inflate_entry(data, detected.parts["xl/workbook.xml"], 2048)
    ):
        extras.date_1904 = True
    if extras.date_1904:
        found.append(("date-1904", {}))
    if "\nxl/comments" in paths or "\nxl/threadedcomments" in paths:
        found.extend(
            _comments(data, detected.parts)
            if detected.file_format is FileFormat.XLSX
            else _told("comments-found", [_NOWHERE])
        )
    found.extend(_told("comments-found", extras.comments))
    return tuple(found)


def read_custom_properties(data: bytes, detected: DetectedFile) -> dict[str, str]:
    """The custom properties of an .xlsx, .xlsb or .ods; none of other kinds. Damage raises one of BROKEN."""
    if detected.file_format is FileFormat.ODS:
        return odsfile.read_ods_properties(data, detected.parts)
    entry = detected.parts.get("docprops/custom.xml")
    if not entry:
        return {}
    found = _PROPERTY.findall(inflate_entry(data, entry, MEGABYTE))
    return {
        unescape(name.decode("utf-8", "replace")): unescape(text.decode("utf-8", "replace")) for name, text in found
    }


def read_extras(data: bytes, detected: DetectedFile) -> WorkbookExtras:
    """What stands beside the values of a file that is no .xlsx. Damage raises one of BROKEN, or IndexError."""
    if detected.file_format is FileFormat.XLS:
        return biff.read_xls_extras(data)
    if detected.file_format is FileFormat.XLSB:
        return biff.read_xlsb_extras(data, detected.parts)
    return odsfile.read_ods_extras(data, detected.parts) if detected.file_format is FileFormat.ODS else WorkbookExtras()


def _is_1904(start: bytes) -> bool:
    return b"date1904" in start and _1904.search(start) is not None


def _comments(data: bytes, parts: PackageParts) -> Iterator[FileFinding]:
    """Of an .xlsx: each comment on a cell. A threaded one is told as such, and not again as its own stand-in."""
    notes = WorkbookExtras()
    threaded: dict[tuple[str, str], str] = {}
    for sheet, target in worksheet_parts(data, parts).items():
        for kind, name in read_relations(data, parts, target).values():
            if kind == "threadedComment":
                for cell, words, _ in _texts(read_part(data, parts, name), "threadedComment", frozenset({"text"})):
                    threaded.setdefault((sheet, cell), words)
            elif kind == "comments":
                for cell, words, author in _texts(read_part(data, parts, name), "comment", frozenset({"t"})):
                    notes.add_comment(sheet, cell, words, author)
    yield from _told("threaded-comments", ((*at, words) for at, words in threaded.items()))
    yield from _told("comments-found", (note for note in notes.comments if note[:2] not in threaded))


def _texts(xml: bytes, element: str, inside: frozenset[str]) -> list[tuple[str, str, str]]:
    """Cell, words and author of every such element. inside: the elements that hold its words."""
    found: list[tuple[str, str, str]] = []
    authors: list[str] = []
    words: list[str] = []
    cell = by = within = ""

    def start(tag: str, told: dict[str, str]) -> None:
        nonlocal cell, by, within
        within = tag
        if tag == element:
            cell, by = told.get("ref", ""), told.get("authorId", "")
            words.clear()
        elif tag == "author":
            authors.append("")

    def end(tag: str) -> None:
        nonlocal within
        within = ""
        if tag == element:
            author = authors[int(by)] if by.isdecimal() and int(by) < len(authors) else ""
            found.append((cell, "".join(words), author))

    def text(piece: str) -> None:
        if within == "author":
            authors[-1] += piece
        elif within in inside:
            words.append(piece)

    parse_xml(xml, start, end, text)
    return found


def _told(code: str, notes: Iterable[tuple[str, str, str]]) -> list[FileFinding]:
    """Remarks on cells, the words on one line and cut short."""
    found: list[FileFinding] = []
    for sheet, cell, words in notes:
        line = " ".join(words.split())
        was = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
        found.append((code, {"sheet": sheet, "cell": cell, "was": was}))
    return found[:_MOST_NOTES]
