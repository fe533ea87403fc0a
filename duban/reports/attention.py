"""红黄灯与协调清单: every milestone that worries, the worst first, and what leaders are asked to settle."""

from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import LIGHTS_WORST_FIRST
from duban.reports.look import WORRYING, light_cell, state_with_caveat, verdict_reason
from duban.reports.shelf import TABLES, ReportRows


@TABLES("worries")
def worrying_milestones(situation: Status) -> ReportRows:
    """Milestones with a red, yellow or blue light: the worst first, then in the plan's order."""
    lit = [milestone for milestone in situation.milestones if milestone.verdict.light in WORRYING]
    lit.sort(key=lambda milestone: LIGHTS_WORST_FIRST.index(milestone.verdict.light))
    yield from _numbered(situation, lit)


@TABLES("other-helps")
def requests_without_worry(situation: Status) -> ReportRows:
    """What is asked for milestones that do not worry."""
    yield from _numbered(
        situation,
        [
            milestone
            for milestone in situation.milestones
            if milestone.verdict.light not in WORRYING and milestone.record and milestone.record.text("help")
        ],
    )


def _numbered(situation: Status, milestones: list[MilestoneStatus]) -> ReportRows:
    for number, milestone in enumerate(milestones, 1):
        row, record = milestone.row, milestone.record
        yield {
            "number": number,
            "task": situation.messages.text("task-short", number=row.task.number, name=row.task.name),
            "line": "" if row.line == row.task.name else row.line,
            "unit": milestone.unit.name,
            "light": light_cell(situation, milestone.verdict),
            "ground": verdict_reason(situation, milestone.verdict),
            "state": state_with_caveat(situation, milestone),
            "expected": record.answer("expected") if record else None,
            "reason": record.text("reason") if record else "",
            "help": record.text("help") if record else "",
        }
