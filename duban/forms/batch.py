"""What the forms of one batch are designed from, and the rows of one unit's form with what stands in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property

from duban.fields import FIELD_KINDS, CellContext, NamedDays, days_by_name
from duban.messages.catalogue import Messages
from duban.messages.text_template import render_text
from duban.model.form_id import FormId, snapshot_head
from duban.model.form_key import FormKey
from duban.model.layout import Column, Layout, RecalledAnswer, SheetLayout
from duban.model.no_change import may_stay_unchanged
from duban.model.period import Period
from duban.model.row import MilestoneStage, Row
from duban.model.snapshot import Snapshot
from duban.model.submission import Answer, AnswerCell, History, Record, Submission
from duban.model.unit import Unit
from duban.model.verdict import FINISHED_MEANINGS
from duban.text.display import long_date_text, weekday_character
from duban.text.folding import is_placeholder
from duban.value_object import ValueObject, field, replace

STAGES: Sequence[MilestoneStage] = ("due", "open", "continuing", "later", "finished")
"""The order of the rows in a form."""


class CellProblem(ValueObject):
    """One finding about a cell of a correction copy, in words."""

    message: str
    """What is wrong, and what to do."""
    read_text: str
    """What was read in the cell."""
    explainable: bool
    """Whether an explanation will do."""


ColumnProblems = Mapping[str, Sequence[CellProblem]]
"""Column key → what is wrong there; under the empty key, what is wrong with the whole row."""


class FormRow(ValueObject):
    """A row of a form and what stands in its cells, by column key."""

    subject: Row
    """The task, milestone, target or unit that it is about."""
    stage: MilestoneStage
    answers: Mapping[str, Answer]
    """In the inputs."""
    carried: Mapping[str, Answer]
    """What was put into the inputs when the form was issued, for the rule that it must change."""
    problems: ColumnProblems
    recalled_answers: Mapping[str, Answer]
    """Accepted earlier, and only shown."""
    may_stay_unchanged: bool = False
    """Whether the tick 整表无变化 answers it."""

    @property
    def all_problems(self) -> Iterator[CellProblem]:
        """The problems of all its cells."""
        return (problem for problems in self.problems.values() for problem in problems)

    @property
    def explainable(self) -> bool:
        """Whether an explanation will do for any of its problems."""
        return any(problem.explainable for problem in self.all_problems)


class FormCell(ValueObject):
    """A cell of a form."""

    sheet: str
    cell: str
    label: str
    """The header above it."""
    subject: Row | None = None
    """What its row is about; None in the heading."""


class FormBatch(ValueObject, dict=True, eq=False):
    """One batch of forms: what they are issued from, and what was accepted before."""

    snapshot: Snapshot
    snapshot_hash: str
    messages: Messages
    history: History = field(default_factory=History)
    related_histories: Mapping[str, History] = field(default_factory=dict)
    """What was accepted in other kinds of form, by their codes."""
    key: FormKey = field(default_factory=FormKey)
    """Of the form codes."""

    @cached_property
    def explanation_column(self) -> Column:
        """The column that only correction copies have, with its help text filled."""
        column = self.snapshot.layout.explanation_column
        return replace(column, help=self.messages.text("explain-help", max=column.max))

    @cached_property
    def days(self) -> NamedDays:
        """The days that layouts may name."""
        return days_by_name(self.snapshot.plan.year, self.snapshot.period)

    def form_id(self, unit: Unit) -> FormId:
        """The identity of a unit's form in this batch."""
        plan, period, layout = self.snapshot.plan, self.snapshot.period, self.snapshot.layout
        form_id = FormId(plan.code, period.code, layout.code, unit.code, snapshot_head(self.snapshot_hash))
        return self.key.sign(form_id)

    def recalled_answers(self, recalled: Mapping[str, RecalledAnswer], row_key: str) -> dict[str, Answer]:
        """Column key → the accepted answer that the column shows again. recalled: column key → which."""
        answers: dict[str, Answer] = {}
        for key, answer in recalled.items():
            history = self.related_histories.get(answer.form) if answer.form else self.history
            record = history.last(row_key) if history else None
            answers[key] = record.answer(answer.column) if record else None
        return answers

    def filled_text(self, text: str, unit: Unit) -> str:
        """A text of the layout with its facts. unit: whose form it is; most texts speak of none."""
        return render_text(text, **self._facts, unit=unit) if "unit" in text else self._fill_once(text)

    @cached_property
    def _fill_once(self) -> Callable[[str], str]:
        return cache(lambda text: render_text(text, **self._facts))

    @cached_property
    def _facts(self) -> Mapping[str, object]:
        return {"plan": self.snapshot.plan, "period": self.snapshot.period, "cycle": self.snapshot.cycle}


