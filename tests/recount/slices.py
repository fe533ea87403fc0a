"""Tasks in groups: by source, heading, flag, leader or unit, each group with its sum."""

import re
from collections.abc import Iterator

from tests.recount.overview import group_line
from tests.recount.plan import Task
from tests.recount.sheets import Loose, ReportSheet, same, share
from tests.recount.standing import milestones
from tests.recount.status import said_once
from tests.recount.tasks import DASH, task_cells
from tests.recount.timeline import Timeline
from tests.recount.totals import due_of, finished, light_counts, lights, sentence
from tests.recount.words import Claim, brief, lead_of, leaders_of


def groups(t: Timeline, sheet: ReportSheet) -> dict[str, list[Task]]:
    """Title → tasks, by what the sheet is named after."""
    name = sheet.name
    found: dict[str, list[Task]] = {}
    by_unit = not any(what in name for what in ("来源", "标识", "领导", "类别", "分类"))
    for task in t.plan.tasks:
        units = t.fillers(task)
        parts = [task.share(unit) for unit in units] if by_unit and len(units) > 1 else [task]
        for part in parts:
            for title in [part.unit] if len(parts) > 1 else _titles(t, task, name):
                found.setdefault(title, []).append(part)
    return found


def _titles(t: Timeline, task: Task, name: str) -> Iterator[str]:
    if "来源" in name:
        yield from dict.fromkeys(task.sources)
    elif "标识" in name:
        yield from task.flags
    elif "领导" in name:
        yield from leaders_of(t.plan, task)
    elif "类别" in name or "分类" in name:
        yield task.category.partition("/")[0]
    else:
        yield lead_of(t.plan, task) or "待分工"


def recount_slice(t: Timeline, sheet: ReportSheet) -> None:
    """按…: each group with its tasks and a sum of lights that adds up; then what is left out, and the whole."""
    found = groups(t, sheet)
    known_titles = {plain(title): title for title in found}
    tasks = {task.number: task for task in t.plan.tasks}
    for table in sheet.tables("序号", "任务", "依据"):
        current: list[str] = []
        title, first_titles = "", dict[str, str]()
        for row in table.lines:
            line = sheet.line(row)
            first = str(next(iter(line.values())))
            if len(line) == 1 and first.startswith("小计"):
                _sum(t, sheet, row, found.get(title, []), "小计")
                _same_order(sheet, title, current, found.get(title, []))
            elif len(line) == 1 and first.startswith("合计"):
                _sum(t, sheet, row, list(t.plan.tasks), "合计")
            elif len(line) == 1 and first.startswith("另有"):
                left = [task for task in t.plan.tasks if not any(True for _ in _titles(t, task, sheet.name))]
                _sum(t, sheet, row, left, "另有")
            elif len(line) == 1:
                title = known_titles.get(plain(first.rpartition("（")[0]), "")
                current = []
                sheet.expect((row, min(line)), _heading(found.get(title, []), first))
            else:
                number = str(table.value(row, "序号"))
                current.append(number)
                if number not in tasks:
                    sheet.fault(f"第{row}行：没有第{number}项")
                    continue
                cells = task_cells(t, tasks[number])
                first_title = first_titles.setdefault(number, title)
                if first_title != title:
                    cells = {label: _or_reference(claim, first_title) for label, claim in cells.items()}
                    cells["任务"] = brief(tasks[number])
                table.expect(row, cells)
        printed = [
            str(value).rpartition("（")[0] for (_, _), value in sheet.cells.items() if str(value).endswith("项）")
        ]
        said_once(
            sheet,
            {
                "完成时限": {str(task_cells(t, task)["完成时限"]) for task in t.plan.tasks},
                "牵头单位": {lead_of(t.plan, task) or "待分工" for task in t.plan.tasks},
            },
        )
        if missing := known_titles.keys() - set(map(plain, printed)):
            sheet.fault(f"没有列出 {missing}")


def _or_reference(expected: object, title: str) -> Claim:
    """A text, or that it stands in the group where the task was listed first."""

    def claim(actual: object) -> bool:
        return plain(str(actual)) == plain(f"见前面“{title}”") or same(actual, expected)

    claim.__qualname__ = f"{expected!r} 或见前面"
    return claim


def plain(title: str) -> str:
    """A title whose kinds of brackets do not matter: a document's number is printed in several."""
    return re.sub(r"[（(〔﹝\[）)〕﹞\]\s]", "", title)


def _heading(tasks: list[Task], first: str) -> str:
    return f"{first.rpartition('（')[0]}（{len(tasks)}项）"


def _same_order(sheet: ReportSheet, title: str, current: list[str], tasks: list[Task]) -> None:
    expected = [task.number for task in tasks]
    if current != expected:
        sheet.fault(f"“{title}”列了{current}，应为{expected}")


def _sum(t: Timeline, sheet: ReportSheet, row: int, tasks: list[Task], word: str) -> None:
    """Every light that there is stands in the sentence, and the parts add up to the whole."""
    counts = light_counts(lights(t, tasks))
    done = finished(t, tasks)
    names = {word: len(tasks), **counts, "全部完成的": done, "已完成": done, "其中已完成": done}
    right = sentence(("", names))
    missing = [words for words, count in counts.items() if count]

    def claim(actual: object) -> bool:
        return right(actual) and all(words in str(actual) for words in missing)

    claim.__qualname__ = f"{names}"
    sheet.expect((row, min(sheet.line(row))), claim)


def recount_counts(t: Timeline, sheet: ReportSheet) -> None:
    """分类完成情况, 责任领导一览: a line for each, and all of them together once."""
    found = groups(t, sheet)
    found = {title.replace("/", " "): tasks for title, tasks in found.items()}
    label = "类别" if "分类" in sheet.name else "责任领导"
    for table in sheet.tables(label, "任务数"):
        rows = [{label: Loose(title), **_line(t, tasks)} for title, tasks in found.items()]
        total = {label: "合计", **_line(t, list(t.plan.tasks), total=True)}
        table.compare([*rows, total])
        shares = [column for name, column in table.columns.items() if name == "占比"]
        table.expect_foot(*shares)


def _line(t: Timeline, tasks: list[Task], *, total: bool = False) -> dict[str, object]:
    numbers = {task.number for task in tasks}
    own = [known for known in milestones(t) if known.task.number in numbers]
    done = finished(t, tasks)
    both: dict[str, object] = {"占比": share(len(tasks), len(t.plan.tasks)), "已完成任务": f"{done}/{len(tasks)}"}
    due = due_of(own)
    both["到期节点按期完成"] = f"{due.in_time}/{due.count}" if due.count else DASH
    return {**group_line(t, tasks, own, total=total), **both}
