"""A Book, counted from 1, becomes an .xlsx file, by xlsxwriter, which counts from 0.

The rows are stamped by sheet_rows; all else of a workbook is xlsxwriter's, see xlsx_setup.
"""

from duban.workbook.book import Book, Sheet, cell_address
from duban.workbook.long_lists import with_lists_sheet
from duban.writers.link_address import is_underlined_link, link_address
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.shared_strings import cell_text
from duban.writers.sheet_rows import Looks, SheetRows
from duban.writers.xlsx_looks import BookStyles
from duban.writers.xlsx_package import PlainWorkbook, PlainWorksheet
from duban.writers.xlsx_rules import must_take, validation_xml
from duban.writers.xlsx_setup import add_charts, add_logo, comment_options, set_up_sheet, set_up_workbook
from duban.writers.zip_file import join_packed


def write_workbook(book: Book, styles: ResolvedStyles) -> bytes:
    """The file; the same book and styles give the same bytes.

    Raises:
        ValueError: something would be dropped with no more than a warning: cells, a rule or a link that Excel refuses.
    """
    book = with_lists_sheet(book)
    workbook = PlainWorkbook(styles)
    set_up_workbook(workbook, book)
    workbook.lock_structure = any(sheet.locked for sheet in book.sheets)
    looks = Looks(workbook.styles, workbook.styles.font)
    worksheets = [workbook.add_sheet(sheet.name) for sheet in book.sheets]
    for sheet, worksheet in zip(book.sheets, worksheets, strict=True):
        rows = SheetRows(sheet, looks, workbook.strings)
        worksheet.take_rows(rows)
        _add_links_and_notes(worksheet)
        _add_rules(worksheet, sheet, workbook.styles)
        set_up_sheet(worksheet, sheet, book, styles, rows.count)
        add_charts(workbook, worksheet, sheet, styles)
    if book.has_logo:
        add_logo(worksheets[0], book.sheets[0], styles)
    workbook.close()
    return join_packed(workbook.parts)


def _add_links_and_notes(worksheet: PlainWorksheet) -> None:
    """What belongs to cells beside their values; a formula or a blank has no link that is underlined."""
    for row, column, cell in worksheet.rows.linked:
        where, place = cell_address(row, column), (row - 1, column - 1)
        is_text = is_underlined_link(cell)
        if cell.link and not (is_text and (cell.formula or not cell.value)):
            text = cell_text(str(cell.value)) if is_text else None
            must_take(worksheet.write_url(*place, link_address(cell.link), None, text), f"{where}: a link")
        if cell.note:
            note = cell_text(cell.note)
            must_take(worksheet.write_comment(*place, note, comment_options(note)), f"{where}: a comment")


def _add_rules(worksheet: PlainWorksheet, sheet: Sheet, styles: BookStyles) -> None:
    worksheet.validations_xml = [validation_xml(rule) for rule in sheet.validations]
    for conditional in sheet.conditional_formats:
        look = styles.conditional(conditional.style)
        options = {"type": "formula", "criteria": conditional.formula, "format": look}
        must_take(worksheet.conditional_format(conditional.cells, options), f"{conditional.cells}: a look")
