"""What need not be asked: consequences of what must be corrected anyway, and what was explained and still holds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from duban.messages.finding import Finding, Severity
from duban.model.layout import EXPLANATION_KEY
from duban.model.submission import History, Record, Submission
from duban.returns.checks.scope import HISTORY_CHECKS, RETURN_CHECKS
from duban.text.folding import is_placeholder

SeverityOf = Callable[[Finding], Severity]


def drop_consequences(
    findings: Iterable[Finding], submission: Submission, severity_of: SeverityOf
) -> tuple[Finding, ...]:
    """Without the checks' questions about rows that must be corrected first, or that cannot count at all.

    findings: of intake and of all checks together, in any order. What must be corrected is always told.
    """
    findings = tuple(findings)
    wrong = {finding.row for finding in findings if severity_of(finding) is Severity.MUST} | submission.damaged_rows
    checks = {*RETURN_CHECKS, *HISTORY_CHECKS}
    return tuple(
        finding
        for finding in findings
        if not finding.row
        or finding.row not in wrong
        or finding.code not in checks
        or severity_of(finding) is Severity.MUST
    )


def close_explained(
    findings: Iterable[Finding], submission: Submission, past: History, severity_of: SeverityOf
) -> tuple[Finding, ...]:
    """Questions that were answered become notes `explained`; what must be corrected stays as it is.

    past: what was accepted before, earlier returns of the same period among it.

    An answer is the explanation in the row itself, or one in an earlier accepted record of the row, for as long as
    each return since said the same in the column in question and chose the same state. What an explanation was
    about is not recorded: the same row with the same answer is all that can be known. A question that compares
    with an earlier period is new in each period, so that for it only returns of this period count.
    """
    return tuple(_settle(finding, submission, past, severity_of) for finding in findings)


def _settle(finding: Finding, submission: Submission, past: History, grade: SeverityOf) -> Finding:
    record = submission.records.get(finding.row)
    if record is None or grade(finding) is not Severity.EXPLAIN:
        return finding
    for told in _still_true(finding, record, past, submission.form_id.period):
        words = told.text(EXPLANATION_KEY)
        if words and not is_placeholder(words):
            since = told.period or submission.form_id.period
            facts = {"code": finding.code, "words": words, "since": since, "period": submission.form_id.period}
            return replace(finding, code="explained", facts={**facts, "asked": finding})
    return finding


def _still_true(finding: Finding, record: Record, past: History, period: str) -> Iterator[Record]:
    """The row's records from this one back, while they give the same answer."""
    yield record
    for before in reversed(past.records.get(finding.row, ())):
        if finding.code in HISTORY_CHECKS and before.period != period:
            return
        if any(before.answer(column) != record.answer(column) for column in (finding.column, "state")):
            return
        yield before
