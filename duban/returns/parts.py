"""Sheets of one form that came in several files, as CSV text always does, are joined to one return."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from duban.messages.finding import Finding, Place
from duban.model.return_ import JOINED_CODE, Return
from duban.model.submission import Submission
from duban.returns.checks.answered_form import return_check
from duban.text.hashes import short_hash
from duban.value_object import replace

CheckSubmission = Callable[[Submission], tuple[Finding, ...]]
_MISSING_CODE = "sheet-missing"


def join_parts(returns: Iterable[Return], excluded: AbstractSet[str], check: CheckSubmission) -> Iterator[Return]:
    """Every return, completed by the sheets that it lacks and that another return of its form has.

    The other one came together with it, or next before it. Where both have a sheet, they must say the same in it:
    else they are versions, and neither completes the other.

    Args:
        returns: forms, in any order.
        excluded: short hashes of the files that the clerk excluded: they complete nothing.
        check: what one return alone gives to ask.
    """
    ordered = sorted(returns, key=lambda return_: (return_.form.form_id.code, return_.arrival, return_.file))
    for _, of_one_form in groupby(ordered, key=lambda return_: return_.form.form_id):
        before: list[Return] = []
        for _, together in groupby(of_one_form, key=lambda return_: return_.arrival):
            arrived = list(together)
            admitted = [return_ for return_ in arrived if short_hash(return_.digest) not in excluded]
            yield from (return_ for return_ in arrived if return_ not in admitted)
            completed = [_completed(return_, [*admitted, *before], check) for return_ in admitted]
            yield from completed
            before = completed if all(_agree(completed[0], other) for other in completed[1:]) else []


def _completed(return_: Return, others: Sequence[Return], check: CheckSubmission) -> Return:
    """The return with the sheets that it lacks."""
    joined, names = return_, []
    for other in others:
        if _missing_sheets(joined) - _missing_sheets(other) and _agree(joined, other):
            joined = _joined(joined, other)
            names.append(other.file)
    if not names:
        return return_
    note = Finding(JOINED_CODE, Place(return_.file), {"others": names})
    findings = (finding for finding in joined.findings if finding.code not in {JOINED_CODE, *return_check})
    return replace(joined, findings=(note, *findings, *check(joined.form)))


def _missing_sheets(return_: Return) -> set[object]:
    return {finding.facts["sheet"] for finding in return_.findings if finding.code == _MISSING_CODE}


def _agree(left: Return, right: Return) -> bool:
    """Whether two returns say the same wherever both answer."""
    answers, other_answers = left.form.answers(), right.form.answers()
    return all(answers[cell] == other_answers[cell] for cell in answers.keys() & other_answers.keys())


def _joined(return_: Return, other: Return) -> Return:
    """The return with all that another one has besides."""
    own, added = return_.form, other.form
    regained = added.records.keys() - own.records.keys() - added.damaged_rows
    submission = replace(
        own,
        heading={**added.heading, **own.heading},
        records={**added.records, **own.records},
        damaged_rows=own.damaged_rows - regained,
        extra_content=(*own.extra_content, *added.extra_content),
    )
    missing = _missing_sheets(return_) & _missing_sheets(other)
    unique: dict[object, Finding] = {}
    for finding in (*return_.findings, *other.findings):
        if finding.code != _MISSING_CODE or finding.facts["sheet"] in missing:
            unique.setdefault((finding.code, finding.row, finding.column, repr(finding.facts)), finding)
    return replace(return_, submission=submission, findings=tuple(unique.values()))
