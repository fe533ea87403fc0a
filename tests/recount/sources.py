"""数据来源: each figure with all that was counted for it, each answer with its cell."""

import re
from collections.abc import Iterator
from datetime import date

from tests.recount.changes import figures_of_changes
from tests.recount.first_page import page_figures
from tests.recount.former import history_mark, new_red_tasks
from tests.recount.known import BAD_WORDS, FINISHED, Known, is_adjusted
from tests.recount.plan import Task
from tests.recount.problems import file_paths
from tests.recount.requests import open_requests
from tests.recount.returned import clean
from tests.recount.sheets import ReportSheet, Table
from tests.recount.standing import milestones, of_task, past_terms, task_verdict
from tests.recount.timeline import Timeline
from tests.recount.totals import due_of, due_part, finished, of_tasks, of_unit
from tests.recount.words import Claim

STATUSES = ("已报", "两个版本待确认", "来件不能采用", "未报送", "尚未报送", "经同意延期报送")
CIRCLED = "".join(
    chr(code) for start, end in ((9312, 9332), (12881, 12896), (12977, 12992)) for code in range(start, end)
)
LIGHTS = {"red": "红灯", "yellow": "黄灯", "blue": "蓝灯", "green": "绿灯", "none": "未到期", "grey": "待核实"}
OTHER_WORK = "其他工作"
"""A sheet for what the plan does not ask about: it stands in no figure, as what supports did does not."""


def recount_sources(t: Timeline, sheet: ReportSheet) -> None:
    """数据来源: each figure with the marks of all that was counted for it; each mark with its cells."""
    used = set[str]()
    for label in ("数", "类别"):
        for table in (each for each in sheet.tables(label) if len(each.columns) in (2, 3)):
            used |= _figure_marks(t, sheet, table, label)
    for table in sheet.tables("代号", "单元格", "原值"):
        listed = _cells(t, sheet, table)
        if missing := used - listed:
            sheet.fault(f"没有出处：{sorted(missing)}")


def _figure_marks(t: Timeline, sheet: ReportSheet, table: Table, label: str) -> set[str]:
    """All marks that the figures are made of."""
    figures, members, used = dict(figures_of(t)), _members(t), set[str]()
    column = next(name for name in table.columns if "代号" in name)
    for row in table.lines:
        name, count, words = (
            (str(table.value(row, each) or "") for each in (label, "个数", column))
            if ("个数" in table.columns)
            else (str(table.value(row, label)), "", str(table.value(row, column)))
        )
        if name.startswith("为0的数："):
            wrong = [each for each in name.removeprefix("为0的数：").rstrip("。").split("、") if figures.get(each)]
            if wrong:
                sheet.fault(f"不是0：{wrong}")
            sheet.expect((row, min(sheet.line(row))), name)
            continue
        parts = {name: (count, words)} if count else _grouped(name, words)
        for what, (said, marks) in parts.items():
            found = expanded(t, marks, said)
            used |= set(found)
            if {str(figures.get(what)), str(len(found))} != {said}:
                sheet.fault(f"{what}：报告{said}（{len(found)}个代号），重算{figures.get(what)}")
            if what in members and set(found) != members[what]:
                sheet.fault(f"{what}：{sorted(set(found) ^ members[what])}不对")
        table.expect(row, {label: name, "个数": count, column: words})
    return used


def _grouped(owner: str, words: str) -> dict[str, tuple[str, str]]:
    """`任务数 3：1—3；红灯 1：1` of one owner."""
    found = {}
    for part in words.split("；"):
        what, _, marks = part.partition("：")
        name, _, count = what.rpartition(" ")
        found[f"{owner}·{name}"] = (count, marks)
    return found


def _marks(t: Timeline) -> tuple[list[str], list[str], list[str]]:
    """Of tasks, milestones and those who return, in their orders."""
    numbers = [task.number for task in t.plan.tasks]
    milestones_ = [mark_of(known.task, known.task.milestones.index(known.milestone)) for known in milestones(t)]
    return numbers, milestones_, list(t.filings)


def mark_of(task: Task, place: int) -> str:
    if len(task.milestones) == 1 and not task.dated:
        return task.number
    return task.number + (CIRCLED[place] if place < len(CIRCLED) else f"({place + 1})")


def expanded(t: Timeline, words: str, count: str = "") -> list[str]:
    """Each mark of `1、3—5`; where tasks and milestones have marks alike, of those that there are so many of."""
    readings = [list(_read(words, marks)) for marks in _marks(t)]
    known = [found for found, marks in zip(readings, _marks(t), strict=True) if set(found) <= set(marks)]
    return next((found for found in known if str(len(found)) == count), (known or readings)[0])


def _read(words: str, order: list[str]) -> Iterator[str]:
    for piece in words.split("、"):
        first, dash, last = piece.partition("—")
        is_run = dash and {first, last} <= set(order)
        yield from order[order.index(first) : order.index(last) + 1] if is_run else [piece]


