"""进展情况 for the public: of each task what the plan prints, and whether it is finished, where that is known."""

import re

from tests.recount.days import cn_date, short_date
from tests.recount.known import FINISHED, Known
from tests.recount.plan import Task
from tests.recount.sheets import Loose, ReportSheet
from tests.recount.standing import of_task
from tests.recount.tasks import declared
from tests.recount.timeline import Timeline
from tests.recount.web_page import WebPage, expect_groups, units_of
from tests.recount.words import lines, text_of

DONE, OPEN, UNKNOWN = "已完成", "推进中", "—"


def recount_public(t: Timeline, sheet: ReportSheet) -> None:
    """The one sheet of the edition."""
    for table in sheet.tables("序号", "任务", "进展"):
        table.compare([_cells(t, task) for task in t.plan.tasks])


def _cells(t: Timeline, task: Task) -> dict[str, object]:
    last = max(milestone.due for milestone in task.milestones)
    last_words = (short_date if last.year == t.plan.year else cn_date)(last)
    return {
        "序号": task.number,
        "任务": text_of(task),
        "责任单位": Loose(lines((*task.lead.split("、"), *task.supports))),
        "完成时限": task.due_text if task.due_typed or not task.dated else last_words,
        "进展": progress_word(t, task),
    }


def progress_word(t: Timeline, task: Task) -> str:
    """Finished, not finished, or a stroke where nobody knows."""
    if all(known.state in FINISHED for known in of_task(t, task)):
        return DONE
    return UNKNOWN if declared(t, task) == "待核实" else OPEN


def _word(known: Known) -> str:
    if known.state in FINISHED:
        return DONE
    return UNKNOWN if known.unknown or known.verdict.as_proposed.light == "grey" else OPEN


def recount_public_page(t: Timeline, page: WebPage) -> None:
    """The page of the edition: no figure but the number of tasks, no chart, no answer, no light."""
    tasks = t.plan.tasks
    page.expect("数字", page.data["figures"], {"tasks": {"count": len(tasks), "of": 0}})
    page.expect("灯", page.data["lights"], [])
    charts = page.data.get("charts", {}).values()
    page.expect("图", [column for chart in charts for column in (chart.values() if chart else ()) if column], [])
    page.expect("任务数", page.texts["count"], [f"共{len(tasks)}项任务"])
    page.expect("任务", [task["number"] for task in page.data["tasks"]], [task.number for task in tasks])
    expect_groups(page, "unit", ((task.number, units_of(t, task)) for task in tasks))
    expect_groups(page, "source", ((task.number, task.sources) for task in tasks))
    for task, entry in zip(tasks, page.data["tasks"], strict=True):
        what = f"第{task.number}项"
        page.expect(what, (entry["word"], entry["answers"]), (progress_word(t, task), []))
        shown = [(milestone["line"], milestone["word"]) for milestone in entry["milestones"]]
        expected = [(known.milestone.line, _word(known)) for known in of_task(t, task)]
        page.expect(f"{what}节点", [_plain(each) for each in shown], [_plain(each) for each in expected])
        more = {"light", "reason", "trail", "doubts"} & {*entry, *(key for each in entry["milestones"] for key in each)}
        page.expect(f"{what}不公开的", more, set())
    for unit in dict.fromkeys(unit for task in tasks for unit in units_of(t, task)):
        count = sum(unit in units_of(t, task) for task in tasks)
        page.expect("单位", re.sub(r"\s", "", f"{unit}{count}") in page.texts["units"][0], expected=True)


def _plain(shown: tuple[str, str]) -> tuple[str, str]:
    return re.sub(r"\s|（[^（）]*）$", "", shown[0]), shown[1]
