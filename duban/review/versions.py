"""Which of several returns counts, and what becomes of each file: nothing is lost, nothing is guessed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from duban.messages.finding import Finding, Place, Severity
from duban.model.decision import short_hash
from duban.model.status import Outcome, Return
from duban.model.submission import Record, Submission

SeverityLookup = Callable[[Finding], Severity]
UnitOfRow = Callable[[str], str]
"""Row key → the code of the unit that is asked about it today; empty where none is."""


@dataclass(frozen=True, slots=True)
class ReceivedReturn:
    """A file that is a return of this period. received, turn: the first as-of day and run that saw it."""

    path: str
    digest: str
    received_on: date
    run_number: int
    submission: Submission
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ChosenVersions:
    """What a period's returns come to. accepted: row key → the answers that count.

    uncorrected: rows whose newest answer must be corrected first; an earlier one counts for them, if there is one.
    """

    returns: tuple[Return, ...]
    accepted_records: Mapping[str, Record]
    rows_to_correct: frozenset[str]


def choose_versions(
    received: Iterable[ReceivedReturn],
    severity_of: SeverityLookup,
    unit_of_row: UnitOfRow = lambda _key: "",
    chosen_hashes: AbstractSet[str] = frozenset(),
) -> ChosenVersions:
    """A later return of a form supersedes; two different ones first seen together count neither, unless one is chosen.

    chosen: the marks of the returns that the office decided for (采用版本); to choose both decides nothing.
    Where a task went from one unit to another and both of them answer, it is the new one's answer that counts.
    """
    received = list(received)
    taken = _taken_over(received, unit_of_row)
    receipts: list[Return] = []
    accepted: dict[str, Record] = {}
    uncorrected: set[str] = set()
    ordered = sorted(received, key=lambda arrival: (_turn(arrival), arrival.path))
    for _, same in groupby(sorted(ordered, key=_form), key=_form):
        counting, rest = _sift(list(same), chosen_hashes)
        receipts += rest
        for arrival in counting:
            newest = arrival is counting[-1]
            receipts.insert(
                0, _receipt(arrival, _graded(arrival.findings, severity_of) if newest else Outcome.SUPERSEDED)
            )
            wrong = {finding.row for finding in arrival.findings if severity_of(finding) is Severity.MUST}
            others = {key for key, unit in taken.items() if unit != _form(arrival)}
            blocked = (arrival.submission.damaged_rows | (wrong & arrival.submission.records.keys())) - others
            sound = arrival.submission.records.keys() - blocked - others
            uncorrected = (uncorrected | blocked) - sound
            accepted |= {
                key: replace(record, received_on=arrival.received_on, reported_on=arrival.submission.reported_on)
                for key, record in arrival.submission.records.items()
                if key in sound
            }
    return ChosenVersions(tuple(receipts), accepted, frozenset(uncorrected))


def _taken_over(arrivals: Iterable[ReceivedReturn], owner: UnitOfRow) -> dict[str, str]:
    """Rows that several units answer → the unit that is asked today, where it is one of these."""
    answering: dict[str, set[str]] = {}
    for arrival in arrivals:
        for key in arrival.submission.records:
            answering.setdefault(key, set()).add(_form(arrival))
    shared = {key: owner(key) for key, units in answering.items() if len(units) > 1}
    return {key: unit for key, unit in shared.items() if unit in answering[key]}


def _sift(arrivals: Sequence[ReceivedReturn], chosen: AbstractSet[str]) -> tuple[list[ReceivedReturn], list[Return]]:
    """Of one form's returns in order: those that count in their turn, and what became of the others."""
    counting: list[ReceivedReturn] = []
    rest: list[Return] = []
    for _, together in groupby(arrivals, key=_turn):
        different: list[ReceivedReturn] = []
        picked: list[ReceivedReturn] = []
        for arrival in together:
            twin = next((other for other in (*counting[-1:], *different) if _equal(other, arrival)), None)
            if twin:
                rest.append(_told(arrival, Outcome.IGNORED, "same-again", twin))
            else:
                different.append(arrival)
            if short_hash(arrival.digest) in chosen:
                picked.append(twin or arrival)  # to choose a copy is to choose what it says
        able = [arrival for arrival in different if any(arrival is each for each in picked)]
        best = able[0] if len(able) == 1 else different[0] if len(different) == 1 else None
        if best:
            counting.append(best)
            rest += [
                _told(arrival, Outcome.REJECTED, "not-chosen", best) for arrival in different if arrival is not best
            ]
        else:
            rest += [
                _told(arrival, Outcome.REJECTED, "versions-differ", next(o for o in different if o is not arrival))
                for arrival in different
            ]
    return counting, rest


def _turn(arrival: ReceivedReturn) -> tuple[date, int]:
    return arrival.received_on, arrival.run_number


def _form(arrival: ReceivedReturn) -> str:
    return arrival.submission.form_id.unit


def _equal(one: ReceivedReturn, other: ReceivedReturn) -> bool:
    return one.digest == other.digest or (
        one.submission.answers() == other.submission.answers() and len(one.findings) == len(other.findings)
    )


def _told(arrival: ReceivedReturn, end: Outcome, code: str, other: ReceivedReturn) -> Return:
    finding = Finding(code, Place(arrival.path), {"other": other.path})
    return replace(_receipt(arrival, end), findings=(finding, *arrival.findings))


def _receipt(arrival: ReceivedReturn, end: Outcome) -> Return:
    unit = arrival.submission.form_id.unit
    return Return(
        arrival.path,
        arrival.digest,
        arrival.received_on,
        arrival.run_number,
        end,
        arrival.findings,
        unit,
        arrival.submission,
    )


def _graded(findings: Iterable[Finding], grade: SeverityLookup) -> Outcome:
    grades = {grade(finding) for finding in findings}
    if grades & {Severity.MUST, Severity.EXPLAIN}:
        return Outcome.TO_BE_CORRECTED
    return Outcome.ACCEPTED_WITH_NOTES if grades else Outcome.ACCEPTED
