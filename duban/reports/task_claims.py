"""任务分工: who wants to lead each task, who does not, who would help; and what leaders must settle."""

from collections.abc import Iterable
from enum import StrEnum

from duban.model.role import Role
from duban.model.status import FilingStatus, Status, TaskStatus
from duban.model.submission import Record
from duban.model.unit import Unit
from duban.model.verdict import CLAIM_MEANINGS
from duban.reports.filings import filing_word
from duban.reports.formatting import DASH, marked, number_runs
from duban.reports.latest_answers import text_of
from duban.reports.table_rows import COLUMNS, CONDITIONS, TABLES, CellContent, ReportRows, TaskRow
from duban.text.display import join_list
from duban.value_object import ValueObject
from duban.workbook.book import Cell


class ClaimResult(StrEnum):
    """What comes of all units' answers about who shall lead a task."""

    AGREED = "agreed"
    """The proposed unit claims it, and no other."""
    CLAIMED = "claimed"
    """One unit claims it, and none was proposed."""
    TAKEN = "taken"
    """One unit claims it, and another was proposed."""
    DISPUTED = "disputed"
    """Several units claim it."""
    DECLINED = "declined"
    """No unit claims it, and the proposed one declines."""
    SILENT = "silent"
    """No unit claims it, and the proposed one has not said anything."""
    UNCLAIMED = "unclaimed"
    """No unit claims it, and none was proposed."""


SETTLED_CLAIMS = (ClaimResult.AGREED, ClaimResult.CLAIMED, ClaimResult.TAKEN)
"""Results by which exactly one unit wants to lead."""

_STYLES = {
    ClaimResult.AGREED: "light-green",
    ClaimResult.CLAIMED: "light-green",
    ClaimResult.TAKEN: "light-blue",
    ClaimResult.DISPUTED: "light-red",
}
_OPEN_STYLE = "light-yellow"


class TaskClaims(ValueObject):
    """What all units say about one task.

    Attributes:
        proposed: the unit that the office proposes to lead, None for none.
        answers: each unit with its record, in the directory's order; only units that chose something.
    """

    task: TaskStatus
    proposed: Unit | None
    answers: tuple[tuple[Unit, Record], ...]

    def answers_meaning(self, meaning: str) -> tuple[tuple[Unit, Record], ...]:
        """The answers whose choice means `claim`, `support` or `decline`."""
        return tuple((unit, record) for unit, record in self.answers if _opinion(record) == meaning)

    @property
    def result(self) -> ClaimResult:
        """What comes of the answers."""
        claimants = [unit for unit, _ in self.answers_meaning("claim")]
        if len(claimants) > 1:
            return ClaimResult.DISPUTED
        if claimants:
            return self._result_of_single_claim(claimants[0])
        if self.proposed is None:
            return ClaimResult.UNCLAIMED
        return ClaimResult.DECLINED if self.proposed_declines else ClaimResult.SILENT

    def _result_of_single_claim(self, claimant: Unit) -> ClaimResult:
        if self.proposed is None:
            return ClaimResult.CLAIMED
        return ClaimResult.AGREED if self.proposed == claimant else ClaimResult.TAKEN

    @property
    def proposed_declines(self) -> bool:
        """Whether the proposed unit says that it should not lead."""
        return self.proposed in [unit for unit, _ in self.answers_meaning("decline")]


def claims_by_task(status: Status) -> tuple[TaskClaims, ...]:
    """The answers about every task, in the plan's order."""
    return tuple(claims_of(status, task) for task in status.tasks)


def claims_of(status: Status, task: TaskStatus) -> TaskClaims:
    """The answers about one task."""
    directory = status.assignment.directory
    proposed = directory.find_unit(task.task.proposed) if task.task.proposed else None
    records = ((unit, status.history.last(f"{task.row.key}~{unit.code}")) for unit in directory.units)
    return TaskClaims(task, proposed, tuple((unit, record) for unit, record in records if record and _opinion(record)))


