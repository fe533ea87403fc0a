"""A Book becomes the bytes of an .xlsx file; the only place that knows xlsxwriter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from duban.model.config import CellStyle
from duban.workbook.book import Book, Cell, Sheet, Validation, cell_address, column_letters
from duban.workbook.paging import wrapped_line_count

_A3, _A4 = 8, 9
_BORN = datetime(2000, 1, 1)  # noqa: DTZ001 — file properties carry no zone; fixed, so that bytes repeat
_ALLOWED = {"format_rows": True, "format_columns": True, "autofilter": True}
_MAX_TEXT = 32_767
_MM = 25.4  # an inch in millimetres
_NOTE_SCALE, _NOTE_WIDTH, _NOTE_LINE = 2, 34.0, 0.25  # of a comment: its usual width, in column units, a line's share
_FOOTER = 14.0  # mm above the edge: 7 below the text area, where its margin is that of a letter


class ResolvedStyles:
    """The styles with their colours and fonts put in: style name → xlsxwriter properties."""

    def __init__(self, styles: Mapping[str, CellStyle], colors: Mapping[str, str], fonts: Mapping[str, str]) -> None:
        self.format_properties = {name: _properties(style, colors, fonts) for name, style in styles.items()}


@dataclass(frozen=True, slots=True)
class PrintMargins:
    """How a book meets paper beyond what its sheets say. margins: left, right, top, bottom, in mm."""

    millimetres: tuple[float, float, float, float]


def write_workbook(book: Book, styles: ResolvedStyles, margins: PrintMargins | None = None) -> bytes:
    """The file. Same book, look and paper, same bytes.

    Raises ValueError where xlsxwriter would drop something with only a warning: a text over Excel's
    limit, a validation that it refuses.
    """
    buffer = BytesIO()
    with _LockedWorkbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": book.title, "created": _BORN})
        workbook.set_size(2400, 1500)
        for name, value in book.properties.items():
            workbook.set_custom_property(name, value, "text")
        workbook.lock_structure = any(sheet.locked for sheet in book.sheets)
        formats = _Formats(workbook, styles)
        sheets = [(sheet, workbook.add_worksheet(sheet.name, _OurWorksheet)) for sheet in book.sheets]
        for sheet, worksheet in sheets:
            _sheet(worksheet, sheet, formats, book.password)
            if margins:
                _paper(worksheet, sheet, margins)
    return buffer.getvalue()


class _Formats(dict[str, Format]):
    """The styles as the workbook's formats, each made when it is first asked for: a form needs a third of them."""

    def __init__(self, workbook: Workbook, look: ResolvedStyles) -> None:
        super().__init__()
        self._workbook = workbook
        self._look = look
        self._underlined: dict[str, Format] = {}

    def __missing__(self, style: str) -> Format:
        self[style] = self._workbook.add_format(self._look.format_properties[style])
        return self[style]

    def underlined(self, style: str) -> Format:
        if style not in self._underlined:
            self._underlined[style] = self._workbook.add_format({**self._look.format_properties[style], "underline": 1})
        return self._underlined[style]


class _LockedWorkbook(Workbook):
    """Adds `workbookProtection`, which xlsxwriter lacks: sheets cannot be added, removed or renamed."""

    lock_structure = False

    def _write_book_views(self) -> None:
        if self.lock_structure:
            self._xml_empty_tag("workbookProtection", [("lockStructure", "1")])
        super()._write_book_views()


class _OurWorksheet(Worksheet):
    """Leaves `customHeight` out where a row shall grow with what is typed into it: programs keep a stated height.

    It takes formulas as they are: looking for functions newer than Excel 2007 costs half the time of a form.
    """

    growing: frozenset[int] = frozenset()

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:  # noqa: ANN401 — as there
        if tag == "row" and attributes and attributes[0][1] in self.growing:
            attributes = [pair for pair in attributes if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, _expand: Any = False) -> str:  # noqa: ANN401, FBT002 — as there
        return formula.removeprefix("=")


def _properties(style: CellStyle, colors: Mapping[str, str], fonts: Mapping[str, str]) -> dict[str, object]:
    named: dict[str, object] = {
        "font_name": fonts[style.font or "body"],
        "font_size": style.size or 10,
        "bold": style.bold,
        "font_color": style.color and "#" + colors.get(style.color, style.color),
        "bg_color": style.fill and "#" + colors.get(style.fill, style.fill),
        "border": style.border,
        "border_color": style.border and "#" + colors["line"],
        "align": style.align,
        "valign": style.valign,
        "text_wrap": style.wrap,
        "num_format": style.format,
    }
    return {name: value for name, value in named.items() if value} | {"locked": not style.unlocked}


def _sheet(worksheet: _OurWorksheet, sheet: Sheet, formats: _Formats, password: str) -> None:
    _columns(worksheet, sheet)
    last = _lines(worksheet, sheet, formats)
    for validation in sheet.validations:
        _validation(worksheet, validation)
    for highlight in sheet.conditional_formats:
        worksheet.conditional_format(
            highlight.cells,
            {"type": "formula", "criteria": highlight.formula, "format": formats[highlight.style]},
        )
    if sheet.freeze:
        worksheet.freeze_panes(*sheet.freeze)
    if sheet.filter_range:
        first_row, first_column, last_row, last_column = sheet.filter_range
        worksheet.autofilter(first_row - 1, first_column - 1, last_row - 1, last_column - 1)
        if sheet.filter_values:
            worksheet.filter_column_list(sheet.filter_values[0] - 1, list(sheet.filter_values[1]))
    if sheet.locked:
        worksheet.protect(password, _ALLOWED)
    if sheet.visibility == "hidden":
        worksheet.hide()
    elif sheet.visibility == "very_hidden":
        worksheet.very_hidden()
    else:
        _page(worksheet, sheet, last)


