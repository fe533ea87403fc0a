"""Days that contradict the day on which the form was filled in."""

from collections.abc import Iterator
from datetime import date

from duban.checks.scope import FILE_CHECKS, Returned
from duban.model.finding import Finding
from duban.model.submission import Record


@FILE_CHECKS("done-after-filing")
def done_after_filing(form: Returned) -> Iterator[Finding]:
    """Said to be finished on a day that had not come when the form was filled in."""
    filed = form.submission.filed
    for record in form.submission.records.values():
        actual = record.answer("actual")
        if filed and isinstance(actual, date) and actual > filed:
            yield _finding("done-after-filing", record, "actual", day=actual, filed=filed)


@FILE_CHECKS("promise-past-due")
def promise_past_due(form: Returned) -> Iterator[Finding]:
    """Promised to be in time, though the due day had passed when the form was filled in."""
    filed = form.submission.filed
    for key, record in form.submission.records.items():
        due = form.rows[key].due
        if filed and due and record.means == "on-track" and due < filed:
            yield _finding("promise-past-due", record, "state", due=due, filed=filed)


@FILE_CHECKS("expected-in-past")
def expected_in_past(form: Returned) -> Iterator[Finding]:
    """Expected to be finished on a day that had already gone by when the form was filled in."""
    filed = form.submission.filed
    for record in form.submission.records.values():
        expected = record.answer("expected")
        if filed and isinstance(expected, date) and expected < filed:
            yield _finding("expected-in-past", record, "expected", day=expected, filed=filed)


def _finding(code: str, record: Record, column: str, **facts: object) -> Finding:
    return Finding(code, record.values[column].place, facts, record.key, column)
