"""A table as an office has it, in a workbook, a Word document or a text, as one kind of document."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from itertools import groupby

from duban.formats.opened_file import OpenedFile, UnreadableFile
from duban.formats.opening import decode_text_file, open_file, open_word_package
from duban.formats.word_document import read_word_document
from duban.text.display import display_text
from duban.text.folding import clean_text
from duban.text.number_format import shown_words
from duban.workbook.book import cell_address, parse_cell_address
from duban.workbook.document import PLAIN_SHEET, CellPlace, Paragraph, SourceDocument, SourceTable
from duban.workbook.grid import CellLook, CellValue, SheetGrid, WorkbookGrid

_COMMENTS = frozenset({"comments-found", "threaded-comments", "text-boxes"})
_TAG = re.compile(
    r"</?(?:p|u|b|i|strong|em|span|font|div|br|td|th|tr|table|tbody|o:p|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE
)
_LINE_TAG = re.compile(r"</(?:p|div|tr|h[1-6])>\s*|<br\s*/?>\s*", re.IGNORECASE)
_UNDERLINED_TAG = re.compile(r"<u\b[^<>]{0,300}>(.*?)</u>", re.IGNORECASE | re.DOTALL)


def read_source_document(data: bytes) -> SourceDocument:
    """What stands in a file: .xlsx, .xls, .xlsb, .ods, .csv, .docx, or plain text with tabs between columns.

    Tags of web pages that were pasted along (`<p>`, `<u>`) are taken for what they mean.

    Raises:
        UnreadableFile: it is none of these, or damaged.
    """
    if package := open_word_package(data):
        return _without_tags(read_word_document(package))
    try:
        return _without_tags(_workbook_document(open_file(data)))
    except UnreadableFile as error:
        if error.code != "plain-text":
            raise
    return _without_tags(SourceDocument(tuple(_text_blocks(decode_text_file(data)))))


def _workbook_document(file: OpenedFile) -> SourceDocument:
    if file.name == "csv" and "\t" in file.text:  # a pasted table, perhaps with words above and below it
        return SourceDocument(tuple(_text_blocks(file.text)))
    grid = file.grid()
    shown = [sheet for sheet in grid.sheets if sheet.visible and sheet.rows]
    looks = file.cell_looks(cells := {sheet.name: _numeric_cells(sheet) for sheet in shown}, cells)
    sheet_looks, comments = file.sheet_looks(), _comments(grid)
    tables = []
    for number, sheet in enumerate(shown, start=1):
        look = replace(sheet_looks.get(sheet.name, PLAIN_SHEET), comments=comments.get(sheet.name, {}))
        tables.append(SourceTable(sheet.name, number, _texts(sheet, looks), sheet.merged_areas, look))
    return SourceDocument(tuple(tables), tuple(_hidden_names(grid.sheets)))


def _comments(grid: WorkbookGrid) -> Mapping[str, Mapping[CellPlace, str]]:
    """Sheet → the words that hang on its cells."""
    comments: dict[str, dict[CellPlace, str]] = {}
    for code, facts in grid.file_findings:
        place = parse_cell_address(str(facts.get("cell", ""))) if code in _COMMENTS else None
        if place:
            comments.setdefault(str(facts["sheet"]), {})[place] = str(facts["was"])
    return comments


def _hidden_names(sheets: Iterable[SheetGrid]) -> Iterator[str]:
    return (sheet.name for sheet in sheets if sheet.rows and not sheet.visible)


def _numeric_cells(sheet: SheetGrid) -> frozenset[str]:
    """The cells of numbers and days: what a person saw of them is said by their formats."""
    return frozenset(
        cell_address(row, column)
        for row, values in enumerate(sheet.rows, start=1)
        for column, value in enumerate(values, start=1)
        if not isinstance(value, str | bool)
    )


def _texts(sheet: SheetGrid, looks: Mapping[tuple[str, str], CellLook]) -> Sequence[Sequence[str]]:
    return [
        [
            _cell_text(value, looks.get((sheet.name, cell_address(row, column))))
            for column, value in enumerate(values, 1)
        ]
        for row, values in enumerate(sheet.rows, start=1)
    ]


def _cell_text(value: CellValue, look: CellLook | None) -> str:
    """As a person saw it: 95% and not 0.95, 6月15日 and not 2025-06-15."""
    shown = shown_words(value, look.number_format) if look and not isinstance(value, str) else ""
    return shown or display_text(value)


def _text_blocks(text: str) -> Iterator[Paragraph | SourceTable]:
    """Lines with tabs are rows of tables, also where blank lines stand between them; the others are paragraphs."""
    lines = [(number, line) for number, line in enumerate(_logical_lines(text), start=1) if line.strip()]
    table_count = 0
    for is_table, group in groupby(lines, key=lambda line: "\t" in line[1].strip("\n")):
        if not is_table:
            yield from (Paragraph(line.strip(), number) for number, line in group)
            continue
        table_count += 1
        numbered = list(group)
        rows = [next(csv.reader(StringIO(line), delimiter="\t"), []) for _, line in numbered]
        yield SourceTable("", table_count, rows)


def _logical_lines(text: str) -> Iterator[str]:
    """The lines of a text; one that breaks within a quoted cell, as spreadsheet programs copy it, is one."""
    line = ""
    for part in StringIO(text, newline=None):
        line += part
        if not _ends_in_quotes(line):
            yield line.rstrip("\n")
            line = ""
    yield from line.splitlines()


def _ends_in_quotes(line: str) -> bool:
    """Whether a quoted cell has begun in a row that has not ended."""
    last = line.rpartition("\t")[2]
    return "\t" in line and last.startswith('"') and last.count('"') % 2 == 1


def _without_tags(document: SourceDocument) -> SourceDocument:
    """The same with all texts cleaned, and tags of pasted pages taken for what they mean."""
    return replace(document, blocks=tuple(map(_clean_block, document.blocks)))


def _clean_block(block: Paragraph | SourceTable) -> Paragraph | SourceTable:
    if isinstance(block, Paragraph):
        return replace(block, text=_clean(block.text))
    tagged = {
        (row, column): tuple(_clean(words) for words in _UNDERLINED_TAG.findall(text))
        for row, texts in enumerate(block.rows)
        for column, text in enumerate(texts)
        if "<u" in text
    }
    rows = [[_clean(text) for text in texts] for texts in block.rows]
    own = {place: tuple(map(_clean, words)) for place, words in block.look.underlined.items()}
    return replace(block, rows=rows, look=replace(block.look, underlined=own | tagged))


def _clean(text: str) -> str:
    if "<" in text:
        text = _TAG.sub("", _LINE_TAG.sub("\n", text))
    return clean_text(text)
