"""What the frame of a book follows from, without what each book has for itself: a few words, and how long it is.

A few words of the book stand as marks, which no text has that is sent. A long sheet ends far below its end, where the
number of a row is known from all others. In the frame of a book its own words and rows are put there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import replace
from duban.workbook.book import Book, ConditionalFormat, Sheet
from duban.writers.shared_strings import escape_markup
from duban.writers.sheet_rows import RowFacts
from duban.writers.xlsx_package import VALIDATIONS

_MARKS = [chr(code) for code in range(0xFDD0, ord(VALIDATIONS))]
_LONGEST_WORDS = 100
"""In characters: of longer ones xlsxwriter says that Excel would not take them."""
_FAR, _FAR_ROWS = 1_000_000, 100
"""The first row of those far below, and how many of them one sheet has."""
_MOST_SHEETS = 100
_FAR_SIGN = "100"
"""With which their numbers begin."""
_FAR_ROW = r'(?<=[A-Z$])100[0-9]{4}(?=[":<])'
"""One of them at the end of an address."""
_foreign = lazy_pattern(f"([{_MARKS[0]}-{VALIDATIONS}]|{_FAR_ROW})")


class Outline(NamedTuple):
    """What a frame follows from. Nothing lies on its sheets."""

    sheets: tuple[Sheet, ...]
    """Without rows and validations."""
    rows: tuple[RowFacts, ...]
    names: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...]
    title: str
    file_words: tuple[str, str, str]
    """Subject, author and company."""
    password: str
    print_margins: tuple[float, float, float, float] | None
    has_texts: bool

    @property
    def book(self) -> Book:
        """A book that has it."""
        subject, author, company = self.file_words
        return Book(
            self.sheets,
            self.title,
            dict(self.properties),
            self.password,
            self.print_margins,
            subject,
            author,
            company,
            dict(self.names),
        )


class Particulars(NamedTuple):
    """What a book has for itself in a frame."""

    marks: Mapping[str, str]
    """Words → what stands for them."""
    last_rows: Sequence[int]
    """Of the table of each sheet; 0 where it does not end far below."""

    def words(self) -> dict[str, str]:
        """What stands in a frame of many → what stands there in this book, as far as that is not a row."""
        return {mark: escape_markup(words) for words, mark in self.marks.items()}

    def near_row(self, far_row: str) -> str:
        """The number of a row of this book. far_row: as it stands in the frame; where it is none, it stays."""
        if not (far_row.isdecimal() and any(self.last_rows)):
            return far_row
        number, beyond = divmod(int(far_row) - _FAR, _FAR_ROWS)
        return str(self.last_rows[number] + beyond)


def cut_at_words(text: str) -> Sequence[str]:
    """A file of a frame, or a part of it, in pieces: every second one stands for what each book has for itself."""
    return _foreign.split(text)


def cut_at_rules(text: str) -> Sequence[str]:
    """The same of a frame that is made for one book alone: only the rules of its cells are still to be put in."""
    before, mark, after = text.partition(VALIDATIONS)
    return (before, mark, after) if mark else (text,)


def particulars_of(book: Book, rows: Sequence[RowFacts]) -> Particulars:
    """What a book has for itself.

    Args:
        book: on whose sheets nothing lies.
        rows: what is known of theirs.
    """
    marks = _marks_of_words(book)
    is_doubtful = any(_FAR_SIGN in text for text in _texts(book) if text not in marks)
    if is_doubtful or len(rows) > _MOST_SHEETS:
        return Particulars(marks, [0] * len(rows))
    return Particulars(marks, list(map(_last_row, book.sheets, rows)))


def outline_of(book: Book, rows: Sequence[RowFacts], own: Particulars, *, has_texts: bool) -> Outline:
    """The outline of a book.

    Args:
        book: on whose sheets nothing lies.
        rows: what is known of theirs.
        own: what it has for itself.
        has_texts: whether any cell has one.
    """
    far = [_FarEnd(last_row, number) for number, last_row in enumerate(own.last_rows)]
    return Outline(
        tuple(_sheet_outline(sheet, one, own.marks) for sheet, one in zip(book.sheets, far, strict=True)),
        tuple(one.facts(facts) for one, facts in zip(far, rows, strict=True)),
        tuple((name, _with_mark(area, own.marks)) for name, area in book.names.items()),
        tuple((name, own.marks.get(value, value)) for name, value in book.properties.items()),
        own.marks.get(book.title, book.title),
        (book.subject, book.author, book.company),
        book.password,
        book.print_margins,
        has_texts,
    )


def _marks_of_words(book: Book) -> dict[str, str]:
    """The words that a book may have for itself → their marks."""
    areas = (area.rpartition("!")[2] for area in book.names.values())
    words = (book.title, *book.properties.values(), *(sheet.page.footer for sheet in book.sheets), *areas)
    own_words = dict.fromkeys(text for text in words if text and len(text) <= _LONGEST_WORDS)
    return dict(zip(own_words, _MARKS, strict=False))


def _texts(book: Book) -> Iterator[str]:
    """Whatever stands in a frame and could be taken for the address of a cell."""
    yield from (book.title, book.subject, book.author, book.company, *book.properties.values())
    for sheet in book.sheets:
        yield from (sheet.name, sheet.page.footer, *(one.formula for one in sheet.conditional_formats))


def _with_mark(area: str, marks: Mapping[str, str]) -> str:
    """An area whose cells are marked."""
    sheet, sign, cells = area.rpartition("!")
    return f"{sheet}{sign}{marks.get(cells, cells)}"


def _last_row(sheet: Sheet, facts: RowFacts) -> int:
    """The last row of a sheet's table, else of the sheet.

    Returns:
        0 where it is to stay where it is: an area of one row has another name.
    """
    areas = [one.cells.split(":") for one in sheet.conditional_formats]
    last_row = min((_row_of(area[-1]) for area in areas), default=facts.row_count)
    first_rows = [_row_of(area[0]) for area in areas]
    if facts.bounds:
        first_rows.append(facts.bounds[0])
    if sheet.filter_range:
        first_rows.append(sheet.filter_range[0])
    return last_row if last_row > max(first_rows, default=last_row) else 0


def _row_of(address: str) -> int:
    """The row of a cell's address: F7 → 7."""
    return int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


