"""Which of several returns counts, and what becomes of each file: nothing is lost, nothing is guessed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from duban.model.decision import mark_of
from duban.model.finding import Finding, Place, Severity
from duban.model.status import End, Receipt
from duban.model.submission import Record, Submission

Grade = Callable[[Finding], Severity]
Owner = Callable[[str], str]
"""Row key → the code of the unit that is asked about it today; empty where none is."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is a return of this period. received, turn: the first as-of day and run that saw it."""

    path: str
    digest: str
    received: date
    turn: int
    submission: Submission
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a period's returns come to. accepted: row key → the answers that count.

    uncorrected: rows whose newest answer must be corrected first; an earlier one counts for them, if there is one.
    """

    receipts: tuple[Receipt, ...]
    accepted: Mapping[str, Record]
    uncorrected: frozenset[str]


def settle(
    arrivals: Iterable[Arrival],
    grade: Grade,
    owner: Owner = lambda _key: "",
    chosen: AbstractSet[str] = frozenset(),
) -> Settled:
    """A later return of a form supersedes; two different ones first seen together count neither, unless one is chosen.

    chosen: the marks of the returns that the office decided for (采用版本); to choose both decides nothing.
    Where a task went from one unit to another and both of them answer, it is the new one's answer that counts.
    """
    arrivals = list(arrivals)
    taken = _taken_over(arrivals, owner)
    receipts: list[Receipt] = []
    accepted: dict[str, Record] = {}
    uncorrected: set[str] = set()
    ordered = sorted(arrivals, key=lambda arrival: (_turn(arrival), arrival.path))
    for _, same in groupby(sorted(ordered, key=_form), key=_form):
        counting, rest = _sift(list(same), chosen)
        receipts += rest
        for arrival in counting:
            newest = arrival is counting[-1]
            receipts.insert(0, _receipt(arrival, _graded(arrival.findings, grade) if newest else End.SUPERSEDED))
            wrong = {finding.row for finding in arrival.findings if grade(finding) is Severity.MUST}
            others = {key for key, unit in taken.items() if unit != _form(arrival)}
            blocked = (arrival.submission.unsound | (wrong & arrival.submission.records.keys())) - others
            sound = arrival.submission.records.keys() - blocked - others
            uncorrected = (uncorrected | blocked) - sound
            accepted |= {
                key: replace(record, received=arrival.received, filed=arrival.submission.filed)
                for key, record in arrival.submission.records.items()
                if key in sound
            }
    return Settled(tuple(receipts), accepted, frozenset(uncorrected))


def _taken_over(arrivals: Iterable[Arrival], owner: Owner) -> dict[str, str]:
    """Rows that several units answer → the unit that is asked today, where it is one of these."""
    answering: dict[str, set[str]] = {}
    for arrival in arrivals:
        for key in arrival.submission.records:
            answering.setdefault(key, set()).add(_form(arrival))
    shared = {key: owner(key) for key, units in answering.items() if len(units) > 1}
    return {key: unit for key, unit in shared.items() if unit in answering[key]}


def _sift(arrivals: Sequence[Arrival], chosen: AbstractSet[str]) -> tuple[list[Arrival], list[Receipt]]:
    """Of one form's returns in order: those that count in their turn, and what became of the others."""
    counting: list[Arrival] = []
    rest: list[Receipt] = []
    for _, together in groupby(arrivals, key=_turn):
        different: list[Arrival] = []
        picked: list[Arrival] = []
        for arrival in together:
            twin = next((other for other in (*counting[-1:], *different) if _equal(other, arrival)), None)
            if twin:
                rest.append(_told(arrival, End.IGNORED, "same-again", twin))
            else:
                different.append(arrival)
            if mark_of(arrival.digest) in chosen:
                picked.append(twin or arrival)  # to choose a copy is to choose what it says
        able = [arrival for arrival in different if any(arrival is each for each in picked)]
        best = able[0] if len(able) == 1 else different[0] if len(different) == 1 else None
        if best:
            counting.append(best)
            rest += [_told(arrival, End.REJECTED, "not-chosen", best) for arrival in different if arrival is not best]
        else:
            rest += [
                _told(arrival, End.REJECTED, "versions-differ", next(o for o in different if o is not arrival))
                for arrival in different
            ]
    return counting, rest


def _turn(arrival: Arrival) -> tuple[date, int]:
    return arrival.received, arrival.turn


def _form(arrival: Arrival) -> str:
    return arrival.submission.seal.unit


def _equal(one: Arrival, other: Arrival) -> bool:
    return one.digest == other.digest or (
        one.submission.says() == other.submission.says() and len(one.findings) == len(other.findings)
    )


def _told(arrival: Arrival, end: End, code: str, other: Arrival) -> Receipt:
    finding = Finding(code, Place(arrival.path), {"other": other.path})
    return replace(_receipt(arrival, end), findings=(finding, *arrival.findings))


def _receipt(arrival: Arrival, end: End) -> Receipt:
    unit = arrival.submission.seal.unit
    return Receipt(
        arrival.path,
        arrival.digest,
        arrival.received,
        arrival.turn,
        end,
        arrival.findings,
        unit,
        arrival.submission,
    )


def _graded(findings: Iterable[Finding], grade: Grade) -> End:
    grades = {grade(finding) for finding in findings}
    if grades & {Severity.MUST, Severity.EXPLAIN}:
        return End.CORRECT
    return End.NOTED if grades else End.ACCEPTED
