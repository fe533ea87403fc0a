"""What need not be asked: about cells that must be corrected anyway, and what was explained and still holds."""

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet

from duban.messages.finding import Finding, Severity
from duban.model.layout import EXPLANATION_KEY
from duban.model.role import Role
from duban.model.submission import History, Record, Submission
from duban.returns.checks.answered_form import history_check, return_check
from duban.text.folding import is_placeholder
from duban.value_object import replace

SeverityOf = Callable[[Finding], Severity]
_ROW_ALIKE = "row-by-text"
"""The code of what is said of a line whose words are only like those of the row."""


def drop_consequences(
    findings: Iterable[Finding], submission: Submission, severity_of: SeverityOf
) -> tuple[Finding, ...]:
    """Leave out what the checks find in cells that must be corrected anyway, and what nobody knows of damaged rows.

    All else is said at once: a department that mends what it was asked for is not sent back for what could be seen.
    In a row that cannot count, because its table lost a column or cells were merged, this is what stands in it.

    Args:
        findings: of the parser and of all checks together, in any order.
        submission: what they are about.
        severity_of: how bad a finding is.

    Returns:
        The others in their order. A cell that must be corrected keeps one finding at least which says so.
    """
    checks, findings = {*return_check, *history_check}, tuple(findings)
    musts = [finding for finding in findings if severity_of(finding) is Severity.MUST]
    unreadable = _cells(finding for finding in musts if finding.code not in checks)
    unreadable |= _cells(finding for finding in findings if finding.code == _ROW_ALIKE) & _rows(submission.damaged_rows)
    wrong = unreadable | _cells(musts)

    def is_consequence(finding: Finding) -> bool:
        return _is_unknown(finding, submission) or _is_in(unreadable if finding in musts else wrong, finding)

    return tuple(finding for finding in findings if finding.code not in checks or not is_consequence(finding))


def _rows(keys: Iterable[str]) -> set[tuple[str, str]]:
    """As findings about whole rows have them: without a column."""
    return {(key, "") for key in keys}


def _is_unknown(finding: Finding, submission: Submission) -> bool:
    """Whether it is about a cell of a damaged row in which nothing stands."""
    record = submission.records.get(finding.row)
    is_answered = record is not None and record.answer(finding.column) is not None
    return finding.row in submission.damaged_rows and not is_answered


def _cells(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    """The row and the column of each."""
    return {(finding.row, finding.column) for finding in findings}


def _is_in(cells: AbstractSet[tuple[str, str]], finding: Finding) -> bool:
    """Whether a finding is about one of these cells, or in one of these rows: they have no column."""
    return not cells.isdisjoint({(finding.row, finding.column), (finding.row, "")})


def close_explained(
    findings: Iterable[Finding], submission: Submission, history: History, severity_of: SeverityOf
) -> tuple[Finding, ...]:
    """Turn questions that were answered into notes of the code `explained`.

    An answer is the explanation in the row itself, or one in an earlier accepted record of the row, for as long as
    each return since said the same in the column in question and chose the same state. What an explanation was
    about is not recorded: the same row with the same answer is all that can be known. A question that compares
    with an earlier period is new in each period, so that for it only returns of this period count.

    Args:
        findings: in any order.
        submission: what they are about.
        history: what was accepted before, earlier returns of the same period among it.
        severity_of: how bad a finding is; only questions (EXPLAIN) can be explained.
    """
    return tuple(
        _explained(finding, submission, history) if severity_of(finding) is Severity.EXPLAIN else finding
        for finding in findings
    )


def _explained(finding: Finding, submission: Submission, history: History) -> Finding:
    """The note, where the question was answered; else the question."""
    period = submission.form_id.period
    for record in _records_with_this_answer(finding, submission, history):
        words = record.text(EXPLANATION_KEY)
        if words and not is_placeholder(words):
            facts = {"code": finding.code, "words": words, "since": record.period or period, "period": period}
            return replace(finding, code="explained", facts={**facts, "asked": finding})
    return finding


def _records_with_this_answer(finding: Finding, submission: Submission, history: History) -> Iterator[Record]:
    """The row's records from this one back, while they give the same answer."""
    record = submission.records.get(finding.row)
    if record is None:
        return
    yield record
    answer = record.answer(finding.column), record.answer_by_role(Role.STATE)
    for earlier in reversed(history.records.get(finding.row, ())):
        if finding.code in history_check and earlier.period != submission.form_id.period:
            return
        if (earlier.answer(finding.column), earlier.answer_by_role(Role.STATE)) != answer:
            return
        yield earlier