class FormDraft(ValueObject, dict=True):
    """One unit's form of a batch, or its correction copy: what all of its sheets share."""

    batch: FormBatch
    unit: Unit
    submission: Submission | None = None
    """What came back; with it, the form is a correction copy."""

    @property
    def layout(self) -> Layout:
        """Of its kind."""
        return self.batch.snapshot.layout

    @property
    def period(self) -> Period:
        """For which it is issued."""
        return self.batch.snapshot.period

    @property
    def messages(self) -> Messages:
        """The sentences of the program's own."""
        return self.batch.messages

    @cached_property
    def form_id(self) -> FormId:
        """Its identity."""
        return self.batch.form_id(self.unit)

    @cached_property
    def facts(self) -> Mapping[str, object]:
        """What the program's own texts may speak of, as those of the layout do."""
        snapshot = self.batch.snapshot
        return {"plan": snapshot.plan, "period": self.period, "cycle": snapshot.cycle, "unit": self.unit}

    @cached_property
    def notice(self) -> str:
        """By when the form goes to whom, whom to ask, what may not be written, and the number of the form.

        A correction copy has a day of its own, which its first sheet says.
        """
        plan, text, number = self.batch.snapshot.plan, self.messages.text, self.form_id.number
        if self.submission:
            return text("form-number", number=number)
        due, contact = self.period.due, plan.contact
        return text(
            "form-notice",
            signed_by=self.batch.snapshot.cycle.signed_by,
            due=long_date_text(due),
            weekday=weekday_character(due),
            to=plan.compiler,
            contact=contact.name if contact else "",
            phone=contact.phone if contact else "",
            number=number,
        )

    @property
    def footer(self) -> str:
        """Of each page."""
        return self.messages.text("form-footer", number=self.form_id.number)

    def filled_text(self, text: str) -> str:
        """A text of the layout with its facts."""
        return self.batch.filled_text(text, self.unit)

    def submitted_answers(self, sheet: SheetLayout, row: Row | None = None) -> dict[str, Answer]:
        """What came back in the inputs of a row, by column key.

        Args:
            sheet: in which the row stands.
            row: None stands for the heading.
        """
        if not self.submission:
            return {}
        inputs = self.submission.row_inputs(row.key if row else "")
        columns = {column.key: column for column in (sheet.input_columns if row else sheet.heading_inputs)}
        return {
            key: None if key in columns and self._passes_in_copy(columns[key], row, cell) else cell.displayed
            for key, cell in inputs.items()
        }

    def _passes_in_copy(self, column: Column, row: Row | None, cell: AnswerCell) -> bool:
        """Whether what was no answer would be one here: a copy shows no look, such as letters that were struck out."""
        if cell.value is not None or cell.displayed is None or is_placeholder(str(cell.displayed)):
            return False
        context = CellContext(column, self.batch.days, self.period, row)
        return not FIELD_KINDS[column.kind].parse(cell.displayed, context).problem

    def filled_rows(self, sheet: SheetLayout, problems_by_row: Mapping[str, ColumnProblems]) -> tuple[FormRow, ...]:
        """The rows of a sheet: those that are due first, finished ones last, else in the plan's order.

        Args:
            sheet: one of the layout.
            problems_by_row: row key → what is wrong in its cells.
        """
        recalled = {column.key: column.recalls for column in sheet.columns if column.recalls}
        rows = [
            self._filled_row(sheet, row, problems_by_row.get(row.key, {}), recalled)
            for row in self.batch.snapshot.assignment.rows(sheet, self.unit)
        ]
        return tuple(sorted(rows, key=lambda row: STAGES.index(row.stage)))

    def _filled_row(
        self, sheet: SheetLayout, row: Row, problems: ColumnProblems, recalled: Mapping[str, RecalledAnswer]
    ) -> FormRow:
        last = self.batch.history.last(row.key)
        answers = self.batch.recalled_answers(recalled, row.key) if recalled else {}
        finished = last is not None and last.meaning in FINISHED_MEANINGS and not any(answers.values())
        still_stands = finished or not row.is_answer_due(self.period)
        carried = _carried_answers(sheet, row, last, still_stands=still_stands) if last else {}
        return FormRow(
            row,
            stage="finished" if finished else self._open_stage(sheet, row),
            answers=self.submitted_answers(sheet, row) if self.submission else carried,
            carried={} if finished else carried,  # what is finished may stand as it is
            problems=problems,
            recalled_answers=answers,
            may_stay_unchanged=may_stay_unchanged(row, self.period, self.batch.history),
        )

    def _open_stage(self, sheet: SheetLayout, row: Row) -> MilestoneStage:
        """Where a row stands that is not finished."""
        if row.continues_beyond(self.period) and "continuing" in sheet.stages:
            return "continuing"
        if row.is_answer_due(self.period) or not sheet.stages:
            return "due"
        return "open" if row.is_unclaimed and "open" in sheet.stages else "later"


def _carried_answers(sheet: SheetLayout, row: Row, last: Record, *, still_stands: bool) -> dict[str, Answer]:
    """What of the last accepted answers is filled in again: all of it where it still stands and the sheet says so.

    Nothing in the row of a number that counts one period alone, or is a level: last period's says nothing of this one.
    """
    if row.target and (row.target.is_of_period or row.target.is_level):
        return {}
    return {column.key: last.answer(column.key) for column in sheet.prefilled_columns(still_stands=still_stands)}
