"""Excel 2007 and later (.xlsx, .xlsm): calamine reads the values; all that it does not tell is read from the XML.

Cells are looked at again in one streaming pass over the part that their sheet stands in (duban.formats.xlsx_cells).
"""

from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from html import unescape
from itertools import chain

from duban.formats.drawings import may_hold_drawings, read_drawings
from duban.formats.opened_file import (
    PICTURE_IN_CELL,
    UNCALCULATED_FORMULA,
    UNREADABLE_CELL,
    CellSelection,
    LookByCell,
    OpenedFile,
    file_format,
)
from duban.formats.package import MEGABYTE, PACKAGE_ERRORS, xml_root
from duban.formats.shared_texts import SHARED_TEXTS, join_pieces, part_letters
from duban.formats.workbook_extras import TextByCell, WorkbookExtras
from duban.formats.xlsx_cells import SheetCells, XlsxCell, read_xlsx_cells
from duban.formats.xlsx_sheet_look import SheetLookReader
from duban.formats.xlsx_styles import XlsxStyles, may_have_odd_runs, may_have_odd_styles, read_shared_runs
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.document import SheetLook

_FILL = lazy_pattern(rb"""fgColor\s+(\w+\s*=\s*["'][^"']*["'])""")
_COLOUR = lazy_pattern(rb"""(\w+)\s*=\s*["']([^"']*)["']""")
_AUTOMATIC_COLOURS = ("", "indexed 64", "indexed 65")
_LIBREOFFICE_COLOURS = frozenset({"000000", "FFFFFF", "CCFFCC", "FFCCCC", "FFFFCC", "CC0000", "808080", "DDDDDD"})
"""Colours of styles that LibreOffice writes whether anybody uses them or not; and no colour at all."""
_PARTS_WITHOUT_CELLS = (
    *("_rels/", "[content_types].", "docprops/", "xl/_rels/", "xl/drawings/", "xl/media/"),
    *("xl/sharedstrings.", "xl/styles.", "xl/theme/", "xl/workbook."),
)
_PAGE_TEXT = lazy_pattern(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]+)<")
_DATE_1904 = lazy_pattern(rb"""date1904\s*=\s*["'](?:1|true|on)["']""")
_PROPERTY = lazy_pattern(rb"""<(?:\w+:)?property\b[^>]*\sname="([^"]*)"[^>]*>\s*<[\w:]+>([^<]*)<""")


class OfficePackage(OpenedFile):
    """What .xlsx and .xlsb have in common: a package with custom properties in one XML part."""

    def properties(self) -> dict[str, str]:
        """The custom properties; damage raises one of PACKAGE_ERRORS."""
        properties = _PROPERTY.findall(self.package.read("docprops/custom.xml", MEGABYTE))
        return {_xml_text(name): _xml_text(value) for name, value in properties}


