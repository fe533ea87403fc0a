"""The two shelves of checks: one return alone (done in the worker), and one return against earlier periods."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from duban.messages.finding import Finding
from duban.model.layout import Column, Layout
from duban.model.period import Period
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import History, Record, Submission
from duban.model.wording import Wording
from duban.registry import Registry


@dataclass(frozen=True)
class AnsweredForm:
    """A submission beside what was asked. rows: row key → row."""

    submission: Submission
    layout: Layout
    period: Period
    rows: Mapping[str, Row]
    wording: Wording = field(default_factory=Wording)

    def records(self) -> Iterator[tuple[Row, Record]]:
        """Every row with what was answered, in the order of the form."""
        return ((self.rows[key], record) for key, record in self.submission.records.items())

    @cached_property
    def filled_records(self) -> tuple[tuple[Row, Record], ...]:
        """Those in which anything is filled: most checks concern no other, and most rows of a form are blank."""
        return tuple((row, record) for row, record in self.records() if record.filled)

    def input_column(self, key: str, record: Record) -> Column | None:
        """The column of this key that the record answers, filled or not."""
        if key not in record.values:
            return None
        columns = (column for sheet in self.layout.sheets for column in sheet.input_columns)
        return next((column for column in columns if column.key == key), None)


RETURN_CHECKS: Registry[Callable[[AnsweredForm], Iterator[Finding]]] = Registry()
HISTORY_CHECKS: Registry[Callable[[AnsweredForm, History], Iterator[Finding]]] = Registry()


def build_answered_form(submission: Submission, snapshot: Snapshot, wording: Wording | None = None) -> AnsweredForm:
    """The submission with the rows that it was asked for. wording: None leaves words alone."""
    unit = snapshot.unit(submission.form_id.unit)
    rows = {row.key: row for sheet in snapshot.layout.sheets for row in snapshot.assignment.rows(sheet, unit)}
    return AnsweredForm(submission, snapshot.layout, snapshot.period, rows, wording or Wording())


def check_return(form: AnsweredForm) -> tuple[Finding, ...]:
    """What one return alone gives to ask."""
    return tuple(finding for code in RETURN_CHECKS for finding in RETURN_CHECKS[code](form))


def check_against_history(form: AnsweredForm, past: History) -> tuple[Finding, ...]:
    """What earlier periods give to ask about it."""
    return tuple(finding for code in HISTORY_CHECKS for finding in HISTORY_CHECKS[code](form, past))


def finding_on(code: str, record: Record, column: str, **facts: object) -> Finding:
    """A finding on one answer of a record."""
    return Finding(code, record.values[column].place, facts, record.key, column)
