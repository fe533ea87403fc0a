"""A form kind as data: its sheets, columns and what each row owes (templates/forms/*.yaml)."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from duban.model.role import ColumnByRole, Role, role_of_key
from duban.model.typed import Model

EXPLANATION_KEY = "explanation"
"""The key of the column that correction copies add; see Layout.explanation."""

ChosenValues = dict[str, tuple[str, ...]]
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


class RecalledAnswer(Model):
    """A past answer, shown and not asked again. form: the code of another form kind; empty means this one."""

    column: str
    form: str = ""


class Column(Model):
    """One column of a table, or one input of the heading.

    A locked cell either `shows` what a path leads to (`task.number`), or `says` a text over the row, or `recalls`
    what was last accepted for the row.
    merge: on a printed table, cells of rows with the same value of this path become one. underline: the part of
    the text that this path leads to is underlined.
    kind: an input, by the name of its kind of cell (duban/fields). max: of a text, in characters.
    low, high: of a number, a figure or a path to one; inclusive. places: so many digits behind the point, exactly.
    unit: what a number counts, where the row's target does not say it.
    earliest, latest: names of days (`period_end`); inclusive.
    required: `due` means in rows whose milestone falls due by the end of the period, `near` in these and in the row
    of the task's next milestone.
    required_when, only_when: depend on other inputs of the row. required_below: other number → a path to a figure;
    an answer is owed where the number is below it. required_with: owed where that other input is filled.
    after: the date must be later than the day shown by this path.
    carry: filled in with what was accepted last.
    unchanged_unless: the carried text must change, unless another input says that it stands.
    suggest: words offered in a list that takes any other text too.
    """

    key: str
    label: str
    role: Role | None = None
    width: Annotated[float, Field(gt=0)] = 10
    align: Literal["left", "center", "right"] = "left"
    shows: str = ""
    says: str = ""
    recalls: RecalledAnswer | None = None
    merge: str = ""
    underline: str = ""
    kind: str = ""
    max: Annotated[int, Field(ge=0, le=2000)] = 0
    low: str = ""
    high: str = ""
    places: Annotated[int, Field(ge=0, le=4)] = 0
    unit: str = ""
    options: tuple[Option, ...] = ()
    earliest: str = ""
    latest: str = ""
    required: Literal["no", "always", "near", "due"] = "no"
    required_when: ChosenValues = {}
    only_when: ChosenValues = {}
    required_below: dict[str, str] = {}
    required_with: str = ""
    after: str = ""
    carry: bool = False
    unchanged_unless: ChosenValues = {}
    suggest: tuple[str, ...] = ()
    help: str = ""

    @model_validator(mode="before")
    @classmethod
    def _with_role_of_key(cls, data: object) -> object:
        if isinstance(data, Mapping) and data.get("kind") and data.get("role") is None:
            return {**data, "role": role_of_key(str(data.get("key", "")))}
        return data

    @model_serializer(mode="wrap")
    def _without_role_of_key(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A role that follows from the key is left out: forms issued before there were roles keep their code."""
        data: dict[str, Any] = dump(self)
        if self.role is None or self.role == role_of_key(self.key):
            del data["role"]
        return data

    @model_validator(mode="after")
    def _shows_or_asks(self) -> Self:
        sources = {"shows": self.shows, "says": self.says, "recalls": self.recalls, "kind": self.kind}
        given = [name for name, value in sources.items() if value]
        if len(given) != 1:
            raise PydanticCustomError(
                "column-shows-or-asks", "shows one thing or asks for one", {"text": self.label, "keys": given}
            )
        if self.role and not self.kind:
            raise PydanticCustomError("role-without-input", "only an input has a role", {"text": self.role.value})
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
    """One table of the form.

    rows: what each row is about: a task, one of its milestones, one of its numeric targets, or the unit itself.
    of: the tasks that the unit answers for, or those that it supports.
    slots: so many blank rows in place of each; the first `least` of them are owed.
    due_only: rows that are not due yet are left out. whole_only: so are tasks that have milestones or parts already.
    stages: the words for where a milestone stands (due, later, finished).
    standing: a milestone's last answer is carried while it still stands (finished, or not yet due).
    fold: rows of this stage are filtered out of sight.
    grow: rows are as high as what stands in them and grow by typing; else there is room for all that may be typed.
    foot: lines under the table.
    """

    key: str
    name: Annotated[str, Field(max_length=31)]
    rows: Literal["task", "milestone", "target", "unit"]
    of: Literal["lead", "support"] = "lead"
    slots: Annotated[int, Field(ge=0, le=20)] = 0
    least: int = 0
    due_only: bool = False
    whole_only: bool = False
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
    def input_columns(self) -> tuple[Column, ...]:
        """The columns that a department fills."""
        return tuple(column for column in self.columns if column.kind)

    @property
    def heading_inputs(self) -> tuple[Column, ...]:
        """The inputs of the heading."""
        return tuple(item.asks for item in self.heading if item.asks)

    @model_validator(mode="after")
    def _each_role_once(self) -> Self:
        _refuse_doubled_roles(self.input_columns)
        _refuse_doubled_roles(self.heading_inputs)
        return self

    @cached_property
    def column_by_role(self) -> ColumnByRole:
        """Role → the key of the column that has it."""
        return {column.role.value: column.key for column in self.input_columns if column.role}

    def by_role(self, role: Role) -> Column | None:
        """The input column of this role; None where the sheet has none."""
        return next((column for column in self.input_columns if column.role == role), None)