def _members(t: Timeline) -> dict[str, set[str]]:
    """Which marks a figure counts, for lights of tasks and for what is due."""
    found: dict[str, set[str]] = {}
    for task in t.plan.tasks:
        name = LIGHTS[task_verdict(t, task).light]
        found.setdefault(f"任务亮灯·{name}", set()).add(task.number)
    for unit in dict.fromkeys(unit for task in t.plan.tasks for unit in t.fillers(task)):
        for task in t.tasks_of(unit):
            name = LIGHTS[task_verdict(t, task).light]
            found.setdefault(f"{unit or '待分工'}·{name}", set()).add(task.number)
    for task in t.plan.tasks:
        for known in of_task(t, task):
            place = task.milestones.index(known.milestone)
            issued, due = t.plan.issued, known.milestone.due
            if known.is_due:
                name = "印发前到期节点" if issued and due < issued else "到期节点"
                part = {"in_time": "按期完成", "late": "逾期完成", "unfinished": "未完成", "unknown": "待核实"}
                for what in (name, f"{name}中{part[due_part(known)]}"):
                    found.setdefault(what, set()).add(mark_of(task, place))
    return found


def _cells(t: Timeline, sheet: ReportSheet, table: Table) -> set[str]:
    """All marks that have a row; each named cell holds what is said."""
    file, listed, places = "", set[str](), set[tuple[str, str, str]]()
    for row in table.lines:
        line = sheet.line(row)
        if len(line) == 1:
            file = str(next(iter(line.values())))
            sheet.expect((row, min(line)), file)
            continue
        mark = str(table.value(row, "代号"))
        listed.add(mark)
        table.expect(row, {"代号": table.value(row, "代号"), "对象": table.value(row, "对象")})
        places |= _held(t, sheet, table, row, file)
    counted = {each["name"] for each in t.layout.sheets if each.get("of") != "support"} - {OTHER_WORK}
    past = {known.milestone.key for task in t.plan.tasks for known in past_terms(t, task)}
    for record in (record for key, record in t.sound(t.kind).items() if key not in past):
        cells = [cell for cell in record.row.values() if cell.text and cell.sheet in counted]
        own = {(t.file_of(record), *cell.where.split("!")) for cell in cells}
        if own - places and record.period.code == t.period.code:
            sheet.fault(f"没有列出{sorted(own - places)}")
    return listed


def _held(t: Timeline, sheet: ReportSheet, table: Table, row: int, file: str) -> set[tuple[str, str, str]]:
    """The places that a row names."""
    arrival = file_paths(t).get(file)
    own_sheet, cell = str(table.value(row, "工作表") or ""), str(table.value(row, "单元格") or "")
    if arrival is None or arrival.form is None:
        filing = t.filings.get(str(table.value(row, "代号")))
        wrong = filing is not None and file[1:-1] in STATUSES and file[1:-1] != filing.status
        if not (file.startswith("（") and file.endswith("）")) or wrong:
            sheet.fault(f"没有文件 {file}")
        return set()
    mark, rows = str(table.value(row, "代号")), arrival.form.rows.get(own_sheet, {})
    numbers = [
        re.split("[@#~+]", key)[0] for key, line in rows.items() if any(each.place == cell for each in line.values())
    ]
    if not all(re.match(rf"{re.escape(number)}(?!\d)", mark) for number in numbers):
        sheet.fault(f"第{row}行：{mark}不是第{numbers}项的代号")
    held = clean(arrival.form.held.get((own_sheet, cell)))
    whole = held.isoformat() if isinstance(held, date) else str(held if held is not None else "")
    table.expect(row, {"原值": _beginning(whole), "单元格": cell, "工作表": own_sheet})
    places = {(file, own_sheet, cell)}
    for other in filter(None, str(table.value(row, "其他栏目所在单元格") or "").split("\u3000")):
        _, _, where = other.rpartition(" ")
        named, _, place = where.rpartition("!")
        places.add((file, named or own_sheet, place))
        if clean(arrival.form.held.get((named or own_sheet, place))) in (None, ""):
            sheet.fault(f"第{row}行：{other}是空的")
    table.expect(row, {"其他栏目所在单元格": table.value(row, "其他栏目所在单元格")})
    return places


def _beginning(whole: str) -> Claim:
    """The text, or where it is long how it begins."""

    def claim(actual: object) -> bool:
        text = actual.isoformat() if isinstance(actual, date) else str(actual if actual is not None else "")
        plain, said = ("".join(each.split()) for each in (whole, text))
        return said == plain or (said.endswith("……") and plain.startswith(said.removesuffix("……")))

    claim.__qualname__ = whole
    return claim


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
    yield "新亮红灯任务", new_red_tasks(t)
    yield (
        "新亮红灯节点",
        sum(1 for known in found if known.verdict.light == "red" and history_mark(known) == "本期新亮"),
    )
    yield from figures_of_changes(t)
    worrying = ("red", "yellow", "blue")
    yield "待核实节点", sum(known.unknown for known in found)
    yield "待核实节点中按自报亮灯", sum(1 for each in found if each.unknown and each.verdict.light in worrying)
    yield "需协调事项", sum(1 for known in found if known.text("help"))
    yield "提请协调事项", len(open_requests(t))
    yield from page_figures(t)
    early = [known for known in found if known.milestone.due > t.as_of and known.state in FINISHED]
    yield "没有到期、提前完成的节点", len(early)
    for name, before in (("到期节点", False), ("印发前到期节点", True), ("印发前已到期节点", True)):
        yield from _due_figures(t, name, before=before)
    for title in dict.fromkeys(task.category.partition("/")[0] for task in t.plan.tasks):
        yield from _unit_figures(t, title, *_under(t, title), lit)
    for unit in dict.fromkeys(unit for task in t.plan.tasks for unit in t.fillers(task)):
        tasks = t.tasks_of(unit)
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
