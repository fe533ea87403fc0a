"""What is asked of xlsxwriter itself, around the rows: columns, locks, filters, pages, data bars, charts, the logo."""

from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter.image import Image
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duban.workbook.book import Book, Sheet, column_letters
from duban.workbook.paging import wrapped_line_count
from duban.writers import chart_options
from duban.writers.logo_options import logo_options, room_beside_title
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.xlsx_rules import must_take

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


def set_up_workbook(workbook: Workbook, book: Book) -> None:
    """All that does not belong to one sheet. workbook: a new one."""
    workbook.set_properties(_file_properties(book))
    workbook.set_size(2400, 1500)
    for name, value in book.properties.items():
        workbook.set_custom_property(name, value, "text")
    for name, cells in book.names.items():
        workbook.define_name(name, f"={cells}")


def _file_properties(book: Book) -> dict[str, object]:
    """What programs show of a file; nothing that the book does not say."""
    words = {"title": book.title, "subject": book.subject, "author": book.author, "company": book.company}
    return {name: text for name, text in words.items() if text} | {"created": _CREATED}


def set_up_sheet(worksheet: Worksheet, sheet: Sheet, book: Book, styles: ResolvedStyles, last_row: int) -> None:
    """All of a sheet but its rows, its rules and its charts.

    Args:
        worksheet: with its rules: data bars come after these.
        sheet: that it is to become.
        book: of the sheet.
        styles: with the colours.
        last_row: counted from 1.

    Raises:
        ValueError: Excel would not take a column or a data bar.
    """
    _set_columns(worksheet, sheet)
    _set_use(worksheet, sheet, book)
    if sheet.visibility == "visible":
        _set_page(worksheet, sheet, last_row, book.print_margins)
    _set_look_on_screen(worksheet, sheet, styles)
    _add_data_bars(worksheet, sheet, styles)


def _set_columns(worksheet: Worksheet, sheet: Sheet) -> None:
    for column, width in enumerate(sheet.widths):
        must_take(worksheet.set_column(column, column, width), f"{column_letters(column + 1)}: a column")
    for column in sheet.hidden_columns:
        worksheet.set_column(column - 1, column - 1, None, None, {"hidden": True})


def _set_use(worksheet: Worksheet, sheet: Sheet, book: Book) -> None:
    """What can be done with it, and whether it is seen."""
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
        must_take(worksheet.conditional_format(bar.cells, options), f"{bar.cells}: a data bar")


def add_charts(workbook: Workbook, worksheet: Worksheet, sheet: Sheet, styles: ResolvedStyles) -> None:
    """Each chart; the numbers of its cells are kept in it, for programs that show it without opening the cells.

    Args:
        workbook: of the sheet.
        worksheet: with its rows.
        sheet: that it is to become.
        styles: with the colours.
    """
    for chart in sheet.charts:
        drawn: Any = workbook.add_chart(chart_options.chart_type(chart))
        drawn._get_data_type = _names_are_words  # noqa: SLF001 — xlsxwriter keeps names like 10.10 as numbers: 10.1
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


def comment_options(note: str) -> dict[str, object]:
    """How a comment is shown. note: its words."""
    height = max(1.0, wrapped_line_count(note, _COMMENT_WIDTH) * _COMMENT_LINE)
    return {"author": "duban", "x_scale": _COMMENT_SCALE, "y_scale": height, "font_size": 10}


def add_logo(worksheet: Worksheet, sheet: Sheet, title: str, styles: ResolvedStyles) -> None:
    """The office's logo, where it has one, beside the title of a sheet.

    Args:
        worksheet: the first one.
        sheet: that it is to become.
        title: of the sheet.
        styles: with the logo.
    """
    if styles.logo:
        image = Image(BytesIO(styles.logo.data))
        options = logo_options(styles.logo, (image.x_dpi, image.y_dpi), room_beside_title(title, sheet.widths))
        worksheet.insert_image(0, 0, image, options)
