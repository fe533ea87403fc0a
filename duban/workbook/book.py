"""A workbook as plain data: what stands in which cell, and the name of its style.

A `Book` holds sheets, a sheet an iterable of rows, a row a sequence of cells from column A on. Rows and columns are
counted from 1, as in Excel. Only duban/writers/xlsx.py turns a book into bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject, field
from duban.workbook.chart import Chart

Scalar = str | int | float | Decimal | date | None
PaperSize = Literal["A4", "A3"]
LONGEST_CELL_TEXT = 32_767
"""Characters that one cell takes: Excel's bound."""
PAGE_CODE = lazy_pattern(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[0-9]+|[A-Za-z&])')
"""Excel's codes in the head or foot of a page: its parts, fonts, colours, the number of the page."""


class TextPart(NamedTuple):
    """A part of a cell's text, in the letters of a style."""

    text: str
    style: str


class Cell(ValueObject, gc=False):
    """One cell; where it spans several columns or rows, they are merged (in the tables of a form: never)."""

    value: Scalar = None
    """With a formula, its present result: programs show it until something changes."""
    style: str = "plain"
    """A name from templates/styles.yaml."""
    formula: str = ""
    """In English, with its leading `=`."""
    column_span: int = 1
    note: str = ""
    """A comment on the cell."""
    row_span: int = 1
    underline: str = ""
    """The part of the text that is underlined, at its first place."""
    parts: tuple[TextPart, ...] = ()
    """All of the text in its parts, where these have letters of their own."""
    link: tuple[str, str] | None = None
    """The sheet and the cell of this book that a click opens. A text with a link is underlined, a number is not."""
    row_links: tuple[str, ...] = ()
    """Keys of rows of this book: its link leads to the first that there is, and a text with it is not underlined."""


class SheetRow(ValueObject, gc=False):
    """One row of a sheet; None leaves a cell out."""

    cells: Sequence[Cell | None]
    height: float | None = None
    """In points; None for the usual height."""
    hidden: bool = False
    grows_when_typed: bool = False
    """Whether programs may make it higher when more is typed into it."""
    key: str = ""
    """What it is about, for links to it; never written."""


class Validation(ValueObject):
    """What a spreadsheet program lets a person type into some cells."""

    cells: str
    """A range such as F6:F9."""
    kind: Literal["list", "date", "length", "whole", "decimal"]
    """`list` takes one of the options, all others what lies from `low` to `high`, inclusive."""
    options: tuple[str, ...] = ()
    options_name: str = ""
    """The name of the cells in which the options stand; empty where the rule holds them itself."""
    low: date | int | Decimal = 0
    high: date | int | Decimal = 0
    title: str = ""
    prompt: str = ""
    """Shown beside the cell when it is selected."""
    error: str = ""
    """Shown when a value is refused."""
    strict: bool = True
    """False only suggests: other values are let in."""


class ConditionalFormat(ValueObject):
    """Where the formula holds, which is written for the first of the cells, the style is laid over."""

    cells: str
    formula: str
    style: str


class DataBar(ValueObject):
    """A bar in each of some cells, as long as its number."""

    cells: str
    """A range such as C6:C40, of numbers."""
    color: str = "bar"
    """A name of the palette; the number is read on it."""
    longest: float | None = None
    """The number whose bar fills its cell; None for the greatest of the range. A bar of 0 is not there."""


class PageSetup(ValueObject):
    """How a sheet is printed."""

    paper: PaperSize = "A4"
    landscape: bool = True
    repeat_rows: tuple[int, int] | None = None
    """First and last row that are printed on every page."""
    last_column: int = 0
    """Columns to the right of it are not printed; 0 prints all."""
    footer: str = ""
    fit_one_page: bool = False
    page_breaks: tuple[int, ...] = ()
    """Rows that begin a page; elsewhere the program decides."""


class Sheet(ValueObject):
    """One sheet."""

    name: str
    rows: Iterable[SheetRow]
    """Consumed once, in order."""
    widths: Sequence[float] = ()
    """Of the columns, in characters of the default font."""
    hidden_columns: frozenset[int] = frozenset()
    validations: tuple[Validation, ...] = ()
    conditional_formats: tuple[ConditionalFormat, ...] = ()
    freeze: tuple[int, int] | None = None
    """So many rows and columns stay in sight."""
    filter_range: tuple[int, int, int, int] | None = None
    """First row, first column, last row, last column of the filtered table."""
    filter_values: tuple[int, tuple[str, ...]] | None = None
    """Of a filter that is set: the column, and the values that stay in sight."""
    page: PageSetup = field(default_factory=PageSetup)
    data_bars: tuple[DataBar, ...] = ()
    charts: tuple[Chart, ...] = ()
    tab_color: str = ""
    """Of its tab: a name of the palette; empty for none."""
    zoom: int = 100
    """In percent, on the screen."""
    locked: bool = False
    visibility: Literal["visible", "hidden", "very_hidden"] = "visible"


PRODUCT_PROPERTY = "duban_made"
"""The document property of a workbook that this program made and that is no form: it is never taken for a return."""


class Book(ValueObject):
    """A workbook."""

    sheets: Sequence[Sheet]
    title: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    """Custom document properties, ASCII only: programs garble others."""
    password: str = ""
    """Of the sheet locks: a fence against accidents, no secret."""
    print_margins: tuple[float, float, float, float] | None = None
    """Left, right, top and bottom of every page, in mm; None for the usual ones."""
    subject: str = ""
    """What programs show as the subject of the file; likewise its author and company."""
    author: str = ""
    company: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of cells: `{_lists_1: _lists!$A$1:$A$40}`."""
    has_logo: bool = False
    """Whether the office's logo, if it has one, stands on the first sheet."""


_ADDRESS = lazy_pattern("([A-Z]{1,3})([1-9][0-9]{0,6})")


@cache
def column_letters(column: int) -> str:
    """The letters of a column: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, letter_index = divmod(column - 1, 26)
        letters = chr(ord("A") + letter_index) + letters
    return letters


def column_number(letters: str) -> int:
    """The column of its letters: A → 1, AA → 27."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def column_range(letters: str) -> tuple[int, int]:
    """First and last column of a range: A:C → (1, 3), B → (2, 2)."""
    first, _, last = letters.partition(":")
    return column_number(first), column_number(last or first)


def cell_address(row: int, column: int) -> str:
    """The A1 name of a cell: (7, 6) → F7."""
    return f"{column_letters(column)}{row}"


def range_address(first_row: int, column: int, last_row: int) -> str:
    """The A1 name of a piece of one column: (6, 6, 9) → F6:F9.

    Args:
        first_row: from 1.
        column: from 1.
        last_row: from 1, included.
    """
    return f"{cell_address(first_row, column)}:{cell_address(last_row, column)}"


def parse_cell_address(name: str) -> tuple[int, int] | None:
    """Row and column, counted from 0, of an A1 name such as F7; None where it is none."""
    match = _ADDRESS.fullmatch(name)
    return (int(match[2]) - 1, column_number(match[1]) - 1) if match else None
