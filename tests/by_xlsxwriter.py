"""A book whose rows, styles and rules are written by xlsxwriter, cell by cell: what our writer is held to."""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from duban.text.display import shorten
from duban.text.folding import printable_text
from duban.workbook.book import LONGEST_CELL_TEXT, Book, Cell, Sheet, Validation, cell_address
from duban.workbook.long_lists import with_lists_sheet
from duban.writers.link_address import is_underlined_link, link_address
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.validation_options import validation_options
from duban.writers.xlsx_setup import add_charts, add_logo, comment_options, set_up_sheet, set_up_workbook


def write_workbook(book: Book, styles: ResolvedStyles) -> bytes:
    """The file, as xlsxwriter packs it.

    Raises:
        ValueError: xlsxwriter would drop something with only a warning: a validation or a link that it refuses.
    """
    book = with_lists_sheet(book)
    buffer = BytesIO()
    workbook = _LockedWorkbook(buffer, {"in_memory": True})
    set_up_workbook(workbook, book)
    workbook.lock_structure = any(sheet.locked for sheet in book.sheets)
    formats = _Formats(workbook, styles)
    worksheets: list[Any] = [workbook.add_worksheet(sheet.name, _GrowingWorksheet) for sheet in book.sheets]
    for sheet, worksheet in zip(book.sheets, worksheets, strict=True):
        last_row = _write_rows(worksheet, sheet, formats)
        _add_rules(worksheet, sheet, formats)
        set_up_sheet(worksheet, sheet, book, styles, last_row)
        add_charts(workbook, worksheet, sheet, styles)
    if book.has_logo:
        title = next((str(cell.value) for row in book.sheets[0].rows for cell in row.cells if cell), "")
        add_logo(worksheets[0], book.sheets[0], title, styles)
    workbook.close()
    return buffer.getvalue()


class _Formats(dict[str, Format]):
    """The styles as the workbook's formats, each made when it is first needed: a form needs a third of them."""

    def __init__(self, workbook: Workbook, styles: ResolvedStyles) -> None:
        super().__init__()
        self._workbook = workbook
        self._properties = styles.format_properties
        self._underlined: dict[str, Format] = {}

    def __missing__(self, style: str) -> Format:
        self[style] = self._workbook.add_format(self._properties[style])
        return self[style]

    def underlined(self, style: str) -> Format:
        if style not in self._underlined:
            self._underlined[style] = self._workbook.add_format({**self._properties[style], "underline": 1})
        return self._underlined[style]


class _LockedWorkbook(Workbook):
    """Adds `workbookProtection`, which xlsxwriter lacks: sheets cannot be added, removed or renamed."""

    lock_structure = False

    def _write_book_views(self) -> None:
        if self.lock_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", "1")])
        super()._write_book_views()


class _GrowingWorksheet(Worksheet):
    """Leaves `customHeight` out where a row shall grow with what is typed into it: programs keep a stated height.

    It takes formulas as they are: looking for functions newer than Excel 2007 costs half the time of a form. What a
    chart keeps of a blank cell is nothing: xlsxwriter keeps 0, to which a line would fall.
    """

    growing_rows: frozenset[int] = frozenset()
    """Counted from 1."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:  # noqa: ANN401 — as there
        if tag == "row" and attributes and attributes[0][1] in self.growing_rows:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, _expand: Any = False) -> str:  # noqa: ANN401, FBT002 — as there
        return formula.removeprefix("=")

    def _get_range_data(self, *bounds: int) -> list[Any]:
        values: list[Any] = super()._get_range_data(*bounds)  # type: ignore[no-untyped-call]
        return [None if value == "" else value for value in values]


def _add_rules(worksheet: _GrowingWorksheet, sheet: Sheet, formats: _Formats) -> None:
    for validation in sheet.validations:
        _write_validation(worksheet, validation)
    for conditional in sheet.conditional_formats:
        rule = {"type": "formula", "criteria": conditional.formula, "format": formats[conditional.style]}
        worksheet.conditional_format(conditional.cells, rule)


def _write_rows(worksheet: _GrowingWorksheet, sheet: Sheet, formats: _Formats) -> int:
    """Write the cells; the number of the last row."""
    number = 0
    growing: set[int] = set()
    for number, row in enumerate(sheet.rows, 1):
        if row.grows_when_typed:
            growing.add(number)
        if row.height is not None or row.hidden:
            worksheet.set_row(number - 1, row.height, None, {"hidden": True} if row.hidden else None)
        for column, cell in enumerate(row.cells):
            if cell is not None:
                _write_cell(worksheet, number - 1, column, cell, formats)
    worksheet.growing_rows = frozenset(growing)
    return number


def _write_cell(worksheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    style, value = formats[cell.style], cell.value
    if cell.column_span > 1 or cell.row_span > 1:
        worksheet.merge_range(row, column, row + cell.row_span - 1, column + cell.column_span - 1, "", style)
    if cell.formula:
        worksheet.write_formula(row, column, cell.formula, style, value)
    elif value is None or value == "":
        worksheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        _write_text(worksheet, row, column, cell, formats)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, datetime.combine(value, time()), style)
    else:
        worksheet.write_number(row, column, float(value) + 0 if isinstance(value, Decimal) else value, style)
    _add_link_and_note(worksheet, row, column, cell)


def _add_link_and_note(worksheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    """What belongs to a cell beside its value; the link of a text is written with it."""
    if cell.link and not is_underlined_link(cell):
        worksheet.hyperlinks[row][column] = Url(link_address(cell.link))
    if cell.note:
        note = _cell_text(cell.note)
        worksheet.write_comment(row, column, note, comment_options(note))


def _write_text(worksheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    text, style = _cell_text(str(cell.value)), formats[cell.style]
    if cell.link and is_underlined_link(cell):
        _write_link(worksheet, row, column, link_address(cell.link), formats.underlined(cell.style), text)
        return
    pieces = [piece for piece in _pieces(cell, text, formats) if piece[1]]
    if len(pieces) > 1 and sum(len(part) for _, part in pieces) == len(text):
        worksheet.write_rich_string(row, column, *(fragment for piece in pieces for fragment in piece), style)
    else:
        worksheet.write_string(row, column, text, pieces[0][0] if len(pieces) == 1 else style)


def _write_link(worksheet: Worksheet, row: int, column: int, address: str, style: Format, text: str) -> None:
    if worksheet.write_url(row, column, address, style, text) != 0:
        message = f"{cell_address(row + 1, column + 1)}: a link that Excel would not take"
        raise ValueError(message)


def _pieces(cell: Cell, text: str, formats: _Formats) -> list[tuple[Format, str]]:
    """The text in pieces, each with its letters."""
    if cell.parts:
        return [(formats[part.style], printable_text(part.text)) for part in cell.parts]
    if not cell.underline:
        return [(formats[cell.style], text)]
    before, part, after = text.partition(cell.underline)
    return [(formats[cell.style], before), (formats.underlined(cell.style), part), (formats[cell.style], after)]


def _cell_text(text: str) -> str:
    """What stands of a text in a cell: what can be seen, and not more than Excel takes."""
    return shorten(printable_text(text), LONGEST_CELL_TEXT)


def _write_validation(worksheet: Worksheet, rule: Validation) -> None:
    if worksheet.data_validation(rule.cells, validation_options(rule)) not in (0, None):
        message = f"{rule.cells}: a validation that Excel would not take"
        raise ValueError(message)
