"""Days that look wrong: out of order, in another year, before the plan was issued, on a rest day."""

from collections.abc import Iterator
from itertools import pairwise

from duban.lints.rule import lint
from duban.model.dates import deadline
from duban.model.finding import Loc, Remark
from duban.model.period import Holidays, periods
from duban.model.plan import Milestone, Plan, Task
from duban.model.unit import Directory


@lint("due-next-year")
def due_next_year(plan: Plan, _directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """A milestone falls due in the year after the plan's."""
    for loc, task, milestone in _milestones(plan):
        if milestone.due.year == plan.year + 1:
            yield Remark("due-next-year", loc, {"number": task.number, "due": milestone.due})


@lint("due-other-year")
def due_other_year(plan: Plan, _directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """A milestone falls due before the plan's year, or later than the year after it."""
    for loc, task, milestone in _milestones(plan):
        if milestone.due.year not in {plan.year, plan.year + 1}:
            facts = {"number": task.number, "due": milestone.due, "year": plan.year}
            yield Remark("due-other-year", loc, facts)


@lint("due-ambiguous")
def due_ambiguous(plan: Plan, _directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """The words of a due day mean different days to different people."""
    for loc, task, milestone in _milestones(plan):
        found = deadline(milestone.due_text, plan.year)
        if found and found.ambiguous:
            facts = {"number": task.number, "text": milestone.due_text, "due": milestone.due}
            yield Remark("due-ambiguous", loc, facts)


@lint("out-of-order")
def out_of_order(plan: Plan, _directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """A milestone falls due before the one above it."""
    for (_, task, before), (loc, same, milestone) in pairwise(_milestones(plan)):
        if task is same and milestone.due < before.due:
            facts = {"number": task.number, "due": milestone.due, "before": before.due}
            yield Remark("out-of-order", loc, facts)


@lint("due-before-issue")
def due_before_issue(plan: Plan, _directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """Milestones were due before the plan was issued: told once, for all of them."""
    if plan.issued is None:
        return
    keys = tuple(milestone.key for _, _, milestone in _milestones(plan) if milestone.due < plan.issued)
    if keys:
        facts = {"count": len(keys), "keys": keys, "issued": plan.issued}
        yield Remark("due-before-issue", ("计划", "印发日期"), facts)


@lint("rest-day")
def rest_day(plan: Plan, _directory: Directory, holidays: Holidays) -> Iterator[Remark]:
    """Reports are due on a day on which nobody works."""
    for index, cycle in enumerate(plan.cycles):
        for period in periods(plan, cycle, holidays):
            if period.rest_day:
                facts = {"due": period.due, "counted": period.counted, "advised": period.advised}
                yield Remark("rest-day", ("填报", index, "年终补报" if period.supplement else "截止"), facts)


@lint("holidays-missing")
def holidays_missing(plan: Plan, _directory: Directory, holidays: Holidays) -> Iterator[Remark]:
    """Reports or milestones are due in a year whose holidays are not entered."""
    years = {plan.year}
    years |= {milestone.due.year for _, _, milestone in _milestones(plan)}
    years |= {period.due.year for cycle in plan.cycles for period in periods(plan, cycle, holidays)}
    for year in sorted(years):
        if not holidays.known(year):
            yield Remark("holidays-missing", ("计划", "年度"), {"year": year})


def _milestones(plan: Plan) -> Iterator[tuple[Loc, Task, Milestone]]:
    for index, task in enumerate(plan.tasks):
        for position, milestone in enumerate(task.milestones):
            last = ("完成时限",) if milestone.implicit else ("节点", position)
            yield ("任务", index, *last), task, milestone
