"""A form kind as data: its sheets, columns and what each row owes (templates/forms/*.yaml)."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from duban.model.base import Model

When = dict[str, tuple[str, ...]]
"""Column key → the values that count: `{state: [有困难, 申请调整]}`."""


class Option(Model):
    """One choice of a dropdown.

    means: what the program understands by it; see `State` in model/verdict.
    also: other words that people paste for it; read as this one, and the repair is listed.
    until_due: no longer offered once the row's due day has passed.
    """

    text: str
    means: str = ""
    also: tuple[str, ...] = ()
    until_due: bool = False
    explain: str = ""


class Column(Model):
    """One column of a table, or one input of the heading.

    shows: a locked cell, by the path of what it shows (`task.number`).
    kind: an input, by the name of its kind of cell (duban/fields). max: of a text, in characters.
    earliest, latest: names of days (`period_end`); inclusive.
    required: `due` means in rows whose milestone falls due by the end of the period.
    required_when, only_when: depend on other inputs of the row.
    after: the date must be later than the day shown by this path.
    carry: filled in with what was accepted last.
    unchanged_unless: the carried text must change, unless another input says that it stands.
    suggest: words offered in a list that takes any other text too.
    """

    key: str
    label: str
    width: Annotated[float, Field(gt=0)] = 10
    align: Literal["left", "center", "right"] = "left"
    shows: str = ""
    kind: str = ""
    max: Annotated[int, Field(ge=0, le=2000)] = 0
    options: tuple[Option, ...] = ()
    earliest: str = ""
    latest: str = ""
    required: Literal["no", "always", "due"] = "no"
    required_when: When = {}
    only_when: When = {}
    after: str = ""
    carry: bool = False
    unchanged_unless: When = {}
    suggest: tuple[str, ...] = ()
    help: str = ""

    @model_validator(mode="after")
    def _shows_or_asks(self) -> Self:
        if bool(self.shows) == bool(self.kind):
            message = "a column either shows something or asks for something"
            raise ValueError(message)
        return self


class HeadingItem(Model):
    """A piece of the line above the table.

    text: what stands there. at: its columns, `A:C` merges.
    asks: the input beside it, and in which column it stands.
    """

    text: str
    at: str
    asks: Column | None = None
    asks_at: str = ""


class SheetLayout(Model):
    """One table of the form. rows: a row for each task, or for each milestone.

    stages: the words for where a milestone stands (due, later, finished).
    standing: a milestone's last answer is carried while it still stands (finished, or not yet due).
    fold: rows of this stage are filtered out of sight.
    grow: rows are as high as what stands in them and grow by typing; else there is room for all that may be typed.
    foot: lines under the table.
    """

    key: str
    name: Annotated[str, Field(max_length=31)]
    rows: Literal["task", "milestone"]
    title: str
    heading: tuple[HeadingItem, ...] = ()
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    stages: dict[Literal["due", "later", "finished"], str] = {}
    standing: bool = False
    fold: Literal["", "finished"] = ""
    grow: bool = False
    foot: tuple[str, ...] = ()
    paper: Literal["A4", "A3"] = "A4"

    @property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that a department fills."""
        return tuple(column for column in self.columns if column.kind)

    @property
    def asked(self) -> tuple[Column, ...]:
        """The inputs of the heading."""
        return tuple(item.asks for item in self.heading if item.asks)


class Layout(Model):
    """One kind of form. code: capital letters, part of every form code.

    guide: the lines of the instruction sheet; rules of the columns are added by themselves.
    """

    name: str
    code: Annotated[str, Field(pattern="^[A-Z]+$")]
    sheets: Annotated[tuple[SheetLayout, ...], Field(min_length=1)]
    guide_name: str
    guide: tuple[str, ...] = ()
