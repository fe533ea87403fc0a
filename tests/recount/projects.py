"""项目投资: what the plan says of each project, and what was invested of it this year."""

from decimal import Decimal

from tests.recount.amounts import DASH, promised
from tests.recount.gaps import number_gaps
from tests.recount.sheets import ReportSheet, share
from tests.recount.timeline import Timeline
from tests.recount.words import brief, lead_of, leads_of

SUMS = {"总投资": "总投资", "至上年底累计": "至上年底累计", "年度计划投资": "年度计划投资"}
TEXTS = {
    "起止年限": "建设起止年限",
    "建设规模": "建设规模",
    "形象进度目标": "形象进度目标",
    "开工": "开工",
    "竣工": "竣工",
}


def recount_projects(t: Timeline, sheet: ReportSheet) -> None:
    """A row for each task that says something under 项目, and their sums."""
    tasks = [task for task in t.plan.tasks if task.project]
    invested = {
        one.task.number: one.value
        for one in promised(t)
        if one.target in one.task.targets and (one.target.name, one.target.unit) == ("完成投资", "万元")
    }
    planned = {str(row["指标"]): f"{row['序时进度']}%" for row in number_gaps(t)}
    for table in sheet.tables("序号", "年度计划投资", "本年完成"):
        rows: list[dict[str, object]] = []
        for task in tasks:
            goal, value = _number(task.project.get("年度计划投资")), invested.get(task.number)
            rows.append(
                {
                    "序号": task.number,
                    "项目": brief(task),
                    **{label: task.project.get(key) for label, key in TEXTS.items()},
                    **{label: _number(task.project.get(key)) for label, key in SUMS.items()},
                    "本年完成": DASH if value is None else value,
                    "完成率": share(value, goal) if value is not None and goal else DASH,
                    "序时进度": planned.get(f"{task.number} 完成投资", DASH),
                    "牵头单位": leads_of(t.plan, task) or lead_of(t.plan, task) or t.filler(task),
                }
            )
        planning = [task for task in tasks if task.project.get("年度计划投资")]
        values = [invested.get(task.number) for task in planning]
        known = [value for value in values if value is not None]
        total = sum((_number(task.project["年度计划投资"]) or Decimal(0) for task in planning), Decimal(0))
        sums = {label: _sum([_number(task.project.get(key)) for task in tasks]) for label, key in SUMS.items()}
        rate = share(sum(known, Decimal(0)), total) if planning and len(known) == len(values) else DASH
        table.compare([*rows, {"项目": "合计", **sums, "本年完成": _sum(list(invested.values())), "完成率": rate}])


def _number(typed: object) -> Decimal | None:
    return None if typed is None else Decimal(str(typed))


def _sum(numbers: list[Decimal | None]) -> object:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)) if known else DASH
