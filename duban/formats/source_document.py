"""A table as an office has it, in a workbook, a Word document or a text, as one kind of document."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from itertools import groupby

from duban.formats.opened_file import OpenedFile, UnreadableFile
from duban.formats.opening import decode_text_file, open_file, open_word_package
from duban.formats.stacked_cells import NumberedLine, with_rows_joined
from duban.formats.word_document import read_word_document
from duban.text.dates import MIDNIGHT, split_clock
from duban.text.display import display_text
from duban.text.folding import clean_text
from duban.text.lazy_pattern import lazy_pattern
from duban.text.number_format import shown_words
from duban.text.shown_day import readable_day
from duban.value_object import replace
from duban.workbook.book import cell_address, parse_cell_address
from duban.workbook.document import PLAIN_SHEET, CellPlace, Paragraph, SourceDocument, SourceTable
from duban.workbook.grid import CellLook, CellValue, MergedArea, SheetGrid, WorkbookGrid

_COMMENTS = frozenset({"comments-found", "threaded-comments", "text-boxes"})
_TAG = lazy_pattern(
    r"</?(?:p|u|b|i|strong|em|span|font|div|br|td|th|tr|table|tbody|o:p|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE
)
_LINE_TAG = lazy_pattern(r"</(?:p|div|tr|h[1-6])>\s*|<br\s*/?>\s*", re.IGNORECASE)
_UNDERLINED_TAG = lazy_pattern(r"<u\b[^<>]{0,300}>((?:(?!<u\b).)*?)</u>", re.IGNORECASE | re.DOTALL)
_LONGEST_CELL = 32_767
"""As many letters as Excel keeps in one."""
_MOST_LETTERS = 2_000_000
"""Of a document: a hundred times the longest table that an office has sent around."""


def read_source_document(data: bytes) -> SourceDocument:
    """What stands in a file: .xlsx, .xls, .xlsb, .ods, .csv, .docx, or plain text with tabs between columns.

    Tags of web pages that were pasted along (`<p>`, `<u>`) are taken for what they mean.

    Raises:
        UnreadableFile: it is none of these, damaged, or longer than any table of tasks.
    """
    document = _read(data)
    lengths = [len(text) for text in _texts_of(document)]
    if max(lengths, default=0) > _LONGEST_CELL:
        raise UnreadableFile("long-cell", {"most": _LONGEST_CELL})
    if sum(lengths) > _MOST_LETTERS:
        raise UnreadableFile("many-letters", {"most": _MOST_LETTERS // 10_000})
    return replace(document, blocks=tuple(map(_clean_block, document.blocks)))


def _read(data: bytes) -> SourceDocument:
    if package := open_word_package(data):
        return read_word_document(package)
    try:
        return _workbook_document(open_file(data))
    except UnreadableFile as error:
        if error.code != "plain-text":
            raise
    return SourceDocument(tuple(_text_blocks(decode_text_file(data))))


def _texts_of(document: SourceDocument) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (text for row in block.rows for text in row)


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
    """As a person saw it: 95% and not 0.95, 6月15日 and not 2025-06-15; a day that no plan can read so, in words."""
    if isinstance(value, str) or look is None:
        return display_text(value)
    shown = shown_words(value, look.number_format) or display_text(value)
    return readable_day(value, shown, look.number_format) if isinstance(value, date) else shown


def _text_blocks(text: str) -> Iterator[Paragraph | SourceTable]:
    """Lines with tabs are rows of tables, also where blank lines stand between them; the others are paragraphs."""
    printed = [(number, line.rstrip("\n")) for number, line in enumerate(StringIO(text, newline=None), start=1)]
    lines = [line for line in _logical_lines(with_rows_joined(printed)) if line[1].strip()]
    table_count = 0
    for is_table, group in groupby(lines, key=lambda line: "\t" in line[1].strip("\n")):
        if not is_table:
            yield from (Paragraph(line.strip(), number) for number, line in group)
            continue
        table_count += 1
        numbered = list(group)
        yield SourceTable("", table_count, [_cells(line) for _, line in numbered])


def _cells(line: str) -> Sequence[str]:
    try:
        return next(csv.reader(StringIO(line), delimiter="\t"), [])
    except csv.Error as error:  # a cell longer than its reader takes
        raise UnreadableFile("long-cell", {"most": _LONGEST_CELL}) from error


def _logical_lines(lines: Iterable[NumberedLine]) -> Iterator[NumberedLine]:
    """The lines of a text; one that breaks within a quoted cell, as spreadsheet programs copy it, is one."""
    first, line, is_quoted = 0, "", False
    for number, part in lines:
        first, line = (first, f"{line}\n{part}") if is_quoted else (number, part)
        is_quoted = "\t" in line and _ends_in_quotes(part, is_quoted=is_quoted)
        if not is_quoted:
            yield first, line
    if is_quoted:  # a cell whose quotes never end was none
        yield from enumerate(line.split("\n"), start=first)


def _ends_in_quotes(line: str, *, is_quoted: bool) -> bool:
    """Whether a quoted cell goes on behind a line. is_quoted: whether one goes on before it."""
    for piece in line.split("\t"):
        if is_quoted or piece.startswith('"'):
            is_quoted ^= piece.count('"') % 2 == 1
    return is_quoted


def _clean_block(block: Paragraph | SourceTable) -> Paragraph | SourceTable:
    """The same with all texts cleaned, and tags of pasted pages taken for what they mean."""
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
    areas = tuple(_possible_areas(block))
    return replace(block, rows=rows, merged_areas=areas, look=replace(block.look, underlined=own | tagged))


def _possible_areas(table: SourceTable) -> Iterator[MergedArea]:
    """Its merged cells as far as they lie in the table; in a damaged file they may be more than all of its cells."""
    cells_left = len(table.rows) * table.width
    for first_row, first_column, last_row, last_column in table.merged_areas:
        area = first_row, first_column, min(last_row, len(table.rows) - 1), min(last_column, table.width - 1)
        cells_left -= max(0, area[2] - first_row + 1) * max(0, area[3] - first_column + 1)
        if cells_left < 0:
            return
        yield area


def _clean(text: str) -> str:
    if "<" in text:
        text = _TAG.sub("", _LINE_TAG.sub("\n", text))
    text = clean_text(text)
    day, clock = split_clock(text)  # so programs write out a day: 2026-08-15 0:00:00
    return text if clock.strip(MIDNIGHT) else day