@file_format("xlsx", ".xlsx", ".xlsm")
class XlsxFile(OfficePackage):
    """A package whose parts are XML."""

    @classmethod
    def recognises(cls, entry_names: Collection[str], text: str) -> bool:
        """By the part that lists its sheets."""
        return "xl/workbook.xml" in entry_names

    @cached_property
    def extras(self) -> WorkbookExtras:
        """The comments and the date system; errors are looked for where they are asked for."""
        extras = WorkbookExtras(date_1904=_DATE_1904.search(self.package.read("xl/workbook.xml", 2048)) is not None)
        if self._has_entry(("xl/comments", "xl/threadedcomments")):
            self._read_comments(extras)
        if may_hold_drawings(self.package):
            for sheet, part in self._sheet_parts.items():
                read_drawings(extras, self.package, sheet, part)
        return extras

    def readable_data(self) -> bytes:
        """Without what says how letters are written, and without formulas."""
        texts, letters = self._shared_texts_and_letters
        texts = texts if texts is letters else join_pieces(texts)
        sheets = {name: cells.without_formulas for name, cells in self._cells_by_part.items()}
        values = {name: sheets[name] for name in sheets.keys() & self.package.value_parts.keys()}
        return self.package.unpacked({**values, SHARED_TEXTS: texts} if texts else values)

    @cached_property
    def _shared_texts_and_letters(self) -> tuple[bytes, bytes]:
        return part_letters(self.package.read(SHARED_TEXTS))

    def page_texts(self, is_own: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
        """They are searched in the parts that may hold cells; then it is asked which sheet it is."""
        written_by_part = {name: _page_texts(cells.xml) for name, cells in self._cells_by_part.items()}
        texts = {written: _xml_text(written) for written in set(chain.from_iterable(written_by_part.values()))}
        strange = {written: text for written, text in texts.items() if not is_own(text)}
        if strange:
            for sheet, part in self._sheet_parts.items():
                yield from (
                    (sheet, strange[written]) for written in written_by_part.get(part, ()) if written in strange
                )

    def _read_comments(self, extras: WorkbookExtras) -> None:
        """Each comment on a cell. Beside a threaded one Excel keeps a stand-in, which is not told again."""
        threads: dict[tuple[str, str], str] = {}
        for sheet, sheet_part in self._sheet_parts.items():
            for relation in self.package.relations(sheet_part).values():
                if relation.type == "threadedComment":
                    for cell, text, _ in _read_comment_part(self.package.read(relation.target), relation.type, "text"):
                        threads.setdefault((sheet, cell), text)
                elif relation.type == "comments":
                    for cell, text, author in _read_comment_part(self.package.read(relation.target), "comment", "t"):
                        extras.add_comment(sheet, cell, text, author)
        extras.threaded_comments = [(sheet, cell, text) for (sheet, cell), text in threads.items()]
        extras.comments = [comment for comment in extras.comments if comment[:2] not in threads]

    def find_errors(self, cells: CellSelection) -> TextByCell:
        """One streaming pass over each sheet's part, where it may hold any; damage raises one of PACKAGE_ERRORS."""
        if not self._may_hold_errors(cells):
            return {}  # nearly always, and sooner known than which sheet stands in which part
        errors: TextByCell = {}
        for sheet, wanted in cells.items():
            part = self._sheet_parts.get(sheet)
            if part is None:  # then it was not read either, but it is not called blank
                errors |= {(sheet, address): UNREADABLE_CELL for address in wanted}
                continue
            cells_of_sheet = self._cells_by_part.get(part) or SheetCells(self.package.read(part))
            if cells_of_sheet.may_hold_errors(wanted):
                seen = read_xlsx_cells(cells_of_sheet.xml, wanted)
                errors |= {(sheet, address): error for address, cell in seen.items() if (error := _error(cell))}
        return errors

    def _may_hold_errors(self, cells: CellSelection) -> bool:
        """Whether one of these cells, on any sheet, may be an error."""
        suspected = [part for part in self._cells_by_part.values() if part.has_suspects]
        addresses = frozenset(chain.from_iterable(cells.values() if suspected else ()))
        return any(part.may_hold_errors(addresses) for part in suspected)

    def find_looks(self, cells: CellSelection, unsettled: CellSelection) -> LookByCell:
        """First the parts are searched for odd styles and letters, then the cells are read."""
        styles = self._odd_styles() or (XlsxStyles(self._styles_xml) if any(unsettled.values()) else None)
        if styles is None:
            return {}
        runs_by_text = read_shared_runs(self.package.read(SHARED_TEXTS))
        looks: LookByCell = {}
        for sheet, address, cell in self._cells(cells):
            runs = cell.runs or runs_by_text.get(cell.value if cell.value_type == "s" else "", ())
            if runs or cell.style in styles.odd_styles or address in unsettled.get(sheet, ()):
                looks[sheet, address] = styles.look(cell.style, runs)
        return looks

    def _odd_styles(self) -> XlsxStyles | None:
        """The styles, where one of them, or a text, may show another thing than the value; else None."""
        _, shared_letters = self._shared_texts_and_letters
        cells = (cells.cells for cells in self._cells_by_part.values())
        has_runs = any(map(may_have_odd_runs, chain([shared_letters], cells)))
        if not has_runs and not may_have_odd_styles(self._styles_xml):
            return None
        styles = XlsxStyles(self._styles_xml)
        return styles if has_runs or styles.odd_styles else None

    @cached_property
    def _styles_xml(self) -> bytes:
        return self.package.read("xl/styles.xml")

    def coloured_cells(self, cells: CellSelection, form_colours: AbstractSet[str]) -> TextByCell:
        """First the fills of the styles are searched, then those of the cells are read; none where they cannot be."""
        expected = form_colours | _LIBREOFFICE_COLOURS
        try:
            fills = _FILL.findall(self._styles_xml)
        except PACKAGE_ERRORS:
            return {}
        if all(_is_expected(_COLOUR.sub(rb"\1 \2", fill).decode(), expected) for fill in set(fills)):
            return {}
        colours = self._fill_colours(cells)
        return {cell: colour for cell, colour in colours.items() if not _is_expected(colour, expected)}

    def sheet_looks(self) -> dict[str, SheetLook]:
        """Words are underlined as whole texts or as pieces of them."""
        reader = SheetLookReader(self._styles_xml, self.package.read(SHARED_TEXTS))
        return {sheet: reader.look(self.package.read(part)) for sheet, part in self._sheet_parts.items()}

    def formula_cells(self, cells: CellSelection, issued_formulas: int) -> Collection[tuple[str, str]]:
        """First all formulas are counted in one pass (of shared ones the first); none where a part is damaged."""
        try:
            if sum(cells.formula_count for cells in self._cells_by_part.values()) <= issued_formulas:
                return ()
            return [(sheet, address) for sheet, address, cell in self._cells(cells) if cell.has_formula]
        except PACKAGE_ERRORS:
            return ()

    def _fill_colours(self, cells: CellSelection) -> TextByCell:
        """What fills each cell; nothing of any cell where the styles cannot be read."""
        if not cells:
            return {}
        try:
            styles = XlsxStyles(self._styles_xml)
            colours = ((sheet, address, styles.fill_colour(cell.style)) for sheet, address, cell in self._cells(cells))
            return {(sheet, address): colour for sheet, address, colour in colours if colour}
        except MemoryError:
            raise  # the worker tells of it
        except Exception:  # noqa: BLE001 - a damaged part fails in too many ways to name
            return {}

    def _cells(self, cells: CellSelection) -> Iterator[tuple[str, str, XlsxCell]]:
        """Sheet, address and cell of those of these cells that the file holds."""
        for sheet, part in self._sheet_parts.items():
            if wanted := cells.get(sheet):
                for address, cell in read_xlsx_cells(self.package.read(part), wanted).items():
                    yield sheet, address, cell

    @cached_property
    def _cells_by_part(self) -> dict[str, SheetCells]:
        """The parts that may hold cells, wherever a program put them."""
        names = (name for name in self.package.parts if not name.startswith(_PARTS_WITHOUT_CELLS))
        return {name: SheetCells(self.package.read(name)) for name in names}

    @cached_property
    def _sheet_parts(self) -> dict[str, str]:
        """The name of each sheet → the part that it stands in, in lower case; where that is said and is so."""
        relations = self.package.relations("xl/workbook.xml")
        parts: dict[str, str] = {}
        for sheet in xml_root(self.package.read("xl/workbook.xml")).iterfind("{*}sheets/{*}sheet"):
            link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            if link in relations and relations[link].target in self.package.parts:
                parts[sheet.get("name", "")] = relations[link].target
        return parts


def _page_texts(xml: bytes) -> list[bytes]:
    """The heads and feet of the printed pages of a sheet, as they are written; they stand behind its cells."""
    start = xml.find(b"headerFooter", max(xml.rfind(b"sheetData"), 0))
    return _PAGE_TEXT.findall(xml, start) if start >= 0 else []


def _xml_text(raw: bytes) -> str:
    return unescape(raw.decode("utf-8", "replace"))


def _is_expected(colour: str, expected: AbstractSet[str]) -> bool:
    return colour[-6:].upper() in expected or colour in _AUTOMATIC_COLOURS


def _error(cell: XlsxCell) -> str:
    """What a cell that reads as blank holds; empty where it is blank."""
    if cell.value_type == "rich":
        return PICTURE_IN_CELL
    if cell.value_type == "e":
        return cell.value or UNREADABLE_CELL
    calculated = cell.value or cell.value_type == "str"  # a text formula whose text is empty has been calculated
    return UNCALCULATED_FORMULA if cell.has_formula and not calculated else ""


def _read_comment_part(xml: bytes, comment_tag: str, text_tag: str) -> Iterator[tuple[str, str, str]]:
    """Cell, text and author of every comment in a part.

    Args:
        xml: the part. A comment names its author by a number in a list.
        comment_tag: the element that a comment is.
        text_tag: the elements in it that hold its words.
    """
    root = xml_root(xml)
    authors = [author.text or "" for author in root.iterfind(".//{*}author")]
    for comment in root.iterfind(f".//{{*}}{comment_tag}"):
        text = "".join(piece.text or "" for piece in comment.iterfind(f".//{{*}}{text_tag}"))
        number = comment.get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        yield comment.get("ref", ""), text, author
