"""A report sheet as data (templates/reports/*.yaml): what it shows, in which columns, in what words."""

from typing import Annotated, Literal

from pydantic import Field

from duban.model.base import Model


class ReportColumn(Model):
    """One column of a block; a gap where it has no label. span: how many of the sheet's columns it takes."""

    key: str
    label: str
    style: str = "word"
    span: Annotated[int, Field(ge=1)] = 1


class Block(Model):
    """A title, some words, and a table. rows: the code of the function that gives the rows; empty for words only.

    empty: what stands there when there are no rows.
    """

    title: str = ""
    text: str = ""
    rows: str = ""
    columns: tuple[ReportColumn, ...] = ()
    empty: str = ""


class ReportSheet(Model):
    """One sheet. note: a line under the title. widths: of its columns. footer: as Excel codes it.

    filtered: the (only) table gets filter buttons. one_page: shrunk to one page, as long as that can be read.
    """

    name: Annotated[str, Field(max_length=31)]
    title: str
    note: str = ""
    widths: tuple[float, ...]
    blocks: tuple[Block, ...]
    paper: Literal["A4", "A3"] = "A4"
    landscape: bool = True
    filtered: bool = False
    one_page: bool = False
    footer: str = ""


class ReportBook(Model):
    """One workbook: its file name and its sheets, by the names of their YAML files."""

    file: str
    sheets: tuple[str, ...]


class ReportBooks(Model):
    """templates/reports/books.yaml: which workbooks a report consists of."""

    books: tuple[ReportBook, ...]
