"""Tables that charts are drawn from: 趋势, 各单位亮灯, 节点月历, 序时差距."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.recount.amounts import come_to, value_of
from tests.recount.changes import short_name
from tests.recount.former import reports
from tests.recount.known import SYMBOLS, Known
from tests.recount.overview import day_here
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone, Target
from tests.recount.records import Record
from tests.recount.ruled import feet
from tests.recount.sheets import ReportSheet, number, share
from tests.recount.standing import milestones, of_task
from tests.recount.tasks import task_cells
from tests.recount.timeline import Timeline
from tests.recount.totals import due_of, lights, of_unit, total_of_units
from tests.recount.words import Claim, brief, lead_of, leaders_of, leads_of, lines

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


def recount_gaps(t: Timeline, sheet: ReportSheet) -> None:
    """Every number that grows through the year and was reported, the one furthest behind first."""
    for table in sheet.tables("指标", "序时进度", "差距"):
        table.compare(number_gaps(t))


def behind(t: Timeline) -> list[dict[str, object]]:
    """The numbers that are behind, as the first page lists them."""
    return [
        {
            **row,
            "目标": f"{number(Decimal(str(row['目标'])))}{row['单位']}",
            "完成": f"{number(Decimal(str(row['完成值'])))}{row['单位']}",
            "牵头": row["牵头单位"],
        }
        for row in number_gaps(t)
        if Decimal(str(row["差距"])) < 0
    ]


def number_gaps(t: Timeline) -> list[dict[str, object]]:
    """Every number that grows through the year and was reported, the one furthest behind first."""
    rows = [row for task in t.plan.tasks for row in _gaps(t, task)]
    return sorted(rows, key=lambda row: Decimal(str(row["差距"])))


def _gaps(t: Timeline, task: Task) -> Iterator[dict[str, object]]:
    """In the order of the milestones on which the numbers hang."""
    found: list[tuple[date, dict[str, object]]] = []
    own = [(None, target) for target in task.targets]
    parts = [(milestone, target) for milestone in task.milestones for target in milestone.targets]
    growing = [(milestone, target) for milestone, target in (*own, *parts) if _grows(target)]
    for name in dict.fromkeys((target.name, target.unit) for _, target in growing):
        alike = [(milestone, target) for milestone, target in growing if (target.name, target.unit) == name]
        of_year = [target for milestone, target in alike if milestone is None]
        shared = [(milestone, target) for milestone, target in alike if milestone is not None]
        curve = next((target.curve for _, target in alike if target.curve), "")
        if curve == "年底":
            continue
        alike_targets = of_year or [target for _, target in shared]
        whole = of_year[0].goal if of_year else come_to(shared, [target.goal for _, target in shared]) or Decimal(0)
        if shared and curve != "平均":
            over = [(milestone, target) for milestone, target in shared if milestone.due < t.as_of]
            if not over or any(value_of(t, target)[0] is None for _, target in over):
                continue
            told = come_to(shared, [value_of(t, target)[0] for _, target in shared]) or Decimal(0)
            promised = come_to(over, [target.goal for _, target in over]) or Decimal(0)
            found.append((over[-1][0].due, _gap(t, task, alike_targets, whole, told, promised / whole)))
        else:
            value, record = _of_parts(t, shared) if shared else value_of(t, of_year[0])
            if value is not None and record is not None:
                planned = _at_milestones(task, record) if curve == "按节点" else _even(t, task, record)
                found.append((task.milestones[-1].due, _gap(t, task, alike_targets, whole, value, planned)))
    found.sort(key=lambda pair: pair[0])
    yield from (cells for _, cells in found)


def _of_parts(t: Timeline, shared: Sequence[tuple[Milestone, Target]]) -> tuple[Decimal | None, Record | None]:
    """What milestones' numbers come to, those left out that nobody told, and the newest answer with one of them.

    Nothing as long as one of several units told none.
    """
    told = [(value_of(t, target), milestone, target) for milestone, target in shared]
    known = [(value, record, milestone, target) for (value, record), milestone, target in told if value is not None]
    if {milestone.unit for _, _, milestone, _ in known} != {milestone.unit for milestone, _ in shared}:
        return None, None
    records = [record for _, record, _, _ in known if record]
    value = come_to([(milestone, target) for *_, milestone, target in known], [value for value, *_ in known])
    return value, max(records, key=lambda record: record.seen, default=None)


def _grows(target: Target) -> bool:
    return target.compared in ("≥", "=") and target.unit != "%" and target.goal > 0


def _at_milestones(task: Task, record: Record) -> Fraction:
    """An equal part at each milestone; told by the end of its period."""
    return Fraction(sum(milestone.due <= record.period.end for milestone in task.milestones), len(task.milestones))


def _even(t: Timeline, task: Task, record: Record) -> Fraction:
    """Even through the months, up to that in which the task is due; told by the end of its period."""
    last = max(milestone.due for milestone in task.milestones)
    months = 12 if last.year > t.plan.year else last.month
    day = record.period.end + timedelta(days=1)
    told = 0 if day.year < t.plan.year else 12 if day.year > t.plan.year else day.month - 1
    return min(Fraction(1), Fraction(told, months))


def _gap(
    t: Timeline, task: Task, targets: Sequence[Target], goal: Decimal, value: Decimal, planned: Fraction | Decimal
) -> dict[str, object]:
    done, due = _percent(Fraction(value) / Fraction(goal)), _percent(min(Fraction(1), Fraction(planned)))
    return {
        "指标": f"{task.number} {targets[0].name}",
        "任务": brief(task),
        "目标": goal,
        "单位": targets[0].unit,
        "完成值": value,
        "完成率": done,
        "序时进度": due,
        "差距": done - due,
        "牵头单位": leads_of(t.plan, task) or lead_of(t.plan, task) or t.filler(task) or "待分工",
        "联系人": t.filler(task),
    }


def _percent(part: Fraction) -> Decimal:
    exact = Decimal(100 * part.numerator) / part.denominator
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
