"""数据来源: each figure with all that was counted for it, each answer with its cell."""

from collections.abc import Iterator
from datetime import date

from tests.recount.changes import figures_of_changes
from tests.recount.former import history_mark, new_red_tasks
from tests.recount.known import BAD_WORDS, FINISHED, Known, is_adjusted
from tests.recount.plan import Task
from tests.recount.problems import file_paths, numbers_in
from tests.recount.requests import open_requests
from tests.recount.returned import as_day, clean
from tests.recount.sheets import OneOf, ReportSheet, Table
from tests.recount.standing import milestones, task_verdict
from tests.recount.timeline import Timeline
from tests.recount.totals import due_of, finished, of_tasks, of_unit

STATUSES = ("已报", "两个版本待确认", "来件不能采用", "未报送", "尚未报送", "经同意延期报送")


def recount_sources(t: Timeline, sheet: ReportSheet) -> None:
    """数据来源: each figure with all that was counted for it, each answer with its cell."""
    figures = dict(figures_of(t))
    for table in sheet.tables("对象", "文件", "原值"):
        label = next(name for name in table.columns if name.startswith(("图表项", "栏目")))
        value = next(name for name in table.columns if name.startswith("数值"))
        counts: dict[str, int] = {}
        for row in table.lines:
            name, said = str(table.value(row, label)), table.value(row, value)
            places = {"文件": table.value(row, "文件"), "单元格": table.value(row, "单元格")}
            nothing = table.value(row, "对象") == "（无）"
            _source(t, sheet, table, row)
            if isinstance(said, int | float) and name in figures:
                counts[name] = counts.get(name, 0) + (not nothing)
                table.expect(row, {label: name, value: figures[name], **places})
            else:
                table.expect(row, {label: name, value: _shown(t, table, row), **places})
        for name, count in counts.items():
            if name in figures and figures[name] != count:
                sheet.fault(f"{name}列了{count}个，重算{figures[name]}")
        _unknown_figures(sheet, table, label, value, figures)


def _unknown_figures(sheet: ReportSheet, table: Table, label: str, value: str, figures: dict[str, int]) -> None:
    """A number of which nobody knows what it should be."""
    for row in table.lines:
        name = str(table.value(row, label))
        if isinstance(table.value(row, value), int) and name not in figures and table.value(row, "原值") is None:
            sheet.fault(f"不知道“{name}”应是多少")
            return


def _source(t: Timeline, sheet: ReportSheet, table: Table, row: int) -> None:
    """The named cell holds what is said."""
    arrival = file_paths(t).get(str(table.value(row, "文件")))
    place = (str(table.value(row, "工作表") or ""), str(table.value(row, "单元格") or ""))
    subject = table.value(row, "对象")
    table.expect(row, {"对象": subject})
    if arrival is None or arrival.form is None:
        words = str(table.value(row, "文件") or "（）")
        filing = t.filings.get(str(subject))
        wrong = filing is not None and words[1:-1] in STATUSES and words[1:-1] != filing.status
        if not (words.startswith("（") and words.endswith("）")) or wrong:
            sheet.fault(f"没有文件 {table.value(row, '文件')}")
        return
    held = clean(arrival.form.held.get(place))
    table.expect(row, {"原值": OneOf((held, str(held or ""), held.isoformat() if isinstance(held, date) else held))})


def _shown(t: Timeline, table: Table, row: int) -> OneOf:
    """An answer as it counts: as it stands in the cell, or set right, by a rule or by the clerk."""
    arrival = file_paths(t).get(str(table.value(row, "文件")))
    place = (table.value(row, "工作表"), table.value(row, "单元格"))
    edits = arrival.form.edits if arrival and arrival.form else ()
    said = next((edit.now for edit in edits if (edit.sheet, edit.place) == place), table.value(row, "原值"))
    day = as_day(said, t.plan.year)
    texts = [said, str(said), *numbers_in(str(said or "")), *([day.isoformat(), day] if day else [])]
    if said == "是":
        where = f"{table.value(row, '工作表')}!{table.value(row, '单元格')}"
        texts += [cell.text for record in t.all_rows() for cell in record.row.values() if cell.where == where]
    return OneOf(
        (
            *texts,
            *(layout.printed(label, str(said)) for layout in t.layouts.values() for label in _labels(t, layout.code)),
        )
    )


def _labels(t: Timeline, kind: str) -> list[str]:
    columns = t.layouts[kind].columns.values()
    return [label for sheet in columns for label, column in sheet.items() if column.get("kind") == "choice"]


