"""What is worth telling of a workbook as a file: macros, comments, pictures, links that were not read."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from duban.formats import biff, ole
from duban.formats import ods as odsfile
from duban.formats.aside import Aside
from duban.formats.detect import Kind, Sniffed
from duban.formats.package import MEGABYTE, Parts, member, parse, part, relations, worksheets

Remark = tuple[str, dict[str, object]]

_MOST_NOTES = 200
_NOWHERE = ("", "", "")  # of an .xlsb is only said that it has comments
_LONGEST = 1000
_1904 = re.compile(rb"""\bdate1904\s*=\s*["'](?:1|true|on)["']""")
_PROPERTY = re.compile(rb"""<(?:\w+:)?property\b[^>]*\sname="([^"]*)"[^>]*>\s*<[\w:]+>([^<]*)<""")
_PICTURES = ("xl/media/", "xl/cellimages.xml", "pictures/")
_MACROS = ("xl/vbaproject.bin", "basic/", "scripts/")


def remarks(data: bytes, sniffed: Sniffed, aside: Aside) -> tuple[Remark, ...]:
    """All that is to be told, as finding codes with their facts. Costs nothing where there is nothing to tell.

    aside: what was found in a file that is no .xlsx.
    """
    found: list[Remark] = []
    if sniffed.kind is Kind.CSV:
        found.append(("csv-weaker", {}))
    paths = "\n" + "\n".join(sniffed.parts)
    if any(f"\n{start}" in paths for start in _MACROS) or (
        sniffed.kind is Kind.XLS and "_VBA_PROJECT_CUR" in ole.names(data)
    ):
        found.append(("macros-ignored", {}))
    if "\nxl/externallinks/" in paths:
        found.append(("external-links", {}))
    if any(f"\n{start}" in paths for start in _PICTURES):
        found.append(("cell-pictures", {}))
    if sniffed.kind is Kind.XLSX and _is_1904(member(data, sniffed.parts["xl/workbook.xml"], 2048)):
        aside.date_1904 = True
    if aside.date_1904:
        found.append(("date-1904", {}))
    if "\nxl/comments" in paths or "\nxl/threadedcomments" in paths:
        found.extend(
            _comments(data, sniffed.parts) if sniffed.kind is Kind.XLSX else _told("comments-found", [_NOWHERE])
        )
    found.extend(_told("comments-found", aside.notes))
    return tuple(found)


def properties(data: bytes, sniffed: Sniffed) -> dict[str, str]:
    """The custom properties of an .xlsx, .xlsb or .ods; none of other kinds. Damage raises one of BROKEN."""
    if sniffed.kind is Kind.ODS:
        return odsfile.properties(data, sniffed.parts)
    entry = sniffed.parts.get("docprops/custom.xml")
    if not entry:
        return {}
    found = _PROPERTY.findall(member(data, entry, MEGABYTE))
    return {
        unescape(name.decode("utf-8", "replace")): unescape(text.decode("utf-8", "replace")) for name, text in found
    }


def aside(data: bytes, sniffed: Sniffed) -> Aside:
    """What stands beside the values of a file that is no .xlsx. Damage raises one of BROKEN, or IndexError."""
    if sniffed.kind is Kind.XLS:
        return biff.xls(data)
    if sniffed.kind is Kind.XLSB:
        return biff.xlsb(data, sniffed.parts)
    return odsfile.ods(data, sniffed.parts) if sniffed.kind is Kind.ODS else Aside()


def _is_1904(start: bytes) -> bool:
    return b"date1904" in start and _1904.search(start) is not None


def _comments(data: bytes, parts: Parts) -> Iterator[Remark]:
    """Of an .xlsx: each comment on a cell. A threaded one is told as such, and not again as its own stand-in."""
    notes = Aside()
    threaded: dict[tuple[str, str], str] = {}
    for sheet, target in worksheets(data, parts).items():
        for kind, name in relations(data, parts, target).values():
            if kind == "threadedComment":
                for cell, words, _ in _texts(part(data, parts, name), "threadedComment", frozenset({"text"})):
                    threaded.setdefault((sheet, cell), words)
            elif kind == "comments":
                for cell, words, author in _texts(part(data, parts, name), "comment", frozenset({"t"})):
                    notes.note(sheet, cell, words, author)
    yield from _told("threaded-comments", ((*at, words) for at, words in threaded.items()))
    yield from _told("comments-found", (note for note in notes.notes if note[:2] not in threaded))


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

    parse(xml, start, end, text)
    return found


def _told(code: str, notes: Iterable[tuple[str, str, str]]) -> list[Remark]:
    """Remarks on cells, the words on one line and cut short."""
    found: list[Remark] = []
    for sheet, cell, words in notes:
        line = " ".join(words.split())
        was = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
        found.append((code, {"sheet": sheet, "cell": cell, "was": was}))
    return found[:_MOST_NOTES]
