"""A second look at cells that read as blank, and at what numbers look like: calamine tells neither."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from duban.formats import csv_text as csvfile
from duban.formats.aside import FORMULA
from duban.formats.detect import Kind, Sniffed, package_kind
from duban.formats.locked import opened
from duban.formats.package import BROKEN, entries, part, parts_of, values, worksheets
from duban.formats.reader import MOST_ROWS
from duban.formats.remarks import aside
from duban.formats.sheet_xml import Styles, XmlCell, may_be_odd, xml_cells
from duban.workbook.book import address

__all__ = ["FORMULA", "UNSEEN", "calculated", "fills", "formats", "painted", "second_look"]

UNSEEN = "unseen"
"""The second look could not see this cell, so whether it is blank is not known."""

Cells = Mapping[str, AbstractSet[str]]
"""Sheet → addresses such as F7."""
Seen = dict[tuple[str, str], str]
"""By sheet and address."""
_FILL = re.compile(rb"""<(?:\w+:)?fgColor\s+(\w+\s*=\s*["'][^"']*["'])""")
_COLOUR = re.compile(rb"""(\w+)\s*=\s*["']([^"']*)["']""")
_AUTOMATIC = ("", "indexed 64", "indexed 65")
_STANDING_BY = frozenset({"000000", "FFFFFF", "CCFFCC", "FFCCCC", "FFFFCC", "CC0000", "808080", "DDDDDD"})
"""Colours of styles that LibreOffice writes whether anybody uses them or not; and no colour at all."""
_NO_CELLS = (
    *("_rels/", "[content_types].", "docprops/", "xl/_rels/", "xl/drawings/", "xl/media/"),
    *("xl/sharedstrings.", "xl/styles.", "xl/theme/", "xl/workbook."),
)


def second_look(data: bytes, cells: Cells, passwords: Sequence[str] = ()) -> Seen:
    """What stands in the given cells, which read as blank when the file was read with these passwords.

    Returns the error as shown (`#REF!`), FORMULA or UNSEEN. A cell that is left out is really blank. Cheap when no
    such cell is an error or an unworked formula.
    """
    wanted = {sheet: addresses for sheet, addresses in cells.items() if addresses}
    if not wanted:
        return {}
    try:
        plain, sniffed = _again(data, passwords)
        if sniffed.kind is Kind.XLSX:
            return dict(_odd_cells(plain, sniffed, wanted))
        odd = _csv_errors(plain) if sniffed.kind is Kind.CSV else aside(plain, sniffed).odd
    except MemoryError:
        raise  # the worker tells of it
    except Exception:  # noqa: BLE001 - a damaged part fails in too many ways to name
        return {(sheet, cell): UNSEEN for sheet, addresses in wanted.items() for cell in addresses}
    return {(sheet, cell): found for (sheet, cell), found in odd.items() if cell in wanted.get(sheet, ())}


def formats(data: bytes, cells: Cells, passwords: Sequence[str] = ()) -> Seen:
    """The number formats of the given cells of an .xlsx, such as `0%`; no cell where they cannot be told."""
    return _looked_up(data, cells, passwords, Styles.format)


def painted(data: bytes, cells: Callable[[], Cells], ours: AbstractSet[str], passwords: Sequence[str] = ()) -> Seen:
    """The cells of an .xlsx that somebody coloured: red, for not done. ours: the colours of forms, as RRGGBB.

    cells: asked for only where the styles name another colour.
    """
    usual = ours | _STANDING_BY
    try:
        plain, sniffed = _again(data, passwords)
        styles = part(plain, sniffed.parts, "xl/styles.xml") if sniffed.kind is Kind.XLSX else b""
    except BROKEN:
        return {}
    if all(_is_usual(_COLOUR.sub(rb"\1 \2", told).decode(), usual) for told in _FILL.findall(styles)):
        return {}
    return {at: colour for at, colour in fills(data, cells(), passwords).items() if not _is_usual(colour, usual)}


def calculated(
    data: bytes, cells: Callable[[], Cells], issued: int, passwords: Sequence[str] = ()
) -> tuple[tuple[str, str], ...]:
    """The cells of an .xlsx whose values formulas gave. issued: so many formulas the form has at most.

    cells: asked for only where there are more of them.
    """
    try:
        plain, sniffed = _again(data, passwords)
        if sniffed.kind is not Kind.XLSX:
            return ()
        if sum(xml.count(b"</f>") for xml in _sheets(plain, sniffed)) <= issued:  # one pass; of shared ones the first
            return ()
        wanted = cells()
        return tuple(
            (sheet, cell)
            for sheet, target in worksheets(plain, sniffed.parts).items()
            for cell, seen in xml_cells(part(plain, sniffed.parts, target), wanted.get(sheet, frozenset())).items()
            if seen.formula
        )
    except BROKEN:
        return ()


def _is_usual(colour: str, usual: AbstractSet[str]) -> bool:
    return colour[-6:].upper() in usual or colour in _AUTOMATIC


def fills(data: bytes, cells: Cells, passwords: Sequence[str] = ()) -> Seen:
    """The colours that fill the given cells of an .xlsx, as the file writes them, such as `FFFF0000`; else no cell."""
    return _looked_up(data, cells, passwords, Styles.fill)


def _again(data: bytes, passwords: Sequence[str]) -> tuple[bytes, Sniffed]:
    """What was read before. A package has passed the guard then, and is not judged twice. Raises as reading does."""
    if data.startswith(b"PK"):
        parts = parts_of(entries(data))
        kind = package_kind(parts)
        return data, Sniffed(Kind(kind), parts)
    plain, sniffed, _ = opened(data, passwords)
    return plain, sniffed


def _odd_cells(data: bytes, sniffed: Sniffed, wanted: Cells) -> Iterator[tuple[tuple[str, str], str]]:
    """Of an .xlsx. A sheet whose part cannot be found was not read either, but it is not called blank."""
    cells = frozenset[str]().union(*wanted.values())
    if not any(may_be_odd(xml, cells) for xml in _sheets(data, sniffed)):
        return  # nearly always, and sooner known than which sheet stands in which part
    known = worksheets(data, sniffed.parts)
    for sheet, addresses in wanted.items():
        if sheet not in known:
            yield from (((sheet, cell), UNSEEN) for cell in addresses)
            continue
        xml = part(data, sniffed.parts, known[sheet])
        for cell, seen in xml_cells(xml, addresses).items() if may_be_odd(xml, addresses) else ():
            if found := _oddity(seen):
                yield (sheet, cell), found


def _sheets(data: bytes, sniffed: Sniffed) -> Iterator[bytes]:
    """The parts that may hold cells, wherever a program put them."""
    inflated = values(data)
    for name in sniffed.parts:
        if not name.startswith(_NO_CELLS):
            yield inflated[name] if name in inflated else part(data, sniffed.parts, name)


def _oddity(cell: XmlCell) -> str:
    """What is odd about a cell that reads as blank; empty where nothing is."""
    if cell.kind == "e":
        return cell.value or UNSEEN
    worked_out = cell.value or cell.kind == "str"  # a text formula whose text is empty has been worked out
    return FORMULA if cell.formula and not worked_out else ""


def _csv_errors(data: bytes) -> Seen:
    """Where a table in plain text says `#REF!` and the like."""
    return {
        ("", address(row, column)): value
        for row, values in enumerate(csvfile.table(data, MOST_ROWS), start=1)
        for column, value in enumerate(values, start=1)
        if value in csvfile.ERRORS
    }


def _looked_up(data: bytes, cells: Cells, passwords: Sequence[str], tell: Callable[[Styles, int], str]) -> Seen:
    """What the styles of an .xlsx say of each cell; nothing of any cell where they cannot be read."""
    found: Seen = {}
    try:
        plain, sniffed = _again(data, passwords)
        if sniffed.kind is not Kind.XLSX:
            return {}
        styles = Styles(part(plain, sniffed.parts, "xl/styles.xml"))
        for sheet, target in worksheets(plain, sniffed.parts).items():
            for cell, seen in xml_cells(part(plain, sniffed.parts, target), cells.get(sheet, frozenset())).items():
                if told := tell(styles, seen.style):
                    found[sheet, cell] = told
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as above
        return {}
    return found
