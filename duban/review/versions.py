"""Which of several returns of a form counts, and the outcome of each: nothing is lost, nothing is guessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from duban.messages.finding import Finding, Severity
from duban.model.decision import VersionChoices
from duban.model.return_ import Outcome, Return
from duban.model.role import Role
from duban.model.submission import AnswerCell, Record
from duban.model.unit import Unit
from duban.model.unit_names import UnitNames
from duban.review.doubts import Doubts, SeverityLookup, blocked_rows
from duban.review.version_course import is_joined, judge_versions, unit_of_version
from duban.value_object import ValueObject, field, replace

UnitOfRow = Callable[[str], str]
"""Row key → the code of the unit that is asked about it today; empty where none is."""
NO_CHOICES = VersionChoices()


class ChosenVersions(ValueObject):
    """What the returns of one form kind and period come to.

    Attributes:
        returns: all of them with their outcomes.
        accepted_records: row key → the answers that count.
        records_to_correct: rows whose newest answer must be corrected first (an earlier one counts, if there is one)
            → that answer, its sound cells alone.
        records_to_choose: rows of versions that wait for a choice → what each of them answers, sound cells alone.
    """

    returns: tuple[Return, ...]
    accepted_records: Mapping[str, Record]
    records_to_correct: Mapping[str, Record]
    records_to_choose: Mapping[str, Sequence[Record]] = field(default_factory=dict)


def choose_versions(
    returns: Iterable[Return],
    severity_of: SeverityLookup,
    unit_of_row: UnitOfRow = lambda _key: "",
    choices: VersionChoices = NO_CHOICES,
    units: Iterable[Unit] = (),
) -> ChosenVersions:
    """Decide which returns count and row by row which answers do.

    A later return of a unit's form supersedes the earlier one, unless there is cause to doubt it (doubts.py): then it
    waits until it is chosen. Of two different returns first seen together neither
    counts unless one is chosen. A version that the clerk excluded never counts, and one that she pinned counts whatever
    came later. Where a task went from one unit to another and both answer, the new unit's counts.

    Args:
        returns: those that are forms of one kind and period, in any order.
        severity_of: how bad a finding is.
        unit_of_row: asked about rows that several units answer.
        choices: what the office decided about versions (采用版本); to choose both of two decides nothing.
        units: all that there are, for their names.
    """
    ordered = sorted(returns, key=_arrival_order)
    new_unit_of_row = _rows_that_moved(ordered, unit_of_row)
    doubts = Doubts(UnitNames(tuple(units)), tuple(ordered), severity_of)
    judged: list[Return] = []
    accepted: dict[str, Record] = {}
    to_correct: dict[str, Record] = {}
    for unit_code, versions in groupby(ordered, key=unit_of_version):
        counting, others = judge_versions([*versions], choices, doubts)
        judged += others
        foreign_rows = _rows_of_others(unit_code, new_unit_of_row)
        judged += _with_outcomes(counting, severity_of)
        for version in counting:
            blocked = blocked_rows(version, severity_of) - foreign_rows
            records = _dated_records(version, blocked | foreign_rows)
            to_correct = _without(to_correct | _sound_records(version, blocked, severity_of), records.keys())
            accepted |= records
    return _with_records_to_choose(ChosenVersions(tuple(judged), accepted, to_correct), new_unit_of_row, severity_of)


def _with_outcomes(counting: Sequence[Return], severity_of: SeverityLookup) -> Iterator[Return]:
    """Of the versions of a form that count in their turn, the last counts; each took the place of the one before."""
    for version, former in zip(counting, (None, *counting), strict=False):
        outcome = _outcome_of(version.findings, severity_of) if version is counting[-1] else Outcome.SUPERSEDED
        replaces = former.file if former else ""
        yield replace(version, outcome=outcome, unit_code=unit_of_version(version), replaces=replaces)


def _arrival_order(return_: Return) -> tuple[object, ...]:
    return unit_of_version(return_), return_.arrival, is_joined(return_), return_.file


def _without(records: Mapping[str, Record], keys: AbstractSet[str]) -> dict[str, Record]:
    return {key: record for key, record in records.items() if key not in keys}


def _rows_that_moved(returns: Iterable[Return], unit_of_row: UnitOfRow) -> dict[str, str]:
    """Rows that several units answer → the unit that is asked today, where it is one of these."""
    answering: dict[str, set[str]] = {}
    for return_ in returns:
        for key in return_.form.records:
            answering.setdefault(key, set()).add(unit_of_version(return_))
    shared = {key: unit_of_row(key) for key, units in answering.items() if len(units) > 1}
    return {key: unit for key, unit in shared.items() if unit in answering[key]}


def _rows_of_others(unit_code: str, unit_of_row: Mapping[str, str]) -> set[str]:
    return {key for key, unit in unit_of_row.items() if unit != unit_code}


def _outcome_of(findings: Iterable[Finding], severity_of: SeverityLookup) -> Outcome:
    severities = {severity_of(finding) for finding in findings}
    if severities & {Severity.MUST, Severity.EXPLAIN}:
        return Outcome.TO_BE_CORRECTED
    return Outcome.ACCEPTED_WITH_NOTES if severities else Outcome.ACCEPTED


def _with_records_to_choose(
    chosen: ChosenVersions, new_unit_of_row: Mapping[str, str], severity_of: SeverityLookup
) -> ChosenVersions:
    """With what each version that waits for a choice answers, but in rows that are another unit's."""
    to_choose: dict[str, list[Record]] = {}
    for version in (return_ for return_ in chosen.returns if return_.waiting_code):
        rows = version.form.damaged_rows | version.form.records.keys()
        own_rows = rows - _rows_of_others(unit_of_version(version), new_unit_of_row)
        for key, record in _sound_records(version, own_rows, severity_of).items():
            to_choose.setdefault(key, []).append(record)
    to_correct = _without(chosen.records_to_correct, to_choose.keys())
    return replace(chosen, records_to_correct=to_correct, records_to_choose=to_choose)


def _sound_records(version: Return, rows: AbstractSet[str], severity_of: SeverityLookup) -> dict[str, Record]:
    """The answers of rows, without the cells that must be corrected; none of a row that is not read.

    A row of a table that lost a column is wrong as a whole, and what stands in its other columns is sound all the same.
    A request for help that is wrong in itself, such as one that is too long, stays as it was typed.
    """
    musts = [finding for finding in version.findings if severity_of(finding) is Severity.MUST]
    wrong_cells = {(finding.row, finding.column) for finding in musts}
    sound: dict[str, Record] = {}
    for key in rows:
        record = _dated(version.form.records.get(key) or Record(key, {}), version)
        sound[key] = replace(record, values=_sound_cells(record, wrong_cells))
    return sound


def _sound_cells(record: Record, wrong_cells: AbstractSet[tuple[str, str]]) -> dict[str, AnswerCell]:
    """Cells that are right or blank, by column key."""
    help_column = record.column_by_role.get(Role.HELP)
    cells: dict[str, AnswerCell] = {}
    for column, cell in record.values.items():
        if column == help_column:
            cells[column] = cell._replace(value=cell.displayed)
        elif (record.key, column) not in wrong_cells or cell.displayed is None:
            cells[column] = cell
    return cells


def _dated_records(version: Return, left_out: AbstractSet[str]) -> dict[str, Record]:
    """The dated records of all other rows, in the form's order."""
    return {key: _dated(record, version) for key, record in version.form.records.items() if key not in left_out}


def _dated(record: Record, version: Return) -> Record:
    """With the days on which it came in and was filled in."""
    return replace(record, received_on=version.received_on, reported_on=version.form.reported_on)
