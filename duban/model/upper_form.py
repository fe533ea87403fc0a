"""A form of the office above as it was read: what its rows are about, and which cells ask for what."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from duban.model.cell_rule import CellRule
from duban.model.layout import Column
from duban.model.role import Role
from duban.text.folding import comparison_key
from duban.validation.declaration import Field
from duban.validation.model import Model
from duban.value_object import ValueObject
from duban.workbook.book import cell_address


class Topic(StrEnum):
    """What a column that is not filled in says of its row."""

    NUMBER = "number"
    """The number of the task."""
    NAME = "name"
    """The task in words."""
    LINE = "line"
    """The milestone in words."""
    DUE = "due"
    """The day by which it is due."""
    TARGET = "target"
    """The name of a number that is promised."""
    UNIT = "unit"
    """What the number counts."""
    SPAN = "span"
    """The part of the year that the number is for."""
    COUNTED = "counted"
    """From when on the number counts."""


FILLED_ROLES = (
    *(Role.STATE, Role.ACTUAL, Role.EXPECTED, Role.REASON, Role.PROGRESS, Role.PROBLEMS),
    *(Role.HELP, Role.EVIDENCE, Role.REMARK, Role.SHARE, Role.VALUE),
)
"""What a form of the office above can be filled with; all other inputs are for a person."""


class HeaderWords(Model):
    """templates/upper-headers.yaml: by which headers a form is read that no known kind of form explains."""

    topics: Annotated[
        Mapping[Topic, tuple[str, ...]], Field(description="Headers of columns that say what a row is about.")
    ] = {}
    roles: Annotated[Mapping[Role, tuple[str, ...]], Field(description="Headers of columns that are filled in.")] = {}
    whole_year: Annotated[
        tuple[str, ...], Field(description="How a number of the whole year is marked in its row.")
    ] = ()
    this_step_only: Annotated[
        tuple[str, ...], Field(description="How a number is marked that is not counted from the year's start.")
    ] = ()


class UpperCell(ValueObject):
    """One cell that asks for something.

    Attributes:
        row, column: counted from 0.
        label: the header above it.
        role: what it asks for.
        content: what stands in it; empty for nothing.
        is_carried: that is last period's, which the form itself carried in and asks to change.
        layout: its column where a kind of form explains it, else None.
        is_open: a person may type into it.
        is_shared: it is merged over rows of other tasks or milestones too.
        rules: what it takes.
    """

    sheet: str
    row: int
    column: int
    label: str
    role: Role
    content: str = ""
    is_carried: bool = False
    layout: Column | None = None
    is_open: bool = True
    is_shared: bool = False
    rules: tuple[CellRule, ...] = ()

    @property
    def address(self) -> str:
        """Its name, such as F7."""
        return cell_address(self.row + 1, self.column + 1)

    @property
    def options(self) -> tuple[str, ...]:
        """What may be chosen; empty where the file has no list."""
        return next((rule.options for rule in self.rules if rule.options), ())


class UpperRow(ValueObject):
    """One row that asks for something.

    Attributes:
        topics: what its locked columns say, as shown.
        due: the day by which it is due; None where it says none.
        due_before: the last due day before it among the rows of the same task; None for none.
        cells: by what they ask for.
    """

    sheet: str
    line: int
    topics: Mapping[Topic, str]
    cells: Mapping[Role, UpperCell]
    due: date | None = None
    due_before: date | None = None

    @property
    def number(self) -> str:
        """The number of its task, folded; empty where it has none."""
        return comparison_key(self.topics.get(Topic.NUMBER, ""))

    @property
    def says_name(self) -> bool:
        """Whether its table has a column that was recognised as that of the tasks' names."""
        return Topic.NAME in self.topics

    @property
    def names(self) -> frozenset[str]:
        """By which words its task may be called, folded: all that stands there, its first line, and with the number."""
        name = self.topics.get(Topic.NAME, "")
        words = {comparison_key(name), comparison_key(name.partition("\n")[0])} - {""}
        return frozenset(words | {self.number + word for word in words if self.number})

    @property
    def task_label(self) -> str:
        """What people call its task: number and name."""
        return self._first_lines(Topic.NUMBER, Topic.NAME)

    @property
    def label(self) -> str:
        """What people call it: number, task, and the milestone or the number that it is about."""
        return self._first_lines(Topic.NUMBER, Topic.NAME, Topic.LINE, Topic.TARGET)

    def _first_lines(self, *topics: Topic) -> str:
        words = (self.topics.get(topic, "").partition("\n")[0] for topic in topics)
        return " ".join(dict.fromkeys(filter(None, words)))


class UpperForm(ValueObject):
    """All that was understood of it.

    Attributes:
        code: its form code, which nobody can check here; empty where it has none.
        heading: the words above its tables, folded.
        rows: of all its tables, in their order.
        other_sheets: sheets without a table that was recognised.
        cut_sheets: sheets with more rows or columns than are read.
    """

    code: str
    heading: str
    rows: tuple[UpperRow, ...]
    other_sheets: tuple[str, ...] = ()
    cut_sheets: tuple[str, ...] = ()

    @property
    def cells(self) -> list[UpperCell]:
        """Every cell that asks for something, in the order of the rows."""
        return [cell for row in self.rows for cell in row.cells.values()]
