"""Days that contradict the day on which the form was filled in, or the state that was chosen."""

from collections.abc import Iterator, Sequence
from datetime import date

from duban.fields.condition import AnswersByColumn, AnyChosen
from duban.messages.finding import Finding
from duban.model.layout import Column
from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import History, Record
from duban.model.verdict import FINISHED_MEANINGS, Meaning
from duban.returns.checks.answered_form import AnsweredForm, finding_by_role, history_check, return_check


@return_check("done-after-filing")
def done_after_filing(form: AnsweredForm) -> Iterator[Finding]:
    """Said to be finished on a day that had not come when the form was filled in."""
    filed = form.submission.reported_on
    for _, record in form.filled_records:
        actual = record.answer_by_role(Role.ACTUAL)
        if filed and isinstance(actual, date) and actual > filed:
            yield finding_by_role("done-after-filing", record, Role.ACTUAL, day=actual, filed=filed)


@return_check("late-before-due")
def late_before_due(form: AnsweredForm) -> Iterator[Finding]:
    """Said to be finished late on no day, by a form that was filled in when the due day had not passed."""
    filed = form.submission.reported_on
    for row, record in form.filled_records:
        is_late = record.meaning == Meaning.DONE_LATE and record.answer_by_role(Role.ACTUAL) is None
        if filed and is_late and row.due and filed <= row.due:
            facts = {"state": record.text_by_role(Role.STATE), "due": row.due, "filed": filed}
            yield finding_by_role("late-before-due", record, Role.STATE, **facts)


@return_check("promise-past-due")
def promise_past_due(form: AnsweredForm) -> Iterator[Finding]:
    """Promised to be in time, though the due day had passed when the form was filled in."""
    filed = form.submission.reported_on
    for row, record in form.filled_records:
        if filed and record.meaning == Meaning.ON_TRACK and row.due and row.due < filed:
            yield finding_by_role("promise-past-due", record, Role.STATE, due=row.due, filed=filed)


@return_check("expected-in-past")
def expected_in_past(form: AnsweredForm) -> Iterator[Finding]:
    """Expected to be finished on a day that had already gone by when the form was filled in."""
    filed = form.submission.reported_on
    for _, record in form.filled_records:
        expected = record.answer_by_role(Role.EXPECTED)
        if filed and isinstance(expected, date) and expected < filed:
            yield finding_by_role("expected-in-past", record, Role.EXPECTED, day=expected, filed=filed)


@return_check("expected-in-time")
def expected_in_time(form: AnsweredForm) -> Iterator[Finding]:
    """Said to miss the due day, and yet expected by then; `expected-in-past` asks about a day that had gone by."""
    filed = form.submission.reported_on
    for row, record in form.filled_records:
        expected = record.answer_by_role(Role.EXPECTED)
        if record.meaning != Meaning.WILL_MISS or not row.due or not isinstance(expected, date):
            continue
        if (filed or expected) <= expected <= row.due:
            facts = {"state": record.text_by_role(Role.STATE), "day": expected, "due": row.due}
            yield finding_by_role("expected-in-time", record, Role.EXPECTED, **facts)


@history_check("late-unexplained")
def late_unexplained(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """Finished late since the last report, and no word of either says why, though there is a cell for it.

    Where the layout demands the reason, `missing` is found already; where it says when one may be given, a late
    finish may have one, and none is asked for.
    """
    for row, record in form.records():
        column = form.column(Role.REASON, record)
        earlier = history.records.get(record.key, ())
        was_finished = bool(earlier) and earlier[-1].meaning in FINISHED_MEANINGS
        if column is None or record.meaning != Meaning.DONE_LATE or was_finished:
            continue
        answers = {key: cell.value for key, cell in record.values.items()}
        if _may_be_asked(column, row, answers) and not _is_reason_given(form, (*earlier, record)):
            facts = {"label": column.label, "state": record.text_by_role(Role.STATE)}
            yield finding_by_role("late-unexplained", record, Role.REASON, **facts)


def _is_reason_given(form: AnsweredForm, records: Sequence[Record]) -> bool:
    """Whether one of a row's records has a reason, or any text of the last one gives one."""
    has_reason = any(record.answer_by_role(Role.REASON) is not None for record in records)
    return has_reason or any(form.wording.gives_reason(str(cell.value)) for cell in records[-1].values.values())


def _may_be_asked(column: Column, row: Row, answers: AnswersByColumn) -> bool:
    """Whether the layout neither demands an answer nor says when one may be given."""
    return not column.only_when and not AnyChosen(column.required_when).holds(row, answers)
