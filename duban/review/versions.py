"""Which of several returns of a form counts, and the outcome of each: nothing is lost, nothing is guessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import cast

from duban.messages.finding import Finding, Place, Severity
from duban.model.decision import VersionChoices, short_hash
from duban.model.return_ import COPY_CODES, JOINED_CODE, Outcome, Return
from duban.model.role import Role
from duban.model.submission import AnswerCell, Record
from duban.review.arrivals import refuse

SeverityLookup = Callable[[Finding], Severity]
UnitOfRow = Callable[[str], str]
"""Row key → the code of the unit that is asked about it today; empty where none is."""
NO_CHOICES = VersionChoices()
_SETTLED = COPY_CODES | {"not-chosen", "version-excluded"}
"""Reasons that leave nothing to mend in a return where another one of its form counts."""


@dataclass(frozen=True, slots=True)
class ChosenVersions:
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
) -> ChosenVersions:
    """Decide which returns count and row by row which answers do.

    A later return of a unit's form supersedes the earlier one. Of two different returns first seen together neither
    counts unless one is chosen. A version that the clerk excluded never counts, and one that she pinned counts whatever
    came later. Where a task went from one unit to another and both answer, the new unit's counts.

    Args:
        returns: those that are forms of one kind and period, in any order.
        severity_of: how bad a finding is.
        unit_of_row: asked about rows that several units answer.
        choices: what the office decided about versions (采用版本); to choose both of two decides nothing.
    """
    ordered = sorted(returns, key=lambda return_: (_unit(return_), return_.arrival, _is_joined(return_), return_.file))
    new_unit_of_row = _rows_that_moved(ordered, unit_of_row)
    judged: list[Return] = []
    accepted: dict[str, Record] = {}
    to_correct: dict[str, Record] = {}
    for unit_code, versions in groupby(ordered, key=_unit):
        counting, others = _judge_versions([*versions], choices, severity_of)
        judged += others
        foreign_rows = _rows_of_others(unit_code, new_unit_of_row)
        for version in counting:
            outcome = _outcome_of(version.findings, severity_of) if version is counting[-1] else Outcome.SUPERSEDED
            judged.append(replace(version, outcome=outcome, unit_code=unit_code))
            blocked = _blocked_rows(version, severity_of) - foreign_rows
            records = _dated_records(version, blocked | foreign_rows)
            to_correct = _without(to_correct | _sound_records(version, blocked, severity_of), records.keys())
            accepted |= records
    return _with_records_to_choose(ChosenVersions(tuple(judged), accepted, to_correct), new_unit_of_row, severity_of)


def waits_for_choice(return_: Return) -> bool:
    """Whether it is one of several versions of which the office has to choose one."""
    return any(finding.code == "versions-differ" for finding in return_.findings)


def _without(records: Mapping[str, Record], keys: AbstractSet[str]) -> dict[str, Record]:
    return {key: record for key, record in records.items() if key not in keys}


def _unit(return_: Return) -> str:
    return return_.form.form_id.unit


def _rows_that_moved(returns: Iterable[Return], unit_of_row: UnitOfRow) -> dict[str, str]:
    """Rows that several units answer → the unit that is asked today, where it is one of these."""
    answering: dict[str, set[str]] = {}
    for return_ in returns:
        for key in return_.form.records:
            answering.setdefault(key, set()).add(_unit(return_))
    shared = {key: unit_of_row(key) for key, units in answering.items() if len(units) > 1}
    return {key: unit for key, unit in shared.items() if unit in answering[key]}


def _rows_of_others(unit_code: str, unit_of_row: Mapping[str, str]) -> set[str]:
    return {key for key, unit in unit_of_row.items() if unit != unit_code}


def _judge_versions(
    versions: Sequence[Return], choices: VersionChoices, severity_of: SeverityLookup
) -> tuple[list[Return], list[Return]]:
    """The same as `_part_versions`, where one counts without what would have to be mended in those that never will."""
    counting, others = _part_versions(versions, choices)
    return counting, [_settled(other, counting[-1], severity_of) for other in others] if counting else others


def _part_versions(versions: Sequence[Return], choices: VersionChoices) -> tuple[list[Return], list[Return]]:
    """Of one form's returns in order: those that count in their turn, and the others with their outcomes.

    Versions that wait for a choice wait no more when a later one counts: it supersedes them all.
    """
    excluded = _excluded(versions, choices)
    others = [_set_aside(version, "version-excluded", version) for version in excluded]
    admitted = (version for version in versions if version not in excluded)
    counting: list[Return] = []
    waiting: list[tuple[Return, Return]] = []  # each with another version
    originals: dict[str, Return] = {}  # of each file, by its hash: it, or the one of which it is a copy
    for _, first_seen_together in groupby(admitted, key=lambda return_: return_.arrival):
        copies, different = _part_copies(first_seen_together, counting[-1:])
        others += [_set_copy_aside(copy, original) for copy, original in copies]
        for version, original in (*copies, *zip(different, different, strict=True)):
            originals[short_hash(version.digest)] = original
        best = _single_version(different, _originals_of(choices.chosen, originals))
        if best:
            counting.append(best)
            others += [_set_aside(version, "not-chosen", best) for version in different if version is not best]
        else:
            waiting += zip(different, (*different[1:], *different[:1]), strict=True)
    counting, others = _up_to_pinned(counting, _originals_of(choices.pinned, originals), others)
    return counting, [*others, *_waiting(waiting, counting[-1:])]


def _part_copies(
    versions: Iterable[Return], last: Sequence[Return]
) -> tuple[list[tuple[Return, Return]], list[Return]]:
    """Those that say what one before says, each with that one; and the others. last: what came before them all."""
    copies: list[tuple[Return, Return]] = []
    different: list[Return] = []
    for version in versions:
        original = next((one for one in (*last, *different) if _is_same(one, version)), None)
        if original:
            copies.append((version, original))
        else:
            different.append(version)
    return copies, different


def _originals_of(hashes: AbstractSet[str], originals: Mapping[str, Return]) -> list[Return]:
    """To choose a copy is to choose what it says."""
    return [originals[file_hash] for file_hash in hashes & originals.keys()]


def _excluded(versions: Sequence[Return], choices: VersionChoices) -> list[Return]:
    """Those that the clerk excluded, and those that say the same and that she did not choose."""
    named = [version for version in versions if short_hash(version.digest) in choices.excluded]
    return [
        version
        for version in versions
        if short_hash(version.digest) not in choices.chosen and any(_is_same(version, other) for other in named)
    ]


def _up_to_pinned(
    counting: list[Return], pinned: Sequence[Return], others: list[Return]
) -> tuple[list[Return], list[Return]]:
    """What is later than the one pinned version does not count; several of them decide nothing."""
    positions = [index for index, version in enumerate(counting) if any(version is one for one in pinned)]
    if len(positions) != 1:
        return counting, others
    end = positions[0] + 1
    later = [_set_aside(version, "not-chosen", counting[end - 1]) for version in counting[end:]]
    return counting[:end], [*others, *later]


def _waiting(versions: Iterable[tuple[Return, Return]], last: Sequence[Return]) -> Iterator[Return]:
    """Versions of which none was chosen. last: the newest return that counts, where one does."""
    for version, rival in versions:
        if last and version.arrival < last[0].arrival:
            yield replace(version, outcome=Outcome.SUPERSEDED, unit_code=_unit(version))
        else:
            yield _set_aside(version, "versions-differ", rival)


def _single_version(different: Sequence[Return], chosen: Sequence[Return]) -> Return | None:
    """The one that was chosen, else the only one there is."""
    if len(picked := [version for version in different if any(version is one for one in chosen)]) == 1:
        return picked[0]
    return different[0] if len(different) == 1 else None


def _is_same(left: Return, right: Return) -> bool:
    if left.digest == right.digest:
        return True
    has_as_many_findings = _is_joined(left) or _is_joined(right) or len(left.findings) == len(right.findings)
    return has_as_many_findings and left.form.answers() == right.form.answers()


def _is_joined(return_: Return) -> bool:
    return any(finding.code == JOINED_CODE for finding in return_.findings)


def _joined_files(return_: Return) -> list[str]:
    """The other files of a return whose sheets came in several."""
    notes = (finding for finding in return_.findings if finding.code == JOINED_CODE)
    return [file for note in notes for file in cast("list[str]", note.facts["others"])]


def _set_copy_aside(copy: Return, original: Return) -> Return:
    """One that says what another one says; a part of it has given its answers away and keeps what its file shows."""
    if _is_joined(copy):
        own = (finding for finding in copy.findings if finding.place.file == copy.form.file)
        return replace(refuse(copy, *own), unit_code=_unit(copy), submission=None)
    return _set_aside(copy, "same-again", original)


def _set_aside(version: Return, code: str, rival: Return) -> Return:
    """A version that does not count, with the reason; it gets no correction copy."""
    reason = Finding(code, Place(version.file), {"other": rival.file})
    findings = (replace(finding, facts={**finding.facts, "no_copy": True}) for finding in version.findings)
    return replace(refuse(version, reason, *findings), unit_code=_unit(version))


def _settled(version: Return, counting: Return, severity_of: SeverityLookup) -> Return:
    """Without what would have to be mended, where nobody has to mend it any more; a part of what counts counts too."""
    if not version.findings or version.findings[0].code not in _SETTLED:
        return version
    notes = tuple(finding for finding in version.findings if severity_of(finding) is Severity.NOTE)
    is_counted = version.file in _joined_files(counting) and _is_joined(version)
    return replace(version, findings=notes, outcome=Outcome.ACCEPTED_WITH_NOTES if is_counted else version.outcome)


def _outcome_of(findings: Iterable[Finding], severity_of: SeverityLookup) -> Outcome:
    severities = {severity_of(finding) for finding in findings}
    if severities & {Severity.MUST, Severity.EXPLAIN}:
        return Outcome.TO_BE_CORRECTED
    return Outcome.ACCEPTED_WITH_NOTES if severities else Outcome.ACCEPTED


def _blocked_rows(version: Return, severity_of: SeverityLookup) -> frozenset[str]:
    """Rows that cannot count: damaged, or with something that must be corrected."""
    wrong = {finding.row for finding in version.findings if severity_of(finding) is Severity.MUST}
    return version.form.damaged_rows | (wrong & version.form.records.keys())


def _with_records_to_choose(
    chosen: ChosenVersions, new_unit_of_row: Mapping[str, str], severity_of: SeverityLookup
) -> ChosenVersions:
    """With what each version that waits for a choice answers, but in rows that are another unit's."""
    to_choose: dict[str, list[Record]] = {}
    for version in filter(waits_for_choice, chosen.returns):
        rows = version.form.damaged_rows | version.form.records.keys()
        own_rows = rows - _rows_of_others(_unit(version), new_unit_of_row)
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
