"""任务分工: who wants to lead each task, who does not, who would help; and what leaders must settle."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from duban.model.status import Situation, TaskStanding
from duban.model.submission import Record
from duban.model.unit import Unit
from duban.model.verdict import CLAIMS
from duban.reports.look import number, runs
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell

_STYLES = {"agreed": "light-green", "taken": "light-blue", "disputed": "light-red"}
_OPEN = "light-yellow"


@dataclass(frozen=True)
class Claim:
    """What all units say about one task. answers: what each of them said, in the directory's order."""

    task: TaskStanding
    proposed: Unit | None
    answers: tuple[tuple[Unit, Record], ...]

    def units(self, meaning: str) -> tuple[tuple[Unit, Record], ...]:
        """Those whose answer means this."""
        return tuple((unit, record) for unit, record in self.answers if _opinion(record) == meaning)

    @cached_property
    def end(self) -> str:
        """What comes of it: one of agreed, taken, disputed, declined, silent, unclaimed.

        agreed: one unit claims it, the proposed one or, where none was proposed, any. taken: one claims it and
        another was proposed. silent: nobody claims it, and the proposed unit has not said anything.
        """
        claimants = [unit for unit, _ in self.units("claim")]
        if len(claimants) > 1:
            return "disputed"
        if claimants:
            return "agreed" if self.proposed in (None, claimants[0]) else "taken"
        if self.proposed is None:
            return "unclaimed"
        return "declined" if self.declined else "silent"

    @property
    def declined(self) -> bool:
        """Whether the proposed unit says that it should not lead."""
        return self.proposed in [unit for unit, _ in self.units("decline")]


@REPORTS("claims")
def claims(situation: Situation) -> Rows:
    """Every task, in the plan's order."""
    yield from _rows(situation, lambda _: True)


@REPORTS("claims-disputed")
def disputed(situation: Situation) -> Rows:
    """Tasks that several units want to lead."""
    yield from _rows(situation, lambda claim: claim.end == "disputed")


@REPORTS("claims-unclaimed")
def unclaimed(situation: Situation) -> Rows:
    """Tasks that nobody wants to lead, without the proposed unit having said no."""
    yield from _rows(situation, lambda claim: claim.end in {"unclaimed", "silent"})


@REPORTS("claims-declined")
def declined(situation: Situation) -> Rows:
    """Tasks that the proposed unit declines; one other unit may want it."""
    yield from _rows(situation, lambda claim: claim.declined and claim.end != "disputed")


@REPORTS("claims-counts")
def counts(situation: Situation) -> Rows:
    """How many tasks came to each end, and which."""
    every = claimed(situation)
    for end in ("agreed", "taken", "disputed", "declined", "silent", "unclaimed"):
        found = [claim.task.task for claim in every if claim.end == end]
        yield {
            "end": Cell(situation.texts.word(f"claim-{end}"), _STYLES.get(end, _OPEN) if found else "word-center"),
            "count": len(found),
            "numbers": "、".join(runs(situation.plan, found, situation.texts)),
        }
    total = situation.texts.word("total")
    yield {"end": Cell(total, "total"), "count": Cell(len(every), "total"), "numbers": Cell("", "total")}


def claimed(situation: Situation) -> tuple[Claim, ...]:
    """What was said about every task."""
    return tuple(_claim(situation, task) for task in situation.tasks)


def _claim(situation: Situation, task: TaskStanding) -> Claim:
    directory = situation.split.directory
    proposed = directory.find(task.task.proposed) if task.task.proposed else None
    found = ((unit, situation.past.last(f"{task.row.key}~{unit.code}")) for unit in directory.units)
    return Claim(task, proposed, tuple((unit, record) for unit, record in found if record and _opinion(record)))


def _opinion(record: Record) -> str:
    """What a unit's choice says to the program; empty where it chose nothing."""
    return next((value.means for value in record.values.values() if value.means in CLAIMS), "")


def _rows(situation: Situation, wanted: Callable[[Claim], bool]) -> Rows:
    word = situation.texts.word
    for claim in claimed(situation):
        if not wanted(claim):
            continue
        task, leading = claim.task.task, claim.units("claim")
        yield {
            "number": number(task),
            "category": claim.task.row.category,
            "text": task.name + task.content,
            "proposed": claim.proposed.name if claim.proposed else word("claim-none-proposed"),
            "end": Cell(word(f"claim-{claim.end}"), _STYLES.get(claim.end, _OPEN)),
            "claims": "\n".join(unit.name for unit, _ in leading) or "—",
            "declines": _said(situation, claim.units("decline"), "advice"),
            "supports": "、".join(unit.name for unit, _ in claim.units("support")),
            "wanted": _said(situation, leading, "supports", several=len(leading) > 1),
            "leader": _said(situation, leading, "leader", several=len(leading) > 1),
            "due": _said(situation, leading, "due", several=len(leading) > 1),
            "goals": _said(situation, leading, "goals", several=len(leading) > 1),
        }


def _said(situation: Situation, answers: Iterable[tuple[Unit, Record]], column: str, *, several: bool = True) -> str:
    """What units wrote in a column, each behind its name where there may be several."""
    lines = [
        situation.texts.word("part-said", part=unit.name, words=record.text(column)) if several else record.text(column)
        for unit, record in answers
        if record.text(column)
    ]
    return "\n".join(lines)