@TABLES("claims-counts")
def claim_result_counts(status: Status) -> ReportRows:
    """How many tasks came to each result, and which."""
    claims = claims_by_task(status)
    for result in ClaimResult:
        tasks = [claim.task.task for claim in claims if claim.result is result]
        style = _STYLES.get(result, _OPEN_STYLE) if tasks else "word-center"
        yield {
            "end": Cell(status.messages.text(f"claim-{result}"), style),
            "count": len(tasks),
            "numbers": join_list(number_runs(status.assignment.task_places, tasks, status.messages)),
        }
    total = status.messages.text("total")
    yield {"end": Cell(total, "total"), "count": Cell(len(claims), "total"), "numbers": Cell("", "total")}


@CONDITIONS.task("claim-disputed")
def is_disputed(row: TaskRow) -> bool:
    """Several units want to lead the task."""
    return _claims(row).result is ClaimResult.DISPUTED


@CONDITIONS.task("claim-unclaimed")
def is_unclaimed(row: TaskRow) -> bool:
    """No unit wants to lead the task, and the proposed one has not said no."""
    return _claims(row).result in {ClaimResult.UNCLAIMED, ClaimResult.SILENT}


@CONDITIONS.task("claim-declined")
def is_declined(row: TaskRow) -> bool:
    """The proposed unit declines; one other unit may want the task."""
    return _claims(row).proposed_declines and not is_disputed(row)


@COLUMNS.task("proposed_unit")
def proposed_unit(row: TaskRow) -> CellContent:
    """The unit that the office proposes to lead, by its full name."""
    proposed = _claims(row).proposed
    return proposed.name if proposed else row.status.messages.text("claim-none-proposed")


@COLUMNS.task("claim_result")
def claim_result(row: TaskRow) -> CellContent:
    """What comes of all answers; where the proposed unit is silent, whether its return is in."""
    claims = _claims(row)
    words = row.status.messages.text(f"claim-{claims.result}")
    if claims.result is ClaimResult.SILENT:
        words += marked(row.status.messages, _missing_return(row.status, claims.proposed))
    return Cell(words, _STYLES.get(claims.result, _OPEN_STYLE))


@COLUMNS.task("claimants")
def claimants(row: TaskRow) -> CellContent:
    """The units that want to lead, one a line; `—` for none."""
    return "\n".join(unit.name for unit, _ in _claims(row).answers_meaning("claim")) or DASH


@COLUMNS.task("claim_refusals")
def claim_refusals(row: TaskRow) -> CellContent:
    """The units that decline, with what they advise."""
    return _answers_by_unit(row.status, _claims(row).answers_meaning("decline"), Role.ADVICE)


@COLUMNS.task("claim_supporters")
def claim_supporters(row: TaskRow) -> CellContent:
    """The units that offer to support."""
    return join_list(unit.name for unit, _ in _claims(row).answers_meaning("support"))


@COLUMNS.task("claim")
def claim_answer(row: TaskRow, column: str) -> CellContent:
    """`claim:goals`: what the units that want to lead wrote in a column."""
    leading = _claims(row).answers_meaning("claim")
    return _answers_by_unit(row.status, leading, column, named=len(leading) > 1)


def _claims(row: TaskRow) -> TaskClaims:
    return claims_of(row.status, row.task)


def _missing_return(status: Status, unit: Unit | None) -> str:
    """The word for a unit's return that does not count; empty where one does, or where none is asked for."""
    filing = next((own.filing_status for own in status.units if own.unit == unit), FilingStatus.FILED)
    return "" if filing is FilingStatus.FILED else filing_word(status, filing)


def _answers_by_unit(status: Status, answers: Iterable[tuple[Unit, Record]], column: str, *, named: bool = True) -> str:
    """What units wrote in a column, one a line; each behind its unit's name if named."""
    lines = []
    for unit, record in answers:
        if words := text_of(record, column):
            lines.append(status.messages.text("part-said", part=unit.name, words=words) if named else words)
    return "\n".join(lines)


def _opinion(record: Record) -> str:
    """The meaning of the unit's choice; empty where it chose nothing."""
    return next((value.meaning for value in record.values.values() if value.meaning in CLAIM_MEANINGS), "")
