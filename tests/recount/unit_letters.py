"""What letters to units say: of which milestones, what was promised, and why each has its light."""

import re
from collections.abc import Sequence
from datetime import date

from tests.recount.days import cn_date, short_date
from tests.recount.known import SYMBOLS, Known
from tests.recount.leaders import inspection, is_slow
from tests.recount.plan import Task
from tests.recount.sheets import ReportSheet
from tests.recount.tasks import answers
from tests.recount.timeline import Timeline
from tests.recount.unverified import beginnings
from tests.recount.words import Claim, made_of

YOU = ("你股室", "你科室", "你单位", "您")


def addressee(known: Known) -> str:
    """Who answers for a milestone; where another unit judges all of them, the lead of its task."""
    is_judged = known.t.plan.cycle(known.t.run.form).get("填报对象") == "核定"
    return known.task.unit if is_judged else known.unit


def expect_matters(sheet: ReportSheet, title: str, found: Sequence[Known]) -> None:
    """One row, or one page, for each milestone, in the plan's order."""
    rows = [
        {
            "序号": known.task.number,
            "任务和应完成的事项": promised(known),
            "目前情况": told_to_unit(known),
            "时限": made_of(*_written(known.milestone.due), known.moved),
        }
        for known in found
    ]
    tables = sheet.tables("序号", "任务和应完成的事项")
    for table in tables:
        table.compare(rows)
    if not tables:
        _pages(sheet, found)
    for place in sheet.find("对照《"):
        if title == "预警通知单" and f"下列{len(found)}个节点" not in str(sheet.cells[place]):
            sheet.fault(f"节点应为{len(found)}个")


def _pages(sheet: ReportSheet, found: Sequence[Known]) -> None:
    """延期申请表: a page for each milestone."""
    pages = [place[0] for place, words in sorted(sheet.cells.items()) if words == "任\u3000\u3000务"]
    if len(pages) != len(found):
        sheet.fault(f"有{len(pages)}页，重算{len(found)}页")
    for row, known in zip(pages, found, strict=False):
        task = known.task
        sheet.expect((row, 2), made_of(f"第{task.number}项", *beginnings(task.name)))
        after = {str(sheet.cells[place]): place for place in sorted(sheet.cells, reverse=True) if place[0] > row}
        said = {
            "应完成的事项": promised(known),
            "原定时限": made_of(cn_date(known.milestone.due), known.moved),
            "延期原因": known.text("reason"),
            "目前进展": known.text("progress") or _of_whole_task(known.t, task),
            "原交办单位意见": made_of(*task.sources, *task.flags, f"等{len(task.sources)}项"),
        }
        asks = known.state == "adjust" and known.day("expected")
        sheet.expect((after["申请延至"][0], 4), made_of(*(_expected(known) if asks else [])))
        for label, expected in said.items():
            if label in after and (label != "应完成的事项" or after[label][0] == row + 1):
                sheet.expect((after[label][0], 2), expected)


def promised(known: Known) -> Claim:
    """The name of a task, and what was to be done by when."""
    task, milestone = known.task, known.milestone
    uncounted = re.sub("^[一二三四五六七八九十]+是", "", milestone.line)
    return made_of(
        *beginnings(task.name),
        *beginnings(uncounted),
        f"（{milestone.term}）",
        milestone.term,
        *_written(milestone.due),
        known.moved,
    )


def told_to_unit(known: Known) -> Claim:
    """Why it has its light, as the unit that it goes to reads it."""
    wanted = known.verdict.as_proposed.reason.rstrip("。")
    plain = pieces(known)

    def claim(actual: object) -> bool:
        text = str(actual)
        for you in YOU:
            text = re.sub(f"{you}(?=自报|申请调整|确认)", "责任单位", text)
        symbol = SYMBOLS[known.verdict.light][0]
        ruled = "经审定亮" in text
        is_adjusted = known.verdict.as_proposed.light != known.verdict.light
        return wanted in text and ruled == is_adjusted and plain(text.replace(symbol, ""))

    claim.__qualname__ = wanted
    return claim


def pieces(known: Known) -> Claim:
    reason, found = known.verdict.as_proposed.reason.rstrip("。"), inspection(known) if is_slow(known) else ""
    return made_of(reason, known.text("reason").rstrip("。"), *_expected(known), known.doubt, *found.split("\n"))


def _expected(known: Known) -> list[str]:
    return _written(known.day("expected"))


def _written(day: date | None) -> list[str]:
    """A day with its year and without."""
    return [cn_date(day), short_date(day)] if day else []


def _of_whole_task(t: Timeline, task: Task) -> str:
    """Its own progress, where the form asks for one of the whole task."""
    return "".join(words for known, words in answers(t, task, "progress") if known is None)
