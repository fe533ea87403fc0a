"""A form kind as data: its sheets, columns and what each row owes (templates/forms/*.yaml)."""

from collections.abc import Iterable
from functools import cached_property
from typing import Annotated, Any, Literal

from duban.model.amendment_mapping import AmendmentMapping
from duban.model.role import ColumnByRole, Role, role_of_key
from duban.model.typed import is_unsaid
from duban.validation.declaration import Field, TypedError
from duban.validation.model import Model
from duban.value_object import ValueObject, complete

EXPLANATION_KEY = "explanation"
"""The key of the column that correction copies add; see `Layout.explanation_column`."""

ChosenValues = dict[str, tuple[str, ...]]
"""Column key → the values that count: `{state: [有困难, 申请调整]}`."""


class Option(Model):
    """One choice of a dropdown."""

    text: str
    """As it is offered and typed."""
    means: str = ""
    """What the program understands by it: a state or a claim (model/verdict); empty where it need not know."""
    also: tuple[str, ...] = ()
    """Other words that people paste for it; read as this one, and the repair is listed."""
    until_due: bool = False
    """Not offered once the row's due day has passed."""
    explain: str = ""
    """For the instruction sheet: when to choose it."""


class RecalledAnswer(Model):
    """A past answer, shown and not asked again."""

    column: str
    """The key of the input that was answered."""
    form: str = ""
    """The code of another form kind; empty means this one."""


class Column(Model):
    """One column of a table, or one input of the heading: exactly one of `shows`, `says`, `recalls` and `kind`."""

    key: str
    """By which conditions and other files refer to it; unique in its sheet."""
    label: str
    """Its header, by which it is found in a return."""
    role: Role | None = None
    """What an input means to checks, lights and reports; by default the role that is called as the key."""
    width: Annotated[float, Field(gt=0)] = 10.0
    """In the units of a spreadsheet program's columns."""
    align: Literal["left", "center", "right"] = "left"
    """How its words stand in the cell."""
    shows: str = ""
    """Locked: what this path leads to in the row (`task.number`)."""
    says: str = ""
    """Locked: a text, filled with the row."""
    recalls: RecalledAnswer | None = None
    """Locked: what was last accepted for the row."""
    merge: str = ""
    """A path; on a printed table, cells of adjacent rows with the same value of it become one."""
    underline: str = ""
    """A path; where the text contains its value, that part is underlined."""
    kind: str = ""
    """An input: the name of its kind of cell (duban/fields)."""
    max: Annotated[int, Field(ge=0, le=2000)] = 0
    """Of a text, in characters."""
    low: str = ""
    """Of a number, a figure or a path to one; inclusive."""
    high: str = ""
    """Likewise."""
    places: Annotated[int, Field(ge=0, le=4)] = 0
    """So many digits a number may have behind the point."""
    unit: str = ""
    """What a number counts, where the row's target does not say it."""
    options: tuple[Option, ...] = ()
    """The choices of a dropdown, in order."""
    earliest: str = ""
    """Of a date, the name of a day (`period_end`); inclusive."""
    latest: str = ""
    """Likewise."""
    required: Literal["no", "always", "near", "due"] = "no"
    """`due`: in rows whose milestone falls due by the end of the period; `near`: also in that of the next milestone."""
    required_when: ChosenValues = {}
    """Owed where another input of the row has one of these values."""
    only_when: ChosenValues = {}
    """Must be blank unless another input of the row has one of these values."""
    required_below: dict[str, str] = {}
    """The key of a number → a figure or a path to one; owed where the number is below it."""
    required_with: str = ""
    """The key of another input; owed where that is filled."""
    after: str = ""
    """The key of a column that shows a day; a date must be later."""
    carry: bool = False
    """Filled in with what was accepted last."""
    unchanged_unless: ChosenValues = {}
    """The carried text must change, unless another input says by one of these values that it stands."""
    suggest: tuple[str, ...] = ()
    """Words offered in a list that takes any other text too."""
    help: str = ""
    """A hint beside the cell; may speak of the plan, the cycle, the period and the unit."""
    optional: Annotated[bool, Field(exclude_if=is_unsaid)] = False
    """On a printed table: left out where no row has anything in it; an input of proof: hidden where none is listed."""

    def written(self, data: dict[str, Any]) -> dict[str, Any]:
        """A role that is called as the key is left out: forms issued before there were roles keep their code."""
        if self.role is None or self.role == role_of_key(self.key):
            return {name: value for name, value in data.items() if name != "role"}
        return data

    def __post_init__(self) -> None:
        if self.kind and self.role is None:
            complete(self, role=role_of_key(self.key))
        sources = {"shows": self.shows, "says": self.says, "recalls": self.recalls, "kind": self.kind}
        filled = [name for name, value in sources.items() if value]
        if len(filled) != 1:
            facts = {"text": self.label, "keys": filled}
            raise TypedError("column-shows-or-asks", facts)
        if self.role and not self.kind:
            raise TypedError("role-without-input", {"text": self.role.value})


class HeadingItem(Model):
    """A piece of the line above the table."""

    text: str
    """What stands there; may speak of the plan, the cycle, the period and the unit."""
    at: str
    """The letters of its columns; `A:C` are merged."""
    asks: Column | None = None
    """The input beside it."""
    asks_at: str = ""
    """The letter of the column in which the input stands."""
    beside_code: Annotated[bool, Field(exclude_if=is_unsaid)] = False
    """On the line of the form code, to the right of it; else on the line below."""


