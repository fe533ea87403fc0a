"""A second look at cells that read as blank, and at what numbers look like: calamine tells neither."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from duban.formats import csv_text as csvfile
from duban.formats.aside import UNCALCULATED_FORMULA
from duban.formats.detect import DetectedFile, FileFormat, package_format
from duban.formats.locked import decrypt_workbook
from duban.formats.package import (
    PACKAGE_ERRORS,
    entries_by_name,
    inflate_value_parts,
    list_entries,
    read_part,
    worksheet_parts,
)
from duban.formats.reader import MAX_ROWS
from duban.formats.remarks import read_extras
from duban.formats.sheet_xml import XlsxCell, XlsxStyles, may_hold_errors, read_xlsx_cells
from duban.workbook.book import cell_address

__all__ = [
    "UNCALCULATED_FORMULA",
    "UNREADABLE_CELL",
    "find_cell_errors",
    "find_coloured_cells",
    "find_fill_colours",
    "find_formula_cells",
    "find_number_formats",
]

UNREADABLE_CELL = "unseen"
"""The second look could not see this cell, so whether it is blank is not known."""

CellSelection = Mapping[str, AbstractSet[str]]
"""Sheet → addresses such as F7."""
TextByCell = dict[tuple[str, str], str]
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


def find_cell_errors(data: bytes, cells: CellSelection, passwords: Sequence[str] = ()) -> TextByCell:
    """What stands in the given cells, which read as blank when the file was read with these passwords.

    Returns the error as shown (`#REF!`), FORMULA or UNSEEN. A cell that is left out is really blank. Cheap when no
    such cell is an error or an unworked formula.
    """
    wanted = {sheet: addresses for sheet, addresses in cells.items() if addresses}
    if not wanted:
        return {}
    try:
        plain, sniffed = _again(data, passwords)
        if sniffed.file_format is FileFormat.XLSX:
            return dict(_odd_cells(plain, sniffed, wanted))
        odd = _csv_errors(plain) if sniffed.file_format is FileFormat.CSV else read_extras(plain, sniffed).cell_errors
    except MemoryError:
        raise  # the worker tells of it
    except Exception:  # noqa: BLE001 - a damaged part fails in too many ways to name
        return {(sheet, cell): UNREADABLE_CELL for sheet, addresses in wanted.items() for cell in addresses}
    return {(sheet, cell): found for (sheet, cell), found in odd.items() if cell in wanted.get(sheet, ())}


def find_number_formats(data: bytes, cells: CellSelection, passwords: Sequence[str] = ()) -> TextByCell:
    """The number formats of the given cells of an .xlsx, such as `0%`; no cell where they cannot be told."""
    return _looked_up(data, cells, passwords, XlsxStyles.number_format)


def find_coloured_cells(
    data: bytes, cells: Callable[[], CellSelection], form_colours: AbstractSet[str], passwords: Sequence[str] = ()
) -> TextByCell:
    """The cells of an .xlsx that somebody coloured: red, for not done. ours: the colours of forms, as RRGGBB.

    cells: asked for only where the styles name another colour.
    """
    usual = form_colours | _STANDING_BY
    try:
        plain, sniffed = _again(data, passwords)
        styles = read_part(plain, sniffed.parts, "xl/styles.xml") if sniffed.file_format is FileFormat.XLSX else b""
    except PACKAGE_ERRORS:
        return {}
    if all(_is_usual(_COLOUR.sub(rb"\1 \2", told).decode(), usual) for told in _FILL.findall(styles)):
        return {}
    return {
        at: colour for at, colour in find_fill_colours(data, cells(), passwords).items() if not _is_usual(colour, usual)
    }


def find_formula_cells(
    data: bytes, cells: Callable[[], CellSelection], issued_formulas: int, passwords: Sequence[str] = ()
) -> tuple[tuple[str, str], ...]:
    """The cells of an .xlsx whose values formulas gave. issued: so many formulas the form has at most.

    cells: asked for only where there are more of them.
    """
    try:
        plain, sniffed = _again(data, passwords)
        if sniffed.file_format is not FileFormat.XLSX:
            return ()
        if (
            sum(xml.count(b"</f>") for xml in _sheets(plain, sniffed)) <= issued_formulas
        ):  # one pass; of shared ones the first
            return ()
        wanted = cells()
        return tuple(
            (sheet, cell)
            for sheet, target in worksheet_parts(plain, sniffed.parts).items()
            for cell, seen in read_xlsx_cells(
                read_part(plain, sniffed.parts, target), wanted.get(sheet, frozenset())
            ).items()
            if seen.has_formula
        )
    except PACKAGE_ERRORS:
        return ()


def _is_usual(colour: str, usual: AbstractSet[str]) -> bool:
    return colour[-6:].upper() in usual or colour in _AUTOMATIC


def find_fill_colours(data: bytes, cells: CellSelection, passwords: Sequence[str] = ()) -> TextByCell:
    """The colours that fill the given cells of an .xlsx, as the file writes them, such as `FFFF0000`; else no cell."""
    return _looked_up(data, cells, passwords, XlsxStyles.fill_colour)


def _again(data: bytes, passwords: Sequence[str]) -> tuple[bytes, DetectedFile]:
    """What was read before. A package has passed the guard then, and is not judged twice. Raises as reading does."""
    if data.startswith(b"PK"):
        parts = entries_by_name(list_entries(data))
        kind = package_format(parts)
        return data, DetectedFile(FileFormat(kind), parts)
    plain, sniffed, _ = decrypt_workbook(data, passwords)
    return plain, sniffed


def _odd_cells(data: bytes, sniffed: DetectedFile, wanted: CellSelection) -> Iterator[tuple[tuple[str, str], str]]:
    """Of an .xlsx. A sheet whose part cannot be found was not read either, but it is not called blank."""
    cells = frozenset[str]().union(*wanted.values())
    if not any(may_hold_errors(xml, cells) for xml in _sheets(data, sniffed)):
        return  # nearly always, and sooner known than which sheet stands in which part
    known = worksheet_parts(data, sniffed.parts)
    for sheet, addresses in wanted.items():
        if sheet not in known:
            yield from (((sheet, cell), UNREADABLE_CELL) for cell in addresses)
            continue
        xml = read_part(data, sniffed.parts, known[sheet])
        for cell, seen in read_xlsx_cells(xml, addresses).items() if may_hold_errors(xml, addresses) else ():
            if found := _oddity(seen):
                yield (sheet, cell), found


def _sheets(data: bytes, sniffed: DetectedFile) -> Iterator[bytes]:
    """The parts that may hold cells, wherever a program put them."""
    inflated = inflate_value_parts(data)
    for name in sniffed.parts:
        if not name.startswith(_NO_CELLS):
            yield inflated[name] if name in inflated else read_part(data, sniffed.parts, name)


def _oddity(cell: XlsxCell) -> str:
    """What is odd about a cell that reads as blank; empty where nothing is."""
    if cell.value_type == "e":
        return cell.value or UNREADABLE_CELL
    worked_out = cell.value or cell.value_type == "str"  # a text formula whose text is empty has been worked out
    return UNCALCULATED_FORMULA if cell.has_formula and not worked_out else ""


def _csv_errors(data: bytes) -> TextByCell:
    """Where a table in plain text says `#REF!` and the like."""
    return {
        ("", cell_address(row, column)): value
        for row, values in enumerate(csvfile.read_csv_rows(data, MAX_ROWS), start=1)
        for column, value in enumerate(values, start=1)
        if value in csvfile.ERROR_TEXTS
    }


def _looked_up(
    data: bytes, cells: CellSelection, passwords: Sequence[str], tell: Callable[[XlsxStyles, int], str]
) -> TextByCell:
    """What the styles of an .xlsx say of each cell; nothing of any cell where they cannot be read."""
    found: TextByCell = {}
    try:
        plain, sniffed = _again(data, passwords)
        if sniffed.file_format is not FileFormat.XLSX:
            return {}
        styles = XlsxStyles(read_part(plain, sniffed.parts, "xl/styles.xml"))
        for sheet, target in worksheet_parts(plain, sniffed.parts).items():
            for cell, seen in read_xlsx_cells(
                read_part(plain, sniffed.parts, target), cells.get(sheet, frozenset())
            ).items():
                if told := tell(styles, seen.style):
                    found[sheet, cell] = told
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - as above
        return {}
    return found