def figures_of(t: Timeline) -> Iterator[tuple[str, int]]:
    """What is counted, by the name that the list gives it."""
    filings = t.filings.values()
    names = {"已报": "已报单位", "两个版本待确认": "两个版本待确认的单位", "来件不能采用": "来件不能采用的单位"}
    names |= {"未报送": "未报送单位", "尚未报送": "未到截止日尚未报送单位"}
    names |= {"经同意延期报送": "经同意延期报送、尚未报送单位"}
    yield "应报单位", len(t.filings)
    for status, name in names.items():
        yield name, sum(1 for filing in filings if filing.status == status)
    yield "没有可采用报表的单位", sum(1 for filing in filings if filing.status != "已报")
    yield "待更正处", sum(len(filing.musts) for filing in filings)
    found = milestones(t)
    yield "任务数", len(t.plan.tasks)
    yield "节点数", len(found)
    lit = {"red": "红灯", "yellow": "黄灯", "blue": "蓝灯", "green": "绿灯", "none": "未到期", "grey": "待核实"}
    verdicts = [task_verdict(t, task) for task in t.plan.tasks]
    for light, name in lit.items():
        yield f"任务亮灯·{name}", sum(1 for verdict in verdicts if verdict.light == light)
        yield f"节点亮灯·{name}", sum(1 for known in found if known.verdict.light == light)
    words = {known.verdict.as_proposed.word for known in found} | set(BAD_WORDS.values())
    words |= {"临期", "待报", "待核实", "未到期", "逾期未完成", "印发前已到期", "按期完成", "逾期完成"}
    yield "经审定调整亮灯的任务", sum(map(is_adjusted, verdicts))
    yield "经审定调整亮灯的节点", sum(is_adjusted(known.verdict) for known in found)
    for word in words:
        yield f"节点情况·{word}", sum(1 for known in found if known.verdict.as_proposed.word == word)
    yield "新增红灯任务", new_red_tasks(t)
    yield "新增红灯节点", sum(1 for known in found if known.verdict.light == "red" and history_mark(known) == "新增")
    yield from figures_of_changes(t)
    worrying = ("red", "yellow", "blue")
    yield "待核实节点中按自报亮灯", sum(1 for each in found if each.unknown and each.verdict.light in worrying)
    yield "需协调事项", sum(1 for known in found if known.text("help"))
    yield "提请协调事项", len(open_requests(t))
    early = [known for known in found if known.milestone.due > t.as_of and known.state in FINISHED]
    yield "没有到期、提前完成的节点", len(early)
    for name, before in (("到期节点", False), ("印发前到期节点", True), ("印发前已到期节点", True)):
        yield from _due_figures(t, name, before=before)
    for title in dict.fromkeys(task.category.partition("/")[0] for task in t.plan.tasks):
        yield from _unit_figures(t, title, *_under(t, title), lit)
    for unit in dict.fromkeys(t.filler(task) for task in t.plan.tasks):
        tasks = [task for task in t.plan.tasks if t.filler(task) == unit]
        yield from _unit_figures(t, unit or "待分工", tasks, of_unit(t, unit), lit)


def _due_figures(t: Timeline, name: str, *, before: bool) -> Iterator[tuple[str, int]]:
    due = due_of(milestones(t), before_issue=before)
    yield name, due.count
    yield f"{name}中已完成", due.done
    yield f"{name}中按期完成", due.in_time
    yield f"{name}中逾期完成", due.late
    yield f"{name}中未完成", due.unfinished
    yield f"{name}中待核实", due.unknown


def _under(t: Timeline, title: str) -> tuple[list[Task], list[Known]]:
    tasks = [task for task in t.plan.tasks if task.category.partition("/")[0] == title]
    return tasks, of_tasks(t, tasks)


def _unit_figures(
    t: Timeline, unit: str, tasks: list[Task], own: list[Known], lit: dict[str, str]
) -> Iterator[tuple[str, int]]:
    yield f"{unit}·任务数", len(tasks)
    for light, name in lit.items():
        yield f"{unit}·{name}", sum(1 for task in tasks if task_verdict(t, task).light == light)
    yield f"{unit}·已完成", finished(t, tasks)
    yield f"{unit}·已完成任务", finished(t, tasks)
    yield f"{unit}·其他", sum(1 for task in tasks if task_verdict(t, task).light in ("none", "grey"))
    due = due_of(own)
    yield f"{unit}·到期节点", due.count
    parts = {
        "已完成": due.done,
        "按期完成": due.in_time,
        "逾期完成": due.late,
        "未完成": due.unfinished,
        "待核实": due.unknown,
    }
    for name, count in parts.items():
        yield f"{unit}·到期节点中{name}", count
