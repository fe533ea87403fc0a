"""Sheets of a plan by quarters: lights and expected points, the official table, and what nobody leads."""

from decimal import ROUND_HALF_UP, Decimal

from tests.recount.known import Known
from tests.recount.plan import Task
from tests.recount.sheets import Loose, ReportSheet, share
from tests.recount.standing import milestones, of_task
from tests.recount.status import cells, explained, lit
from tests.recount.tasks import task_cells
from tests.recount.timeline import Timeline
from tests.recount.totals import due_part, of_tasks
from tests.recount.words import brief, leaders_of, lines, made_of, text_of

QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
CENT = Decimal("0.01")


def parts(task: Task, found: list[Known]) -> dict[str, Decimal]:
    """A task's points by what its milestones have come to, each an equal part of the weight."""
    each = (task.weight or Decimal(0)) / len(found)
    sums = dict.fromkeys(("earned", "late", "open", "missed", "unknown"), Decimal(0))
    for known in found:
        is_done = known.verdict.as_proposed.light == "green"
        name = due_part(known) if is_done or known.is_due else "open"
        if name in ("in_time", "late"):
            sums["earned"] += each
            sums["late"] += each if name == "late" else 0
        else:
            sums[{"unfinished": "missed"}.get(name, name)] += each
    return {name: value.quantize(CENT, ROUND_HALF_UP) for name, value in sums.items()}


def _points(tasks: list[Task], t: Timeline) -> dict[str, object]:
    """The columns of expected points of some tasks together."""
    sums = dict.fromkeys(("earned", "late", "open", "missed", "unknown"), Decimal(0))
    for task in tasks:
        for name, value in parts(task, of_task(t, task)).items():
            sums[name] += value
    found = of_tasks(t, tasks)
    weight = sum((task.weight or Decimal(0) for task in tasks), Decimal(0))
    done = sum(1 for known in found if known.verdict.as_proposed.light == "green")
    return {
        "权重": weight,
        "完成节点": f"{done}/{len(found)}",
        "已得": sums["earned"],
        "其中逾期完成": sums["late"],
        "在手": sums["open"],
        "已到期未完成": sums["missed"],
        "待核实": sums["unknown"],
        "已得占权重": share(sums["earned"], weight),
        "预估得分": sums["earned"],
    }


def recount_expected(t: Timeline, sheet: ReportSheet) -> None:
    """预估得分: all, then each heading with its tasks."""
    weighed = [task for task in t.plan.tasks if task.weight is not None]
    rows: list[dict[str, object]] = [{"任务": "合计", **_points(weighed, t)}]
    for title in dict.fromkeys(task.category for task in weighed):
        under = [task for task in weighed if task.category == title]
        total = sum((task.weight or Decimal(0) for task in under), Decimal(0))
        rows.append({"任务": f"{title}（{total:f}分）", **_points(under, t)})
        rows += [{"序号": task.number, "任务": brief(task), **_points([task], t)} for task in under]
    for table in sheet.tables("任务", "已得", "在手"):
        table.compare(rows)


def recount_matrix(t: Timeline, sheet: ReportSheet) -> None:
    """亮灯矩阵: the worst light of each quarter, and how many are done."""
    rows: list[dict[str, object]] = []
    for task in t.plan.tasks:
        quarters = {name: _quarter(of_task(t, task), place) for place, name in enumerate(QUARTERS, 1)}
        own = {"类别": task.category, "序号": task.number, "任务": brief(task), "联系人": t.filler(task)}
        rows.append(
            {**own, **quarters, **_points([task], t), "责任领导": lines(task.leaders or leaders_of(t.plan, task))}
        )
    done = {name: _done(list(milestones(t)), place) for place, name in enumerate(QUARTERS, 1)}
    rows.append({"任务": "合计", **done, **_points(list(t.plan.tasks), t)})
    for table in sheet.tables("第一季度", "第四季度", "权重"):
        table.compare(rows)


OF_A_QUARTER = ("red", "yellow", "blue", "grey", "green", "none")
"""That one of several is not known outweighs that another is done."""


def _in(found: list[Known], quarter: int) -> list[Known]:
    return [known for known in found if (known.milestone.due.month - 1) // 3 + 1 == quarter]


def _quarter(found: list[Known], quarter: int) -> object:
    own = _in(found, quarter)
    if not own:
        return "—"
    gravest = min(own, key=lambda known: OF_A_QUARTER.index(known.verdict.light))
    plain = lit(gravest.verdict, gravest.doubt)
    if len(own) == 1:
        return plain
    return lambda actual: f"{len(own)}个节点" in str(actual) and str(actual).startswith(gravest.verdict.shown)


def _done(found: list[Known], quarter: int) -> str:
    own = _in(found, quarter)
    done = sum(1 for known in own if known.verdict.as_proposed.light == "green")
    unknown = sum(1 for known in own if known.unknown)
    return f"完成{done}/{len(own)}" + (f"，待核实{unknown}" if unknown else "") if own else ""


def recount_official(t: Timeline, sheet: ReportSheet) -> None:
    """节点完成情况总表: the thirteen printed columns, then how each milestone stands."""
    rows = [_official(known) for known in milestones(t)]
    for table in sheet.tables("工作类别", "工作目标节点分解"):
        table.compare(rows, table.lines[: len(rows)])
    notes = [str(note) for note in t.plan.head.get("填报说明", ())]
    for place in sheet.find("填报说明"):
        numbered = [f"{number}.{note}" for number, note in enumerate(notes, 1)]
        sheet.expect(place, made_of(*numbered))


def _official(known: Known) -> dict[str, object]:
    task, milestone = known.task, known.milestone
    flags = {f"{flag}标识": "是" if flag in task.flags else "否" for flag in ("重点工作", "民生实事")}
    return {
        **cells(known),
        "工作类别": task.category,
        "序号": task.number,
        "工作任务": str(task.group.get("名称", "")),
        "年度目标": task.name,
        "工作目标节点分解": Loose(milestone.line + milestone.mark),
        "衡量节点任务完成的标准": milestone.standard,
        "节点完成期限": milestone.due,
        "节点填报时限": milestone.filing,
        "牵头/协办": task.role,
        "责任领导及联系人": f"责任领导：{'、'.join(task.leaders)}\n联系人：{'、'.join(task.contacts)}",
        "权重": task.weight,
        **flags,
        "完成情况": known.text("state"),
        "实际完成日期": known.day("actual"),
        "完成说明": explained(known),
    }


def recount_unassigned(t: Timeline, sheet: ReportSheet) -> None:
    """待分工任务."""
    rows = [
        {**task_cells(t, task), "任务": text_of(task), "类别": task.category, "拟牵头": task.proposed or "待认领"}
        for task in t.plan.tasks
        if not t.filler(task)
    ]
    for table in sheet.tables("序号", "类别", "拟牵头"):
        table.compare(rows)
