"""Goals without evidence, shared goals, and where each score stands."""

from tests.recount.plan import Task
from tests.recount.scores import APPROVED, SELF, STROKES, _is_shared, scores, task_cells
from tests.recount.sheets import ReportSheet, Table
from tests.recount.timeline import Timeline
from tests.recount.words import lead_of


def recount_unproved(t: Timeline, sheet: ReportSheet) -> None:
    """佐证缺失."""
    label = "佐证材料目录"
    without = [s for s in scores(t).values() if not s.own or s.own.row[label].text in STROKES]
    rows = [
        {
            "序号": place,
            **task_cells(score),
            "所填内容": score.own.row[label].text if score.own else "",
        }
        for place, score in enumerate(without, 1)
    ]
    for table in sheet.tables("序号", "编号", "所填内容"):
        table.compare(rows)


def recount_shared(t: Timeline, sheet: ReportSheet) -> None:
    """共担目标."""
    shared = [s for s in scores(t).values() if _is_shared(t, s.task)]
    rows = [
        {"序号": place, **task_cells(score), "牵头单位": _printed_lead(t, score.task)}
        for place, score in enumerate(shared, 1)
    ]
    for table in sheet.tables("序号", "编号", "协办单位"):
        table.compare(rows)


def _printed_lead(t: Timeline, task: Task) -> str:
    return task.lead if task.lead in t.plan.crowds else lead_of(t.plan, task)


def recount_places(t: Timeline, sheet: ReportSheet) -> None:
    """得分出处: each score with the file and the cell in which it stands."""
    for table in sheet.tables("编号", "自评所在文件"):
        table.compare([task_cells(score) for score in scores(t).values()])
        _cells(t, table)


def _cells(t: Timeline, table: Table) -> None:
    """The two columns 单元格 stand each behind its own file."""
    heads = {column: str(value) for column, value in sorted(table.sheet.line(table.head).items())}
    places = [column for column, label in heads.items() if label == "单元格"]
    for row, score in zip(table.lines, scores(t).values(), strict=False):
        pairs = ((score.own, SELF, "自评所在文件"), (score.approved, APPROVED, "核定所在文件"))
        for (record, label, file), column in zip(pairs, places, strict=True):
            table.expect(row, {file: t.file_of(record) if record else ""})
            table.sheet.expect((row, column), record.row[label].where if record else "")