def _columns(worksheet: Worksheet, sheet: Sheet) -> None:
    for column, width in enumerate(sheet.widths):
        worksheet.set_column(column, column, width)
    for column in sheet.hidden_columns:
        worksheet.set_column(column - 1, column - 1, None, None, {"hidden": True})


def _lines(worksheet: _OurWorksheet, sheet: Sheet, formats: _Formats) -> int:
    row = -1
    growing: set[int] = set()
    for row, line in enumerate(sheet.rows):
        if line.grows_when_typed:
            growing.add(row + 1)
        if line.height is not None or line.hidden:
            worksheet.set_row(row, line.height, None, {"hidden": True} if line.hidden else None)
        for column, cell in enumerate(line.cells):
            if cell is not None:
                _cell(worksheet, row, column, cell, formats)
    worksheet.growing = frozenset(growing)
    return row + 1


def _cell(worksheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    look = formats[cell.style]
    if cell.column_span > 1 or cell.row_span > 1:
        worksheet.merge_range(row, column, row + cell.row_span - 1, column + cell.column_span - 1, "", look)
    value = cell.value
    if cell.formula:
        worksheet.write_formula(row, column, cell.formula, look, value)
    elif value is None or value == "":
        worksheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        if len(value) > _MAX_TEXT:
            message = f"{cell_address(row + 1, column + 1)}: {len(value)} characters do not fit into one cell"
            raise ValueError(message)
        if cell.link:
            _link(worksheet, row, column, cell, formats)
        elif cell.underline:
            _underlined(worksheet, row, column, cell, formats)
        else:
            worksheet.write_string(row, column, value, look)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, datetime.combine(value, time()), look)
    else:
        worksheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value, look)
    if cell.note:
        tall = max(1.0, wrapped_line_count(cell.note, _NOTE_WIDTH) * _NOTE_LINE)
        worksheet.write_comment(
            row, column, cell.note, {"author": "duban", "x_scale": _NOTE_SCALE, "y_scale": tall, "font_size": 10}
        )


def _link(worksheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    """A text that leads to a cell of the same book: never to anything outside."""
    sheet, at = cell.link or ("", "")
    place = "'" + sheet.replace("'", "''") + "'!" + at
    if worksheet.write_url(row, column, f"internal:{place}", formats.underlined(cell.style), str(cell.value)) != 0:
        message = f"{cell_address(row + 1, column + 1)}: a link that Excel would not take"
        raise ValueError(message)


def _underlined(worksheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    """The text with the first place of a part of it underlined; a part that is not in it underlines nothing."""
    look, text = formats[cell.style], str(cell.value)
    before, part, after = text.partition(cell.underline)
    if text == part:
        worksheet.write_string(row, column, text, formats.underlined(cell.style))
    elif not part:
        worksheet.write_string(row, column, text, look)
    else:
        pieces = [(look, before), (formats.underlined(cell.style), part), (look, after)]
        worksheet.write_rich_string(row, column, *(each for piece in pieces if piece[1] for each in piece), look)


def _validation(worksheet: Worksheet, rule: Validation) -> None:
    options: dict[str, object] = {
        "validate": rule.kind,
        "input_title": rule.title[:32],
        "input_message": rule.prompt[:255],
        "error_title": rule.title[:32],
        "error_message": rule.error[:220],
        "show_error": rule.strict,
    }
    if rule.kind == "list":
        options["source"] = list(rule.options)
    else:
        low, high = (_plain(bound) for bound in (rule.low, rule.high))
        options |= {"criteria": "between", "minimum": low, "maximum": high}
        options["validate"] = "integer" if rule.kind == "whole" else rule.kind
    if worksheet.data_validation(rule.cells, options) not in (0, None):
        message = f"{rule.cells}: a validation that Excel would not take"
        raise ValueError(message)


def _plain(bound: date | int | Decimal) -> datetime | int | float:
    if isinstance(bound, date):
        return datetime.combine(bound, time())
    return float(bound) if isinstance(bound, Decimal) else bound


def _page(worksheet: Worksheet, sheet: Sheet, last_row: int) -> None:
    page = sheet.page
    worksheet.set_paper(_A3 if page.paper == "A3" else _A4)
    if page.landscape:
        worksheet.set_landscape()
    worksheet.set_margins(left=0.59, right=0.59, top=0.67, bottom=0.71)
    worksheet.center_horizontally()
    worksheet.fit_to_pages(1, 1 if page.fit_one_page else 0)
    if page.repeat_rows:
        worksheet.repeat_rows(page.repeat_rows[0] - 1, page.repeat_rows[1] - 1)
    if page.last_column and last_row:
        worksheet.print_area(f"A1:{column_letters(page.last_column)}{last_row}")
    if page.footer:
        worksheet.set_footer(page.footer)
    worksheet.set_h_pagebreaks([row - 1 for row in page.page_breaks])


def _paper(worksheet: Worksheet, sheet: Sheet, paper: PrintMargins) -> None:
    left, right, top, bottom = (side / _MM for side in paper.millimetres)
    worksheet.set_margins(left=left, right=right, top=top, bottom=bottom)
    worksheet.set_footer(sheet.page.footer, {"margin": _FOOTER / _MM})
