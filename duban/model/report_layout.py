"""A report sheet as data (templates/reports/*.yaml): what it shows, in which columns, in what words."""

from typing import Annotated, Literal, Self

from pydantic import Field

from duban.model.base import Model

GroupingKey = Literal["source", "flag", "leader", "category", "unit"]
"""By what tasks may be taken together."""


class ReportColumn(Model):
    """One column of a block; a gap where it has no label. span: how many of the sheet's columns it takes."""

    key: str
    label: str
    style: str = "word"
    span: Annotated[int, Field(ge=1)] = 1


class ReportBlock(Model):
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

    each: makes one sheet for every value, about its tasks alone; all words, the name too, may speak of `each`.
    filtered: the (only) table gets filter buttons. one_page: shrunk to one page, as long as that can be read.
    """

    name: Annotated[str, Field(max_length=31)]
    title: str
    each: Literal["", "leader", "category", "unit"] = ""
    note: str = ""
    widths: tuple[float, ...]
    blocks: tuple[ReportBlock, ...]
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
    """templates/reports/books.yaml: which workbooks a report consists of.

    kinds: the same for single kinds of form, by their codes.
    """

    books: tuple[ReportBook, ...]
    kinds: dict[str, tuple[ReportBook, ...]] = {}

    def books_of_kind(self, kind: str) -> tuple[ReportBook, ...]:
        """The workbooks for a kind of form."""
        return self.kinds.get(kind, self.books)

    def merged_over(self, defaults: Self) -> Self:
        """These, and for the kinds of form that they leave out, those below."""
        return self.model_copy(update={"kinds": {**defaults.kinds, **self.kinds}})