class AmendmentMapping(Model):
    """How accepted answers become amendments of the plan.

    kind: of the amendment (duban/plan_source/amendments.py). sheet: the key of the sheet whose rows are proposals.
    keys: what an amendment's key is filled with, by column key. adds: what is said of every new task.
    number: of a new task, with its count `n`.
    """

    kind: str
    sheet: str
    keys: dict[str, str]
    adds: dict[str, str] = {}
    number: str = ""


class Layout(Model):
    """One kind of form, or a table that is only printed: then no column asks for anything.

    code: capital letters, part of every form code.
    guide: the lines of the instruction sheet; rules of the columns are added by themselves.
    return_name: the first sheet of a correction copy. message_label, explain_label: its columns beside the table, what
    we say and what the department answers.
    beside: codes of form kinds whose accepted answers are looked at too, when this one is built or compiled.
    """

    name: str
    code: Annotated[str, Field(pattern="^[A-Z]+$")]
    sheets: Annotated[tuple[SheetLayout, ...], Field(min_length=1)]
    guide_name: str = ""
    guide: tuple[str, ...] = ()
    return_name: Annotated[str, Field(max_length=31)] = "退回说明"
    message_label: str = "校核意见"
    explain_label: str = "说明"
    beside: tuple[str, ...] = ()
    amends: AmendmentMapping | None = None

    @property
    def has_inputs(self) -> bool:
        """Whether there is anything to fill in."""
        return any(sheet.input_columns for sheet in self.sheets)

    @cached_property
    def heading_column_by_role(self) -> ColumnByRole:
        """Role → the key of the heading's input that has it; the first sheet that has one counts."""
        inputs = [column for sheet in self.sheets for column in sheet.heading_inputs]
        return {column.role.value: column.key for column in reversed(inputs) if column.role}

    @model_validator(mode="after")
    def _labels_of_its_own(self) -> Self:
        labels = [column.label for sheet in self.sheets for column in sheet.columns]
        for key, label in (("message_label", self.message_label), ("explain_label", self.explain_label)):
            if label in labels:
                raise PydanticCustomError("column-label-taken", "correction copies add it", {"text": label, "key": key})
        return self

    @cached_property
    def explanation_column(self) -> Column:
        """What only correction copies ask, beside each row: why something that looks wrong is right."""
        return Column(key=EXPLANATION_KEY, label=self.explain_label, kind="text", max=200, width=36)


def _refuse_doubled_roles(columns: Iterable[Column]) -> None:
    """Raise an error of code `role-twice` where two columns have one role."""
    labels: dict[Role, str] = {}
    for column in columns:
        if column.role in labels:
            facts = {"text": column.role.value, "labels": [labels[column.role], column.label]}
            raise PydanticCustomError("role-twice", "two columns have one role", facts)
        if column.role:
            labels[column.role] = column.label
