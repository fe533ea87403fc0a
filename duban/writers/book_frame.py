"""All of a workbook but its rows, their texts and their looks, as xlsxwriter writes it: the frame that rows go into.

The forms of a batch differ there in a few words and in how many rows they have, so that a frame is remembered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from duban.text.lazy_pattern import lazy_pattern
from duban.text.zip_bytes import PackedFile
from duban.value_object import replace
from duban.workbook.book import Book, Sheet, cell_address
from duban.writers.link_address import is_underlined_link, link_address
from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.shared_strings import cell_text, escape_markup
from duban.writers.sheet_rows import RowFacts, SheetRows
from duban.writers.xlsx_looks import BookStyles
from duban.writers.xlsx_package import SHARED_STRINGS, STYLES, PlainWorkbook, PlainWorksheet, sheet_part
from duban.writers.xlsx_rules import must_take, validation_xml
from duban.writers.xlsx_setup import add_charts, add_logo, comment_options, set_up_sheet, set_up_workbook
from duban.writers.zip_file import pack, pack_again

_REMEMBERED = 64
_MARKS = [chr(code) for code in range(0xFDD0, 0xFDF0)]
"""What stands for the words of a single book in the frame of several: characters that no text may be sent with."""
_ANY_MARK = lazy_pattern(f"[{_MARKS[0]}-{_MARKS[-1]}]")
_LONGEST_WORDS = 100
"""Of a book alone, in characters: of longer ones xlsxwriter says that Excel would not take them."""


class FramePart(NamedTuple):
    """A file of a workbook that another book may have otherwise."""

    name: str
    before: str
    after: str
    """Behind what is not of the frame."""


class BookFrame(NamedTuple):
    """The files of a workbook in their order; those that are the same in other books are packed already."""

    parts: Sequence[FramePart | PackedFile]

    def with_words(self, words: Mapping[str, str]) -> "BookFrame":
        """The frame of one book. words: mark → what stands there."""
        return BookFrame([part if isinstance(part, PackedFile) else _with_words(part, words) for part in self.parts])

    def filled(self, contents: Mapping[str, Iterable[bytes]]) -> Iterator[PackedFile]:
        """All files, packed. contents: name of a file → what goes into its frame, piece by piece."""
        for part in self.parts:
            if isinstance(part, PackedFile):
                yield part
            elif part.name == STYLES:  # those of all forms are the same
                yield pack_again(STYLES, b"".join(contents[STYLES]))
            else:
                content = contents.get(part.name, ())
                yield pack(part.name, chain([part.before.encode()], content, [part.after.encode()]))


class _Outline(NamedTuple):
    """What the frame of a book follows from, where nothing lies on its sheets."""

    sheets: tuple[Sheet, ...]
    """Without their rows."""
    rows: tuple[RowFacts, ...]
    names: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...]
    words: tuple[str, str, str, str]
    """Title, subject, author and company."""
    password: str
    print_margins: tuple[float, float, float, float] | None
    has_texts: bool


def book_frame(book: Book, rows: Sequence[SheetRows], styles: ResolvedStyles, *, has_texts: bool) -> BookFrame:
    """The frame of a book.

    Args:
        book: with the sheets of its long lists.
        rows: of its sheets.
        styles: of the workbook.
        has_texts: whether any cell has one.

    Raises:
        ValueError: Excel would refuse a rule, a link, or so many cells.
    """
    facts = [one.plain_facts for one in rows]
    plain_facts = tuple(one for one in facts if one)
    if len(plain_facts) < len(facts) or book.has_logo or any(sheet.data_bars for sheet in book.sheets):
        return _make_frame(book, [one.facts for one in rows], styles, has_texts=has_texts)
    marks = _marks_of_words(book)
    sheets = tuple(_outline_of_sheet(sheet, marks) for sheet in book.sheets)
    properties = tuple((name, marks.get(value, value)) for name, value in book.properties.items())
    words = (marks.get(book.title, book.title), book.subject, book.author, book.company)
    outline = _Outline(
        *(sheets, plain_facts, tuple(book.names.items()), properties, words),
        *(book.password, book.print_margins, has_texts),
    )
    frame = _remembered_frame(outline, styles)
    return frame.with_words({mark: escape_markup(text) for text, mark in marks.items()})


def _marks_of_words(book: Book) -> dict[str, str]:
    """The words that a book may have for itself → their marks."""
    words = (book.title, *book.properties.values(), *(sheet.page.footer for sheet in book.sheets))
    own_words = dict.fromkeys(text for text in words if text and len(text) <= _LONGEST_WORDS)
    return dict(zip(own_words, _MARKS, strict=False))


def _outline_of_sheet(sheet: Sheet, marks: Mapping[str, str]) -> Sheet:
    footer = marks.get(sheet.page.footer, sheet.page.footer)
    return replace(sheet, rows=(), widths=tuple(sheet.widths), page=replace(sheet.page, footer=footer))


@lru_cache(maxsize=_REMEMBERED)
def _remembered_frame(outline: _Outline, styles: ResolvedStyles) -> BookFrame:
    title, subject, author, company = outline.words
    book = Book(
        outline.sheets,
        title,
        dict(outline.properties),
        outline.password,
        outline.print_margins,
        subject,
        author,
        company,
        dict(outline.names),
    )
    return _make_frame(book, outline.rows, styles, has_texts=outline.has_texts)


def _make_frame(book: Book, rows: Sequence[RowFacts], styles: ResolvedStyles, *, has_texts: bool) -> BookFrame:
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
        add_logo(worksheets[0], book.sheets[0], styles)
    workbook.close()
    rows_at = {sheet_part(number): worksheet.rows_at for number, worksheet in enumerate(worksheets, 1)}
    return BookFrame([_frame_part(name, content, rows_at) for name, content in workbook.parts])


def _frame_part(name: str, content: str | bytes, rows_at: Mapping[str, int]) -> FramePart | PackedFile:
    if isinstance(content, bytes):
        return pack(name, [content])
    if name in rows_at:
        return FramePart(name, content[: rows_at[name]], content[rows_at[name] :])
    if name in (SHARED_STRINGS, STYLES) or _ANY_MARK.search(content):
        return FramePart(name, content, "")
    return pack_again(name, content.encode())


def _with_words(part: FramePart, words: Mapping[str, str]) -> FramePart:
    name, before, after = part
    for mark, text in words.items():
        before, after = before.replace(mark, text), after.replace(mark, text)
    return FramePart(name, before, after)


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
    worksheet.validations_xml = [validation_xml(rule) for rule in sheet.validations]
    for conditional in sheet.conditional_formats:
        options = {"type": "formula", "criteria": conditional.formula, "format": looks.conditional(conditional.style)}
        must_take(worksheet.conditional_format(conditional.cells, options), f"{conditional.cells}: a look")
