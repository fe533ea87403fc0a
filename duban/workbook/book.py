"""A workbook as plain data: what stands in which cell, and the name of how it looks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

Scalar = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    value: with a formula, the value that it has now (programs show it until something changes).
    style: a name from templates/styles.yaml.
    span, down: over how many columns and rows it is merged; in the tables of a form, never.
    underline: the part of the text that is underlined.
    note: a comment that hangs on the cell.
    link: the sheet and the cell of this book to which a click leads; only where there is a text.
    """

    value: Scalar = None
    style: str = "plain"
    formula: str = ""
    column_span: int = 1
    note: str = ""
    row_span: int = 1
    underline: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet, from column A on; None leaves a cell out.

    height: points, None for the usual. grows: programs may make it higher when more is typed.
    """

    cells: Sequence[Cell | None]
    height: float | None = None
    hidden: bool = False
    grows_when_typed: bool = False


@dataclass(frozen=True, slots=True)
class Validation:
    """What a spreadsheet program lets a person type into some cells.

    cells: a range such as F6:F9.
    kind: `list` takes options, all others an inclusive span.
    strict: False only suggests: other values are let in.
    """

    cells: str
    kind: Literal["list", "date", "length", "whole", "decimal"]
    options: tuple[str, ...] = ()
    low: date | int | Decimal = 0
    high: date | int | Decimal = 0
    title: str = ""
    prompt: str = ""
    error: str = ""
    strict: bool = True


@dataclass(frozen=True, slots=True)
class ConditionalFormat:
    """A conditional format: where the formula (written for the first cell) holds, the style is laid over."""

    cells: str
    formula: str
    style: str


@dataclass(frozen=True, slots=True)
class PageSetup:
    """How a sheet meets paper. repeat: 1-based first and last row printed on each page. columns: A to this one.

    breaks: the rows (1-based) that begin a page; elsewhere Excel decides.
    """

    paper: Literal["A4", "A3"] = "A4"
    landscape: bool = True
    repeat_rows: tuple[int, int] | None = None
    last_column: int = 0
    footer: str = ""
    fit_one_page: bool = False
    page_breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `lines` is consumed once, in order.

    freeze: rows and columns that stay in sight.
    filter: first row, first column, last row, last column of the filtered table, 1-based.
    keep: for a filter that is set: the column (1-based) and the values that stay in sight.
    """

    name: str
    rows: Iterable[SheetRow]
    widths: Sequence[float] = ()
    hidden_columns: frozenset[int] = frozenset()
    validations: tuple[Validation, ...] = ()
    conditional_formats: tuple[ConditionalFormat, ...] = ()
    freeze: tuple[int, int] | None = None
    filter_range: tuple[int, int, int, int] | None = None
    filter_values: tuple[int, tuple[str, ...]] | None = None
    page: PageSetup = field(default_factory=PageSetup)
    locked: bool = False
    visibility: Literal["visible", "hidden", "very_hidden"] = "visible"


PRODUCT_PROPERTY = "duban_made"
"""The property of a workbook that we made and that is no form: nobody can hand it in."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook.

    properties: custom document properties, ASCII only (others garble them).
    password: of the sheet locks; a fence against accidents, no secret.
    """

    sheets: Sequence[Sheet]
    title: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    password: str = ""


@cache
def column_letters(column: int) -> str:
    """The letters of a 1-based column: 1 → A, 27 → AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The 1-based column of its letters: A → 1, AA → 27."""
    column = 0
    for each in letters:
        column = column * 26 + ord(each) - ord("A") + 1
    return column


def cell_address(row: int, column: int) -> str:
    """The A1 name of a cell; both 1-based."""
    return f"{column_letters(column)}{row}"


def parse_cell_address(name: str) -> tuple[int, int] | None:
    """Row and column, counted from 0, of an A1 name such as F7; None where it is none."""
    match = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", name)
    return (int(match[2]) - 1, column_number(match[1]) - 1) if match else None
