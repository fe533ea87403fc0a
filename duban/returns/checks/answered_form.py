"""A submission beside what it was asked, which all checks see, and the registries of the checks."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from duban.messages.finding import Finding
from duban.model.layout import Column, Layout
from duban.model.period import Period
from duban.model.role import Role
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import History, Record, Submission
from duban.model.wording import Wording
from duban.registry import Registry
from duban.value_object import ValueObject, field


class AnsweredForm(ValueObject, dict=True):
    """A submission beside what it was asked.

    Attributes:
        submission: the answers.
        layout: of the form.
        period: that it reports.
        rows: row key → row.
        wording: what texts claim; an empty one leaves texts alone.
    """

    submission: Submission
    layout: Layout
    period: Period
    rows: Mapping[str, Row]
    wording: Wording = field(default_factory=Wording)

    def records(self) -> Iterator[tuple[Row, Record]]:
        """Every row with its answers, in the order of the form."""
        return ((self.rows[key], record) for key, record in self.submission.records.items())

    @cached_property
    def filled_records(self) -> tuple[tuple[Row, Record], ...]:
        """Those in which anything is filled: most checks concern no other, and most rows of a form are blank."""
        return tuple((row, record) for row, record in self.records() if record.filled)

    def records_with_last(self, history: History) -> Iterator[tuple[Row, Record, Record]]:
        """Every row that was accepted before, with its answers and the last ones before them."""
        for row, record in self.records():
            last = history.last(record.key)
            if last is not None:
                yield row, record, last

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The input columns of all tables by their keys; of several with one key the first."""
        return {
            column.key: column for sheet in reversed(self.layout.sheets) for column in reversed(sheet.input_columns)
        }

    def column(self, role: Role, record: Record) -> Column | None:
        """The column of this role, whether the record answers it or leaves it blank; None where it was not asked."""
        key = record.column_by_role.get(role, "")
        return self.columns.get(key) if key in record.values else None


return_check: Registry[Callable[[AnsweredForm], Iterator[Finding]]] = Registry()
"""Files, under its code, a check that sees one return alone; it runs in the worker that reads the file."""

history_check: Registry[Callable[[AnsweredForm, History], Iterator[Finding]]] = Registry()
"""Files, under its code, a check that sees what was accepted before, too."""


def build_answered_form(submission: Submission, snapshot: Snapshot, wording: Wording | None = None) -> AnsweredForm:
    """The submission with the rows that it was asked for.

    Args:
        submission: the answers.
        snapshot: what the form was issued from.
        wording: what texts claim; None leaves texts alone.
    """
    unit = snapshot.unit(submission.form_id.unit)
    rows = {row.key: row for sheet in snapshot.layout.sheets for row in snapshot.assignment.rows(sheet, unit)}
    return AnsweredForm(submission, snapshot.layout, snapshot.period, rows, wording or Wording())


def check_return(form: AnsweredForm) -> tuple[Finding, ...]:
    """What one return alone gives to ask."""
    return tuple(finding for _, check in return_check.items() for finding in check(form))


def check_against_history(form: AnsweredForm, history: History) -> tuple[Finding, ...]:
    """What was accepted before gives to ask about it."""
    return tuple(finding for _, check in history_check.items() for finding in check(form, history))


def finding_by_role(code: str, record: Record, role: Role, **facts: object) -> Finding:
    """A finding on the answer in the column of a role, which the record must have.

    Args:
        code: of the check.
        record: whose answer it is.
        role: of the answer's column.
        **facts: for its sentence.
    """
    return finding_in_column(code, record, record.column_by_role[role], **facts)


def finding_in_column(code: str, record: Record, column: str, **facts: object) -> Finding:
    """A finding on the answer in a column, by its key.

    Args:
        code: of the check.
        record: whose answer it is.
        column: key of the answer's column.
        **facts: for its sentence.
    """
    return Finding(code, record.values[column].place, facts, record.key, column)
