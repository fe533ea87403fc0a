"""Days that contradict the day on which the form was filled in, or the state that was chosen."""

from collections.abc import Iterator
from datetime import date

from duban.fields.condition import AnyChosen
from duban.messages.finding import Finding
from duban.model.submission import History
from duban.model.verdict import FINISHED_MEANINGS
from duban.returns.checks.scope import HISTORY_CHECKS, RETURN_CHECKS, AnsweredForm, finding_on


@RETURN_CHECKS("done-after-filing")
def done_after_filing(form: AnsweredForm) -> Iterator[Finding]:
    """Said to be finished on a day that had not come when the form was filled in."""
    filed = form.submission.reported_on
    for _, record in form.filled_records:
        actual = record.answer("actual")
        if filed and isinstance(actual, date) and actual > filed:
            yield finding_on("done-after-filing", record, "actual", day=actual, filed=filed)


@RETURN_CHECKS("promise-past-due")
def promise_past_due(form: AnsweredForm) -> Iterator[Finding]:
    """Promised to be in time, though the due day had passed when the form was filled in."""
    filed = form.submission.reported_on
    for row, record in form.filled_records:
        if filed and record.meaning == "on-track" and row.due and row.due < filed:
            yield finding_on("promise-past-due", record, "state", due=row.due, filed=filed)


@RETURN_CHECKS("expected-in-past")
def expected_in_past(form: AnsweredForm) -> Iterator[Finding]:
    """Expected to be finished on a day that had already gone by when the form was filled in."""
    filed = form.submission.reported_on
    for _, record in form.filled_records:
        expected = record.answer("expected")
        if filed and isinstance(expected, date) and expected < filed:
            yield finding_on("expected-in-past", record, "expected", day=expected, filed=filed)


@RETURN_CHECKS("expected-in-time")
def expected_in_time(form: AnsweredForm) -> Iterator[Finding]:
    """Said to miss the due day, and yet expected by then; one that had gone by is asked about already."""
    filed = form.submission.reported_on
    for row, record in form.filled_records:
        expected = record.answer("expected")
        if record.meaning != "will-miss" or not row.due or not isinstance(expected, date):
            continue
        if (filed or expected) <= expected <= row.due:
            facts = {"state": record.text("state"), "day": expected, "due": row.due}
            yield finding_on("expected-in-time", record, "expected", **facts)


@HISTORY_CHECKS("late-unexplained")
def late_unexplained(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """Finished late since it was last told of, and no word of then or now says why, though there is a cell for it.

    Where the layout demands the reason its absence is told already, and where it forbids one none is asked for.
    """
    for row, record in form.records():
        before = past.records.get(record.key, ())
        column = form.input_column("reason", record) if record.meaning == "done-late" else None
        if column is None or (before and before[-1].meaning in FINISHED_MEANINGS):
            continue
        answers = {key: value.value for key, value in record.values.items()}
        demanded = AnyChosen(column.required_when).holds(row, answers)
        allowed = not column.only_when or AnyChosen(column.only_when).holds(row, answers)
        told = any(each.answer("reason") is not None for each in (*before, record))
        if allowed and not (demanded or told or any(form.wording.gives_reason(str(each)) for each in answers.values())):
            yield finding_on("late-unexplained", record, "reason", label=column.label, state=record.text("state"))
