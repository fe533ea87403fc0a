"""任务分工: who wants to lead each task, who does not, who would help; and what leaders must settle."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from duban.model.status import Status, TaskStatus
from duban.model.submission import Record
from duban.model.unit import Unit
from duban.model.verdict import CLAIM_MEANINGS
from duban.reports.look import number_runs, task_number
from duban.reports.shelf import TABLES, ReportRows
from duban.workbook.book import Cell

_STYLES = {"agreed": "light-green", "taken": "light-blue", "disputed": "light-red"}
_OPEN = "light-yellow"


@dataclass(frozen=True)
class TaskClaims:
    """What all units say about one task. answers: what each of them said, in the directory's order."""

    task: TaskStatus
    proposed: Unit | None
    answers: tuple[tuple[Unit, Record], ...]

    def answers_meaning(self, meaning: str) -> tuple[tuple[Unit, Record], ...]:
        """Those whose answer means this."""
        return tuple((unit, record) for unit, record in self.answers if _opinion(record) == meaning)

    @cached_property
    def result(self) -> str:
        """What comes of it: one of agreed, taken, disputed, declined, silent, unclaimed.

        agreed: one unit claims it, the proposed one or, where none was proposed, any. taken: one claims it and
        another was proposed. silent: nobody claims it, and the proposed unit has not said anything.
        """
        claimants = [unit for unit, _ in self.answers_meaning("claim")]
        if len(claimants) > 1:
            return "disputed"
        if claimants:
            return "agreed" if self.proposed in (None, claimants[0]) else "taken"
        if self.proposed is None:
            return "unclaimed"
        return "declined" if self.proposed_declines else "silent"

    @property
    def proposed_declines(self) -> bool:
        """Whether the proposed unit says that it should not lead."""
        return self.proposed in [unit for unit, _ in self.answers_meaning("decline")]


@TABLES("claims")
def all_claims(situation: Status) -> ReportRows:
    """Every task, in the plan's order."""
    yield from _rows(situation, lambda _: True)


@TABLES("claims-disputed")
def disputed_tasks(situation: Status) -> ReportRows:
    """Tasks that several units want to lead."""
    yield from _rows(situation, lambda claim: claim.result == "disputed")


@TABLES("claims-unclaimed")
def unclaimed_tasks(situation: Status) -> ReportRows:
    """Tasks that nobody wants to lead, without the proposed unit having said no."""
    yield from _rows(situation, lambda claim: claim.result in {"unclaimed", "silent"})


@TABLES("claims-declined")
def declined_tasks(situation: Status) -> ReportRows:
    """Tasks that the proposed unit declines; one other unit may want it."""
    yield from _rows(situation, lambda claim: claim.proposed_declines and claim.result != "disputed")


@TABLES("claims-counts")
def claim_result_counts(situation: Status) -> ReportRows:
    """How many tasks came to each end, and which."""
    every = claims_by_task(situation)
    for end in ("agreed", "taken", "disputed", "declined", "silent", "unclaimed"):
        found = [claim.task.task for claim in every if claim.result == end]
        yield {
            "end": Cell(situation.messages.text(f"claim-{end}"), _STYLES.get(end, _OPEN) if found else "word-center"),
            "count": len(found),
            "numbers": "、".join(number_runs(situation.plan, found, situation.messages)),
        }
    total = situation.messages.text("total")
    yield {"end": Cell(total, "total"), "count": Cell(len(every), "total"), "numbers": Cell("", "total")}


def claims_by_task(situation: Status) -> tuple[TaskClaims, ...]:
    """What was said about every task."""
    return tuple(_claim(situation, task) for task in situation.tasks)


def _claim(situation: Status, task: TaskStatus) -> TaskClaims:
    directory = situation.assignment.directory
    proposed = directory.find_unit(task.task.proposed) if task.task.proposed else None
    found = ((unit, situation.history.last(f"{task.row.key}~{unit.code}")) for unit in directory.units)
    return TaskClaims(task, proposed, tuple((unit, record) for unit, record in found if record and _opinion(record)))


def _opinion(record: Record) -> str:
    """What a unit's choice says to the program; empty where it chose nothing."""
    return next((value.meaning for value in record.values.values() if value.meaning in CLAIM_MEANINGS), "")


def _rows(situation: Status, wanted: Callable[[TaskClaims], bool]) -> ReportRows:
    word = situation.messages.text
    for claim in claims_by_task(situation):
        if not wanted(claim):
            continue
        task, leading = claim.task.task, claim.answers_meaning("claim")
        yield {
            "number": task_number(task),
            "category": claim.task.row.category,
            "text": task.name + task.content,
            "proposed": claim.proposed.name if claim.proposed else word("claim-none-proposed"),
            "end": Cell(word(f"claim-{claim.result}"), _STYLES.get(claim.result, _OPEN)),
            "claims": "\n".join(unit.name for unit, _ in leading) or "—",
            "declines": _said(situation, claim.answers_meaning("decline"), "advice"),
            "supports": "、".join(unit.name for unit, _ in claim.answers_meaning("support")),
            "wanted": _said(situation, leading, "supports", several=len(leading) > 1),
            "leader": _said(situation, leading, "leader", several=len(leading) > 1),
            "due": _said(situation, leading, "due", several=len(leading) > 1),
            "goals": _said(situation, leading, "goals", several=len(leading) > 1),
        }


def _said(situation: Status, answers: Iterable[tuple[Unit, Record]], column: str, *, several: bool = True) -> str:
    """What units wrote in a column, each behind its name where there may be several."""
    lines = [
        situation.messages.text("part-said", part=unit.name, words=record.text(column))
        if several
        else record.text(column)
        for unit, record in answers
        if record.text(column)
    ]
    return "\n".join(lines)
