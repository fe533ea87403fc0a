"""Points that do not add up; only where the plan has a full score."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from duban.lints.rule import lint
from duban.model.finding import Loc, Remark
from duban.model.period import Holidays
from duban.model.plan import Plan, Task
from duban.model.unit import Directory


@lint("weight-missing")
def weight_missing(plan: Plan, _directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """A task of a scored plan has no weight."""
    for index, task in enumerate(plan.tasks):
        if plan.full_score is not None and task.weight is None:
            yield Remark("weight-missing", ("任务", index), {"number": task.number})


@lint("score-total")
def score_total(plan: Plan, _directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """The weights of all tasks do not make the full score, or those of a category or group not its points."""
    if plan.full_score is None:
        return
    loc: Loc = ("计划", "满分")
    yield from _compared(loc, plan.name, plan.full_score, plan.tasks)
    for index, category in enumerate(plan.categories):
        name = category.name
        inside = [task for task in plan.tasks if f"{task.category}/".startswith(f"{name}/")]
        yield from _compared(("类别", index, "分值"), name, category.score, inside)
    for index, group in enumerate(plan.groups):
        inside = [task for task in plan.tasks if task.group == group.number]
        yield from _compared(("组", index, "分值"), f"{group.number}{group.name}", group.score, inside)


def _compared(loc: Loc, name: str, stated: Decimal | None, tasks: Iterable[Task]) -> Iterator[Remark]:
    total = sum((task.weight or Decimal(0) for task in tasks), Decimal(0))
    if stated is not None and total != stated:
        yield Remark("score-total", loc, {"name": name, "stated": stated, "total": total})
