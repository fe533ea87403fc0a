"""Tables that charts are drawn from: 趋势, 各单位亮灯, 节点月历."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tests.recount.changes import short_name
from tests.recount.former import reports
from tests.recount.known import SYMBOLS, Known
from tests.recount.overview import day_here
from tests.recount.plan import Task
from tests.recount.ruled import feet
from tests.recount.sheets import ReportSheet, share
from tests.recount.standing import milestones, of_task
from tests.recount.tasks import task_cells
from tests.recount.timeline import Timeline
from tests.recount.totals import due_of, lights, of_unit, total_of_units
from tests.recount.words import Claim, brief, leaders_of, leads_of, lines

MOST_DRAWN, FEWEST_MONTHS = 33, 4


def recount_trend(t: Timeline, sheet: ReportSheet) -> None:
    """One row a report; a sheet of one report alone is not there."""
    all_reports = (*reports(t), t)
    if len(all_reports) == 1:
        sheet.fault("只有一期，却有趋势")
    rated = sum(1 for report in all_reports if due_of(milestones(report)).count)
    for labels, count in ((("期次", "任务"), 1), (("期次", "到期节点"), int(rated > 1))):
        tables = sheet.tables(*labels)
        if len(tables) != count:
            sheet.fault(f"{labels}的表有{len(tables)}个")
        for table in tables:
            table.compare([_report(t, report) for report in all_reports])


def _report(t: Timeline, report: Timeline) -> dict[str, object]:
    tasks = list(report.plan.tasks)
    return {
        "期次": short_name(report),
        "数据截至": day_here(t, report.as_of),
        "任务": len(tasks),
        **_lights(report, tasks),
        **_due(milestones(report)),
    }


def _lights(t: Timeline, tasks: Sequence[Task]) -> dict[str, object]:
    counts = lights(t, tasks)
    return {SYMBOLS[light].replace(" ", ""): counts.get(light, 0) for light in SYMBOLS}


def _due(found: Sequence[Known]) -> dict[str, object]:
    due = due_of(found)
    return {
        "到期节点": due.count,
        "按期完成": due.in_time,
        "逾期完成": due.late,
        "未完成": due.unfinished,
        "待核实": due.unknown,
        "待核实节点": due.unknown,
        "按期完成率": Decimal(share(due.in_time, due.count)[:-1]) if due.count else None,
    }


def _rate(found: Sequence[Known]) -> dict[str, object]:
    """Of a unit: none where nobody knows of anything due whether it is done."""
    return {"按期完成率": None} if (due := due_of(found)).unknown == due.count else {}


def recount_units(t: Timeline, sheet: ReportSheet) -> None:
    """A line a unit, in the office's order; of very many, those with the gravest lights first."""
    names = t.answering
    groups = [(unit, t.tasks_of(unit), of_unit(t, unit)) for unit in names]
    if nobody := t.tasks_of(""):
        groups.append(("待分工", nobody, [known for known in milestones(t) if not known.unit]))
    if len(groups) > MOST_DRAWN or t.run.ranks_units:
        groups.sort(key=lambda group: gravity(t, *group[:2]))
    groups.append((total_of_units(t), list(t.plan.tasks), list(milestones(t))))
    rows = [
        {"单位": name, "联系人": name, "任务": len(tasks), **_lights(t, tasks), **_due(found), **_rate(found)}
        for name, tasks, found in groups
    ]
    for label in ("到期节点", "按期完成", "待核实节点", "按期完成率"):
        for place in sheet.find(f"{label}都是" if label != "按期完成" else "按期完成的都是"):
            sheet.expect(place, _said_of_all({row[label] for row in rows}))
    for table in (each for each in sheet.tables("任务") if {"单位", "联系人"} & each.columns.keys()):
        table.compare(rows)


def gravity(t: Timeline, unit: str, tasks: Sequence[Task]) -> tuple[object, ...]:
    """Less for more red tasks, then yellow, unknown and blue ones, then for a return that does not count."""
    counts, filing = lights(t, tasks), t.filings.get(unit)
    return *(
        -counts.get(light, 0) for light in ("red", "yellow", "grey", "blue")
    ), not filing or filing.status == "已报"


def _said_of_all(values: set[object]) -> Claim:
    """A line in place of a column: the number that all rows have."""

    def claim(actual: object) -> bool:
        return {Decimal(number) for number in re.findall(r"[0-9.]+", str(actual))} == values

    claim.__qualname__ = f"{values}"
    return claim


def recount_months(t: Timeline, sheet: ReportSheet) -> None:
    """Each milestone in the month of its day; a plan with fewer than four such months has no such sheet."""
    months = {known.milestone.due.month for known in milestones(t) if known.milestone.due.year == t.plan.year}
    if len(months) < FEWEST_MONTHS:
        sheet.fault(f"只有{len(months)}个月份有节点，却有月历")
    for place in feet(t, sheet):
        sheet.expect(place, lambda actual: all(words.replace(" ", "") in str(actual) for words in SYMBOLS.values()))
    now = t.as_of.month if t.as_of.year == t.plan.year else 0
    rows: list[dict[str, object]] = []
    for task in t.plan.tasks:
        cells = {f"{'▼' if month == now else ''}{month}月": _month(t, task, month) for month in range(1, 13)}
        edges = {"以前": _month(t, task, 0), "以后": _month(t, task, 13)}
        leaders = lines(task.leaders or leaders_of(t.plan, task))
        rows.append(
            {
                **task_cells(t, task),
                "任务": brief(task),
                "责任领导": leaders,
                "牵头": leads_of(t.plan, task) or t.filler(task) or "待分工",
                **cells,
                **edges,
            }
        )
    for table in sheet.tables("序号", "任务"):
        table.compare(rows)


def _month(t: Timeline, task: Task, month: int) -> str:
    symbols = [known.verdict.shown[0] for known in of_task(t, task) if _month_of(t, known.milestone.due) == month]
    if len(symbols) > len("■▲●"):
        return "".join(f"{symbol}{count}" for symbol, count in Counter(symbols).items())
    return "".join(symbols)


def _month_of(t: Timeline, due: date) -> int:
    return due.month if due.year == t.plan.year else 0 if due.year < t.plan.year else 13
