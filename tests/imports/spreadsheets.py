"""Documents as spreadsheet programs save them: .xlsx, .ods, .csv, and the text that is pasted from one."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from duban.writers.zip_file import write_zip
from tests.imports.source import ABOVE, LEFT, Document, Row, Sheet, Table, grid, merges, plain, runs

MADE = datetime(2025, 1, 6, 9, tzinfo=UTC)
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(document: Document) -> bytes:
    """A workbook: lines of text over the whole width, tables with borders, whole numbers as numbers."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": MADE.replace(tzinfo=None)})
        write_sheets(workbook, document)
    return buffer.getvalue()


def write_sheets(workbook: Workbook, document: Document) -> None:
    """All sheets of a document into a workbook that may get more."""
    formats = {
        "title": workbook.add_format({"align": "center", "text_wrap": True}),
        "cell": workbook.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"}),
        "underlined": workbook.add_format({"underline": 1, "border": 1, "text_wrap": True, "valign": "vcenter"}),
        "run": workbook.add_format({"underline": 1}),
    }
    for sheet in document.sheets:
        worksheet = workbook.add_worksheet(sheet.name)
        width = max((len(row) for row in grid(sheet)), default=1)
        top = 0
        for block in sheet.blocks:
            if isinstance(block, str):
                if width > 1:
                    worksheet.merge_range(top, 0, top, width - 1, "", formats["title"])
                worksheet.write_string(top, 0, block, formats["title"])
                top += 1
            else:
                write_table(worksheet, top, block, formats)
                top += len(block)


def write_table(worksheet: Worksheet, top: int, table: Table, formats: dict[str, Format]) -> None:
    for (row, column), (bottom, right) in merges(table).items():
        worksheet.merge_range(top + row, column, top + bottom, right, "", formats["cell"])
    for row, cells in enumerate(table):
        for column, cell in enumerate(cells):
            if cell not in {ABOVE, LEFT}:
                write_cell(worksheet, (top + row, column), cell, formats)


def write_cell(worksheet: Worksheet, at: tuple[int, int], cell: str, formats: dict[str, Format]) -> None:
    pieces = runs(cell)
    if len(pieces) > 1:
        fragments = list[str | Format]()
        for run in pieces:
            fragments += [formats["run"], run.text] if run.underlined else [run.text]
        worksheet.write_rich_string(at[0], at[1], *fragments, formats["cell"])
    elif pieces and pieces[0].underlined:
        worksheet.write_string(*at, pieces[0].text, formats["underlined"])
    elif cell.isdecimal():
        worksheet.write_number(*at, int(cell), formats["cell"])
    elif cell:
        worksheet.write_string(*at, cell, formats["cell"])


def ods(document: Document) -> bytes:
    """A workbook of LibreOffice or WPS."""
    tables = "".join(ods_sheet(sheet) for sheet in document.sheets)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        '<office:automatic-styles><style:style style:name="U" style:family="text"><style:text-properties'
        ' style:text-underline-style="solid"/></style:style></office:automatic-styles>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2"'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    parts = {"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest}
    return write_zip({name: part.encode() for name, part in parts.items()})


def ods_sheet(sheet: Sheet) -> str:
    rows = list[str]()
    for block in sheet.blocks:
        table: Table = ((block,),) if isinstance(block, str) else block
        areas = merges(table)
        rows.extend(
            "<table:table-row>"
            + "".join(ods_cell(cell, (at, column), areas) for column, cell in enumerate(row))
            + "</table:table-row>"
            for at, row in enumerate(table)
        )
    return f"<table:table table:name={quoteattr(sheet.name)}>{''.join(rows)}</table:table>"


def ods_cell(cell: str, at: tuple[int, int], areas: dict[tuple[int, int], tuple[int, int]]) -> str:
    if cell in {ABOVE, LEFT}:
        return "<table:covered-table-cell/>"
    spans = ""
    if at in areas:
        down, right = areas[at][0] - at[0] + 1, areas[at][1] - at[1] + 1
        spans = f' table:number-columns-spanned="{right}" table:number-rows-spanned="{down}"'
    if not cell:
        return f"<table:table-cell{spans}/>"
    kind = f' office:value-type="float" office:value="{cell}"' if cell.isdecimal() else ' office:value-type="string"'
    letters = "".join(
        f'<text:span text:style-name="U">{escape(run.text)}</text:span>' if run.underlined else escape(run.text)
        for run in runs(cell)
    )
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in letters.split("\n"))
    return f"<table:table-cell{kind}{spans}>{paragraphs}</table:table-cell>"


def comma_separated(document: Document, encoding: str = "gb18030") -> bytes:
    """A .csv as Excel saves it in China: merged cells but the first are blank, and no mark of the encoding."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(padded_rows(document))
    return buffer.getvalue().encode(encoding)


def pasted(document: Document, *, end: str = "\r\n") -> bytes:
    """The text that a table becomes when it is pasted: tabs between cells, line breaks inside them as spaces."""
    lines = ["\t".join(cell.replace("\n", " ") for cell in row).rstrip() for row in padded_rows(document)]
    return (end.join(lines) + end).encode()


def cell_lines(document: Document) -> bytes:
    """The text that a copied Word table becomes in a plain editor: each cell a line, behind a tab, also a blank one."""
    parts = list[str]()
    for sheet in document.sheets:
        for block in sheet.blocks:
            parts.append(block if isinstance(block, str) else "\n".join(map(cells_as_lines, block)))
    return ("\n".join(parts) + "\n").encode()


def cells_as_lines(row: Row) -> str:
    return "".join(f"\t{plain(cell)}\n" for cell in row)


def padded_rows(document: Document) -> Iterator[Row]:
    rows = [row for sheet in document.sheets for row in grid(sheet)]
    width = max(map(len, rows))
    for row in rows:
        yield tuple(plain(cell) for cell in row) + ("",) * (width - len(row))
