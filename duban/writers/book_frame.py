"""All of a workbook but its rows, their texts and their looks, as xlsxwriter writes it: the frame that rows go into.

The forms of a batch differ there in a few words and in how many rows they have, so that a frame is remembered.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from duban.text.zip_bytes import PackedFile
from duban.workbook.book import Book, Sheet, cell_address
from duban.writers.book_outline import Outline, Particulars, cut_at_rules, cut_at_words, outline_of, particulars_of
from duban.writers.link_address import is_underlined_link, link_address
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.shared_strings import cell_text
from duban.writers.sheet_rows import RowFacts, SheetRows
from duban.writers.xlsx_looks import BookStyles
from duban.writers.xlsx_package import (
    SHARED_STRINGS,
    STYLES,
    VALIDATIONS,
    PlainWorkbook,
    PlainWorksheet,
    sheet_part,
)
from duban.writers.xlsx_rules import must_take, validations_xml
from duban.writers.xlsx_setup import add_charts, add_logo, comment_options, set_up_sheet, set_up_workbook
from duban.writers.zip_file import pack

_REMEMBERED = 64
_Cutting = Callable[[str], Sequence[str]]
"""Gives a file in pieces: every second one stands for what a book has for itself."""


class FramePart(NamedTuple):
    """A file of a workbook that another book may have otherwise, in pieces as `cut_at_words` has them."""

    name: str
    before: Sequence[str]
    after: Sequence[str]
    """Behind what is not of the frame."""


class BookWords:
    """What one book has for itself in its frame: words, rows, and the rules of its cells."""

    def __init__(self, book: Book, own: Particulars) -> None:
        self._own = own
        self._words = own.words()
        self._validations = {sheet_part(number): validations_xml(sheet) for number, sheet in enumerate(book.sheets, 1)}

    def put_into(self, name: str, pieces: Sequence[str]) -> bytes:
        """A file, or a part of it.

        Args:
            name: of the file.
            pieces: as `cut_at_words` has them.
        """
        filled = [*pieces]
        for at in range(1, len(pieces), 2):
            filled[at] = self._word(name, pieces[at])
        return "".join(filled).encode()

    def _word(self, name: str, piece: str) -> str:
        if piece == VALIDATIONS:
            return self._validations.get(name, piece)
        return self._words.get(piece) or self._own.near_row(piece)


class BookFrame(NamedTuple):
    """The files of a workbook in their order; those that are the same in other books are packed already."""

    parts: Sequence[FramePart | PackedFile]

    def filled(self, words: BookWords, contents: Mapping[str, Iterable[bytes]]) -> Iterator[PackedFile]:
        """All files of one book, packed.

        Args:
            words: of the book.
            contents: name of a file → what goes into its frame, piece by piece.
        """
        for part in self.parts:
            if isinstance(part, PackedFile):
                yield part
            else:
                before, after = words.put_into(part.name, part.before), words.put_into(part.name, part.after)
                yield pack(part.name, chain([before], contents.get(part.name, ()), [after]))


def book_frame(
    book: Book, rows: Sequence[SheetRows], styles: ResolvedStyles, *, has_texts: bool
) -> tuple[BookFrame, BookWords]:
    """The frame of a book, and its own words.

    Args:
        book: with the sheets of its long lists.
        rows: of its sheets.
        styles: of the workbook.
        has_texts: whether any cell has one.

    Raises:
        ValueError: Excel would refuse a rule, a link, or so many cells.
    """
    plain_facts = [one.plain_facts for one in rows]
    facts = [one for one in plain_facts if one]
    if len(facts) < len(rows) or book.has_logo or any(sheet.data_bars for sheet in book.sheets):
        all_facts = [one.facts(has_logo=book.has_logo and place == 0) for place, one in enumerate(rows)]
        frame = _make_frame(book, all_facts, styles, cut_at_rules, has_texts=has_texts)
        return frame, BookWords(book, Particulars({}, []))
    own = particulars_of(book, facts)
    frame = _remembered_frame(outline_of(book, facts, own, has_texts=has_texts), styles)
    return frame, BookWords(book, own)


@lru_cache(maxsize=_REMEMBERED)
def _remembered_frame(outline: Outline, styles: ResolvedStyles) -> BookFrame:
    return _make_frame(outline.book, outline.rows, styles, cut_at_words, has_texts=outline.has_texts)


def _make_frame(
    book: Book, rows: Sequence[RowFacts], styles: ResolvedStyles, cut: _Cutting, *, has_texts: bool
) -> BookFrame:
    workbook, looks = PlainWorkbook(has_texts=has_texts), BookStyles(styles)
    set_up_workbook(workbook, book)
    workbook.lock_structure = any(sheet.locked for sheet in book.sheets)
    worksheets = [workbook.add_sheet(sheet.name) for sheet in book.sheets]
    for sheet, worksheet, facts in zip(book.sheets, worksheets, rows, strict=True):
        worksheet.take_rows(facts)
        _add_links_and_notes(worksheet)
        _add_rules(worksheet, sheet, looks)
        set_up_sheet(worksheet, sheet, book, styles, facts.row_count)
        add_charts(workbook, worksheet, sheet, styles)
    if book.has_logo:
        add_logo(worksheets[0], book.sheets[0], rows[0].title, styles)
    workbook.close()
    rows_at = {sheet_part(number): worksheet.rows_at for number, worksheet in enumerate(worksheets, 1)}
    return BookFrame([_frame_part(name, content, rows_at, cut) for name, content in workbook.parts])


def _frame_part(name: str, content: str | bytes, rows_at: Mapping[str, int], cut: _Cutting) -> FramePart | PackedFile:
    if isinstance(content, bytes):
        return pack(name, [content])
    at = rows_at.get(name, len(content))
    part = FramePart(name, cut(content[:at]), cut(content[at:]))
    is_whole = name not in (*rows_at, SHARED_STRINGS, STYLES) and len(part.before) == 1
    return pack(name, [content.encode()]) if is_whole else part


def _add_links_and_notes(worksheet: PlainWorksheet) -> None:
    """What belongs to cells beside their values; a formula or a blank has no link that is underlined."""
    for row, column, cell in worksheet.facts.linked:
        where, place = cell_address(row, column), (row - 1, column - 1)
        is_text = is_underlined_link(cell)
        if cell.link and not (is_text and (cell.formula or not cell.value)):
            text = cell_text(str(cell.value)) if is_text else None
            must_take(worksheet.write_url(*place, link_address(cell.link), None, text), f"{where}: a link")
        if cell.note:
            note = cell_text(cell.note)
            must_take(worksheet.write_comment(*place, note, comment_options(note)), f"{where}: a comment")


def _add_rules(worksheet: PlainWorksheet, sheet: Sheet, looks: BookStyles) -> None:
    for conditional in sheet.conditional_formats:
        options = {"type": "formula", "criteria": conditional.formula, "format": looks.conditional(conditional.style)}
        must_take(worksheet.conditional_format(conditional.cells, options), f"{conditional.cells}: a look")
