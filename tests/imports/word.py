"""Documents as Word saves them, .docx: lines of text as paragraphs, tables with merged cells and underlined letters."""

import io
import zipfile
from collections.abc import Sequence

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.table import Table as WordTable
from docx.table import _Cell

from duban.writers.zip_file import write_zip
from tests.imports.source import ABOVE, LEFT, Document, Table, merges, runs


def word(document: Document) -> bytes:
    """A document of these lines and tables; the first row of a table is marked as its header."""
    written = docx.Document()
    for sheet in document.sheets:
        for block in sheet.blocks:
            if isinstance(block, str):
                written.add_paragraph(block)
            else:
                add_table(written, block)
    return saved(written)


def saved(written: WordDocument) -> bytes:
    """Its bytes, the same each time: python-docx writes the hour into the archive."""
    buffer = io.BytesIO()
    written.save(buffer)
    with zipfile.ZipFile(buffer) as package:
        return write_zip({name: package.read(name) for name in package.namelist()})


def add_table(written: WordDocument, table: Table) -> WordTable:
    """A table below all that was written."""
    added: WordTable = written.add_table(rows=len(table), cols=len(table[0]), style="Table Grid")
    cells = [list(row.cells) for row in added.rows]
    for (top, left), (bottom, right) in merges(table).items():
        cells[top][left].merge(cells[bottom][right])
    for row, line in zip(cells, table, strict=True):
        for cell, marked in zip(row, line, strict=True):
            if marked not in {ABOVE, LEFT}:
                write_letters(cell, marked)
    header = OxmlElement("w:tblHeader")
    added.rows[0]._tr.get_or_add_trPr().append(header)
    return added


def write_letters(cell: _Cell, marked: str) -> None:
    """Each line of a cell as a paragraph."""
    for index, line in enumerate(underlined_lines(marked)):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        for run in runs(line):
            paragraph.add_run(run.text).underline = run.underlined or None


def underlined_lines(marked: str) -> Sequence[str]:
    """The lines of a cell; an underline that goes over several is drawn on each of them."""
    spread = "".join(
        "\n".join(f"<u>{line}</u>" for line in run.text.split("\n")) if run.underlined else run.text
        for run in runs(marked)
    )
    return spread.split("\n")
