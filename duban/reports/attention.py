"""红黄灯与协调清单: every milestone that worries, the worst first, and what leaders are asked to settle."""

from duban.model.status import MilestoneStanding, Situation
from duban.model.verdict import GRAVITY
from duban.reports.look import WORRIES, light_cell, reason, said
from duban.reports.shelf import REPORTS, Rows


@REPORTS("worries")
def worries(situation: Situation) -> Rows:
    """Milestones with a red, yellow or blue light: the worst first, then in the plan's order."""
    lit = [milestone for milestone in situation.milestones if milestone.verdict.light in WORRIES]
    lit.sort(key=lambda milestone: GRAVITY.index(milestone.verdict.light))
    yield from _numbered(situation, lit)


@REPORTS("other-helps")
def other_helps(situation: Situation) -> Rows:
    """What is asked for milestones that do not worry."""
    yield from _numbered(
        situation,
        [
            milestone
            for milestone in situation.milestones
            if milestone.verdict.light not in WORRIES and milestone.record and milestone.record.text("help")
        ],
    )


def _numbered(situation: Situation, milestones: list[MilestoneStanding]) -> Rows:
    for number, milestone in enumerate(milestones, 1):
        row, record = milestone.row, milestone.record
        yield {
            "number": number,
            "task": situation.texts.word("task-short", number=row.task.number, name=row.task.name),
            "line": "" if row.line == row.task.name else row.line,
            "unit": milestone.unit.name,
            "light": light_cell(situation, milestone.verdict),
            "ground": reason(situation, milestone.verdict),
            "state": said(situation, milestone),
            "expected": record.answer("expected") if record else None,
            "reason": record.text("reason") if record else "",
            "help": record.text("help") if record else "",
        }