class SheetLayout(Model, dict=True):
    """One table of the form."""

    key: str
    """By which other files refer to it."""
    name: Annotated[str, Field(max_length=31)]
    """On the tab."""
    rows: Literal["task", "milestone", "target", "unit"]
    """What each row is about: a task, one of its milestones, one of its numeric targets, or the unit itself."""
    of: Literal["lead", "support"] = "lead"
    """Whether of the tasks that the unit answers for, or of those that it supports."""
    slots: Annotated[int, Field(ge=0, le=20)] = 0
    """So many blank rows in place of each."""
    least: int = 0
    """So many of the blank rows are owed, the first."""
    due_only: bool = False
    """Rows that are not due yet are left out."""
    whole_only: bool = False
    """Tasks that have milestones or parts already are left out."""
    title: str
    """Above the table; may speak of the plan, the cycle, the period and the unit."""
    heading: tuple[HeadingItem, ...] = ()
    """The line above the table."""
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    """From left to right."""
    stages: dict[Literal["due", "open", "continuing", "later", "finished"], str] = {}
    """The words for where a row stands; without `open`, what nobody shall lead yet is one of the `later`, and so on."""
    standing: bool = False
    """A milestone's last answer is carried while it still stands (finished, or not yet due)."""
    fold: Literal["", "later", "finished"] = ""
    """Rows of this stage, and of those behind it, are filtered out of sight, unless there are no others."""
    grow: bool = False
    """Rows are as high as what stands in them and grow by typing; else there is room for all that may be typed."""
    foot: tuple[str, ...] = ()
    """Lines under the table."""
    paper: Literal["A4", "A3"] = "A4"
    """What it is printed on."""

    @property
    def input_columns(self) -> tuple[Column, ...]:
        """The columns that a department fills."""
        return tuple(column for column in self.columns if column.kind)

    def prefilled_columns(self, *, still_stands: bool) -> list[Column]:
        """The inputs that a form has filled in with a row's last answers; what confirms one period never is.

        Args:
            still_stands: whether the row is one whose last answers still stand (`standing`).
        """
        only_once = {key for column in self.input_columns for key in column.unchanged_unless}
        columns = (column for column in self.input_columns if column.carry or (self.standing and still_stands))
        return [column for column in columns if column.key not in only_once]

    @property
    def heading_inputs(self) -> tuple[Column, ...]:
        """The inputs of the heading."""
        return tuple(item.asks for item in self.heading if item.asks)

    def __post_init__(self) -> None:
        _refuse_doubled_roles(self.input_columns)
        _refuse_doubled_roles(self.heading_inputs)

    @cached_property
    def column_by_role(self) -> ColumnByRole:
        """Role → the key of the column that has it."""
        return {column.role.value: column.key for column in self.input_columns if column.role}

    def by_role(self, role: Role) -> Column | None:
        """The input column of this role; None where the sheet has none."""
        return next((column for column in self.input_columns if column.role == role), None)


class FormKind(ValueObject):
    """What one kind of form is called, whatever else its layout says."""

    name: str
    code: str


class Layout(Model, dict=True):
    """One kind of form, or a table that is only printed: then no column asks for anything."""

    name: str
    """By which a plan's cycle refers to it."""
    code: Annotated[str, Field(pattern="^[A-Z]+$")]
    """Part of every form code."""
    sheets: Annotated[tuple[SheetLayout, ...], Field(min_length=1)]
    """From left to right."""
    guide_name: str = ""
    """The name of the instruction sheet."""
    guide: tuple[str, ...] = ()
    """The lines of the instruction sheet; rules of the columns are added by themselves."""
    return_name: Annotated[str, Field(max_length=31)] = "退回说明"
    """The first sheet of a correction copy."""
    message_label: str = "校核意见"
    """The column of a correction copy that holds what we say of a row."""
    explain_label: str = "说明"
    """The column of a correction copy in which the department explains."""
    beside: tuple[str, ...] = ()
    """Codes of form kinds whose accepted answers are looked at too, when this one is built or compiled."""
    amends: AmendmentMapping | None = None
    """How its accepted answers become amendments of the plan; none where they do not."""

    @property
    def form_kind(self) -> FormKind:
        """What it is called."""
        return FormKind(self.name, self.code)

    @property
    def has_inputs(self) -> bool:
        """Whether there is anything to fill in."""
        return any(sheet.input_columns for sheet in self.sheets)

    @cached_property
    def heading_column_by_role(self) -> ColumnByRole:
        """Role → the key of the heading's input that has it; the first sheet that has one counts."""
        inputs = [column for sheet in self.sheets for column in sheet.heading_inputs]
        return {column.role.value: column.key for column in reversed(inputs) if column.role}

    def __post_init__(self) -> None:
        labels = [column.label for sheet in self.sheets for column in sheet.columns]
        for key, label in (("message_label", self.message_label), ("explain_label", self.explain_label)):
            if label in labels:
                raise TypedError("column-label-taken", {"text": label, "key": key})

    @cached_property
    def column_labels(self) -> dict[str, str]:
        """Column key → its header in a heading or table; of several tables the first that has it."""
        columns = [column for sheet in self.sheets for column in (*sheet.heading_inputs, *sheet.columns)]
        return {column.key: column.label for column in (self.explanation_column, *reversed(columns))}

    @cached_property
    def explanation_column(self) -> Column:
        """What only correction copies ask, beside each row: the explanation of what was questioned in it."""
        return Column(key=EXPLANATION_KEY, label=self.explain_label, kind="text", max=200, width=36)


def _refuse_doubled_roles(columns: Iterable[Column]) -> None:
    """Raise an error of code `role-twice` where two columns have one role."""
    labels: dict[Role, str] = {}
    for column in columns:
        if column.role in labels:
            facts = {"text": column.role.value, "labels": [labels[column.role], column.label]}
            raise TypedError("role-twice", facts)
        if column.role:
            labels[column.role] = column.label
