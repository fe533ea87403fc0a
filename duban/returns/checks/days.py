"""Days that contradict the day on which the form was filled in, or the state that was chosen."""

from collections.abc import Iterator
from datetime import date

from duban.fields.condition import Chosen
from duban.model.finding import Finding
from duban.model.submission import Past
from duban.model.verdict import FINISHED
from duban.returns.checks.scope import FILE_CHECKS, PAST_CHECKS, Returned, about


@FILE_CHECKS("done-after-filing")
def done_after_filing(form: Returned) -> Iterator[Finding]:
    """Said to be finished on a day that had not come when the form was filled in."""
    filed = form.submission.filed
    for _, record in form.answered:
        actual = record.answer("actual")
        if filed and isinstance(actual, date) and actual > filed:
            yield about("done-after-filing", record, "actual", day=actual, filed=filed)


@FILE_CHECKS("promise-past-due")
def promise_past_due(form: Returned) -> Iterator[Finding]:
    """Promised to be in time, though the due day had passed when the form was filled in."""
    filed = form.submission.filed
    for row, record in form.answered:
        if filed and record.means == "on-track" and row.due and row.due < filed:
            yield about("promise-past-due", record, "state", due=row.due, filed=filed)


@FILE_CHECKS("expected-in-past")
def expected_in_past(form: Returned) -> Iterator[Finding]:
    """Expected to be finished on a day that had already gone by when the form was filled in."""
    filed = form.submission.filed
    for _, record in form.answered:
        expected = record.answer("expected")
        if filed and isinstance(expected, date) and expected < filed:
            yield about("expected-in-past", record, "expected", day=expected, filed=filed)


@FILE_CHECKS("expected-in-time")
def expected_in_time(form: Returned) -> Iterator[Finding]:
    """Said to miss the due day, and yet expected by then; one that had gone by is asked about already."""
    filed = form.submission.filed
    for row, record in form.answered:
        expected = record.answer("expected")
        if record.means != "will-miss" or not row.due or not isinstance(expected, date):
            continue
        if (filed or expected) <= expected <= row.due:
            facts = {"state": record.text("state"), "day": expected, "due": row.due}
            yield about("expected-in-time", record, "expected", **facts)


@PAST_CHECKS("late-unexplained")
def late_unexplained(form: Returned, past: Past) -> Iterator[Finding]:
    """Finished late since it was last told of, and no word of then or now says why, though there is a cell for it.

    Where the layout demands the reason its absence is told already, and where it forbids one none is asked for.
    """
    for row, record in form.records():
        before = past.records.get(record.key, ())
        column = form.asked("reason", record) if record.means == "done-late" else None
        if column is None or (before and before[-1].means in FINISHED):
            continue
        answers = {key: value.value for key, value in record.values.items()}
        demanded = Chosen(column.required_when).holds(row, answers)
        allowed = not column.only_when or Chosen(column.only_when).holds(row, answers)
        told = any(each.answer("reason") is not None for each in (*before, record))
        if allowed and not (demanded or told or any(form.wording.gives_cause(str(each)) for each in answers.values())):
            yield about("late-unexplained", record, "reason", label=column.label, state=record.text("state"))
