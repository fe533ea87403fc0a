"""A book written by xlsxwriter alone, cell by cell: what our writer of rows is held to."""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.image import Image
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from duban.text.display import shorten
from duban.text.folding import printable_text
from duban.workbook.book import LONGEST_CELL_TEXT, Book, Cell, Sheet, Validation, cell_address, column_letters
from duban.workbook.long_lists import with_lists_sheet
from duban.workbook.paging import wrapped_line_count
from duban.writers import chart_options
from duban.writers.link_address import is_underlined_link, link_address
from duban.writers.logo_options import logo_options, room_beside_title
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.validation_options import validation_options

_PAPER_CODES = {"A3": 8, "A4": 9}
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 — file properties carry no zone; fixed, so that bytes repeat
_ALLOWED = {"format_rows": True, "format_columns": True, "autofilter": True}
"""What may be done in a locked sheet."""
_USUAL_ZOOM = 100
_MM_PER_INCH = 25.4
_USUAL_MARGINS = {"left": 0.59, "right": 0.59, "top": 0.67, "bottom": 0.71}  # inches
_PRINT_FOOTER = 14.0  # mm above the edge: 7 below the text area, where its margin is that of a letter
_COMMENT_SCALE, _COMMENT_WIDTH, _COMMENT_LINE = 2, 34.0, 0.25
"""Of a comment: its width over the usual one, in column units, and the share of its usual height that a line takes."""


def write_workbook(book: Book, styles: ResolvedStyles) -> bytes:
    """The file, as xlsxwriter packs it.

    Raises:
        ValueError: xlsxwriter would drop something with only a warning: a validation or a link that it refuses.
    """
    book = with_lists_sheet(book)
    buffer = BytesIO()
    workbook = _LockedWorkbook(buffer, {"in_memory": True})
    workbook.set_properties(_file_properties(book))
    workbook.set_size(2400, 1500)
    for name, value in book.properties.items():
        workbook.set_custom_property(name, value, "text")
    workbook.lock_structure = any(sheet.locked for sheet in book.sheets)
    for name, cells in book.names.items():
        workbook.define_name(name, f"={cells}")
    formats = _Formats(workbook, styles)
    worksheets: list[Any] = [workbook.add_worksheet(sheet.name, _GrowingWorksheet) for sheet in book.sheets]
    for sheet, worksheet in zip(book.sheets, worksheets, strict=True):
        _write_sheet(worksheet, sheet, formats, book)
        _set_look_on_screen(worksheet, sheet, styles)
        _add_data_bars(worksheet, sheet, styles)
        _add_charts(workbook, worksheet, sheet, styles)
    if book.has_logo and styles.logo:
        image = Image(BytesIO(styles.logo.data))
        options = logo_options(styles.logo, (image.x_dpi, image.y_dpi), room_beside_title(book.sheets[0]))
        worksheets[0].insert_image(0, 0, image, options)
    workbook.close()
    return buffer.getvalue()


def _file_properties(book: Book) -> dict[str, object]:
    """What programs show of a file; nothing that the book does not say."""
    words = {"title": book.title, "subject": book.subject, "author": book.author, "company": book.company}
    return {name: text for name, text in words.items() if text} | {"created": _CREATED}


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


def _write_sheet(worksheet: _GrowingWorksheet, sheet: Sheet, formats: _Formats, book: Book) -> None:
    _set_columns(worksheet, sheet)
    last_row = _write_rows(worksheet, sheet, formats)
    for validation in sheet.validations:
        _write_validation(worksheet, validation)
    for conditional in sheet.conditional_formats:
        rule = {"type": "formula", "criteria": conditional.formula, "format": formats[conditional.style]}
        worksheet.conditional_format(conditional.cells, rule)
    if sheet.freeze:
        worksheet.freeze_panes(*sheet.freeze)
    if sheet.filter_range:
        worksheet.autofilter(*(number - 1 for number in sheet.filter_range))
    if sheet.filter_values:
        worksheet.filter_column_list(sheet.filter_values[0] - 1, list(sheet.filter_values[1]))
    if sheet.locked:
        worksheet.protect(book.password, _ALLOWED)
    if sheet.visibility == "hidden":
        worksheet.hide()
    elif sheet.visibility == "very_hidden":
        worksheet.very_hidden()
    else:
        _set_page(worksheet, sheet, last_row, book.print_margins)