class _FarEnd(NamedTuple):
    """Where the rows of a sheet go that are not above the last of its table."""

    last_row: int
    number: int
    """Of the sheet, from 0."""

    def row(self, row: int) -> int:
        """Where a row goes."""
        beyond = row - self.last_row
        is_far = self.last_row and 0 <= beyond < _FAR_ROWS
        return _FAR + self.number * _FAR_ROWS + beyond if is_far else row

    def area(self, area: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """Where an area goes: first row, first column, last row, last column."""
        return (self.row(area[0]), area[1], self.row(area[2]), area[3])

    def facts(self, facts: RowFacts) -> RowFacts:
        """What is known of the rows, when they are there."""
        bounds = facts.bounds and self.area(facts.bounds)
        return RowFacts(self.row(facts.row_count), bounds, tuple(map(self.area, facts.merges)))

    def conditional(self, one: ConditionalFormat) -> ConditionalFormat:
        """A look over cells, when they are there."""
        first, sign, last = one.cells.rpartition(":")
        row = _row_of(last)
        return replace(one, cells=f"{first}{sign}{last.removesuffix(str(row))}{self.row(row)}")


def _sheet_outline(sheet: Sheet, far: _FarEnd, marks: Mapping[str, str]) -> Sheet:
    return replace(
        sheet,
        rows=(),
        validations=(),
        widths=tuple(sheet.widths),
        conditional_formats=tuple(map(far.conditional, sheet.conditional_formats)),
        filter_range=sheet.filter_range and far.area(sheet.filter_range),
        page=replace(sheet.page, footer=marks.get(sheet.page.footer, sheet.page.footer)),
    )