def _set_look_on_screen(worksheet: Worksheet, sheet: Sheet, styles: ResolvedStyles) -> None:
    if sheet.tab_color:
        worksheet.set_tab_color(styles.colors[sheet.tab_color])
    if sheet.zoom != _USUAL_ZOOM:
        worksheet.set_zoom(sheet.zoom)


def _add_data_bars(worksheet: Worksheet, sheet: Sheet, styles: ResolvedStyles) -> None:
    for bar in sheet.data_bars:
        options: dict[str, object] = {"type": "data_bar", "bar_color": styles.colors[bar.color]}
        options |= {"min_type": "num", "min_value": 0}
        if bar.longest is not None:
            options |= {"max_type": "num", "max_value": bar.longest}
        if worksheet.conditional_format(bar.cells, options) not in (0, None):
            message = f"{bar.cells}: a data bar that Excel would not take"
            raise ValueError(message)


def _add_charts(workbook: Workbook, worksheet: Worksheet, sheet: Sheet, styles: ResolvedStyles) -> None:
    """Each chart; the numbers of its cells are kept in it, for programs that show it without opening the cells."""
    for chart in sheet.charts:
        drawn: Any = workbook.add_chart(chart_options.chart_type(chart))
        drawn._get_data_type = _names_are_words
        for series in chart.series:
            drawn.add_series(chart_options.series_options(chart, series, sheet.name, styles))
        lying_axis, standing_axis = chart_options.axes(chart, styles)
        drawn.set_x_axis(lying_axis)
        drawn.set_y_axis(standing_axis)
        drawn.set_title(chart_options.title_options(chart, styles))
        drawn.set_legend(chart_options.legend_options(chart, styles))
        drawn.set_size(chart_options.size_options(chart))
        row, column = (number - 1 for number in chart.place)
        worksheet.insert_chart(row, column, drawn, {"description": chart.title})


def _names_are_words(_names: object) -> str:
    """What kind of cells name the bars or points of a chart, as xlsxwriter calls it."""
    return "str"


def _set_columns(worksheet: Worksheet, sheet: Sheet) -> None:
    for column, width in enumerate(sheet.widths):
        worksheet.set_column(column, column, width)
    for column in sheet.hidden_columns:
        worksheet.set_column(column - 1, column - 1, None, None, {"hidden": True})


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
        height = max(1.0, wrapped_line_count(note, _COMMENT_WIDTH) * _COMMENT_LINE)
        options = {"author": "duban", "x_scale": _COMMENT_SCALE, "y_scale": height, "font_size": 10}
        worksheet.write_comment(row, column, note, options)


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


def _set_page(
    worksheet: Worksheet, sheet: Sheet, last_row: int, print_margins: tuple[float, float, float, float] | None
) -> None:
    page = sheet.page
    worksheet.set_paper(_PAPER_CODES[page.paper])
    if page.landscape:
        worksheet.set_landscape()
    worksheet.set_margins(**_USUAL_MARGINS)
    worksheet.center_horizontally()
    worksheet.fit_to_pages(1, 1 if page.fit_one_page else 0)
    if page.repeat_rows:
        worksheet.repeat_rows(page.repeat_rows[0] - 1, page.repeat_rows[1] - 1)
    if page.last_column and last_row:
        worksheet.print_area(f"A1:{column_letters(page.last_column)}{last_row}")
    if page.footer:
        worksheet.set_footer(page.footer)
    if print_margins:
        worksheet.set_margins(*(margin / _MM_PER_INCH for margin in print_margins))
        worksheet.set_footer(page.footer, {"margin": _PRINT_FOOTER / _MM_PER_INCH})
    worksheet.set_h_pagebreaks([row - 1 for row in page.page_breaks])
