"""Who wants to lead what, and which steps were handed in: sheets of 分工 and of 阶段节点."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from tests.recount.days import day_of, short_date
from tests.recount.plan import Task
from tests.recount.records import Record
from tests.recount.sheets import Loose, OneOf, ReportSheet, Table
from tests.recount.timeline import Timeline
from tests.recount.words import lead_of, made_of, text_of

AGREED, TAKEN, DISPUTED = "意见一致", "改由别家认领", "几家都要牵头"
DECLINED, SILENT, NOBODY, SOLE = "拟牵头单位不宜牵头", "拟牵头单位未表态", "无人认领", "一家认领"


@dataclass(frozen=True)
class Opinions:
    """What the units say about leading a task. claims: who wants to, with what else he wrote."""

    proposed: str
    claims: Mapping[str, Record]
    declines: Mapping[str, str]
    supporters: tuple[str, ...]

    @property
    def result(self) -> str:
        if len(self.claims) > 1:
            return DISPUTED
        if self.claims:
            if not self.proposed:
                return SOLE
            return AGREED if self.proposed in self.claims else TAKEN
        if self.proposed in self.declines:
            return DECLINED
        return SILENT if self.proposed else NOBODY


@cache
def opinions(t: Timeline) -> dict[str, Opinions]:
    """Task → what was said about it; rows with a mistake in the opinion's row do not count."""
    said: dict[str, list[tuple[str, Record]]] = {}
    for unit, filing in t.filings.items():
        if filing.form:
            for record in t.rows_of(filing):
                said.setdefault(record.key.partition("~")[0], []).append((unit, record))
    return {task.number: _opinions(t, task, said.get(task.number, [])) for task in t.plan.tasks}


def _opinions(t: Timeline, task: Task, said: list[tuple[str, Record]]) -> Opinions:
    proposed = t.plan.unit_name(task.proposed) if task.proposed in t.plan.units else ""
    meant = [(unit, t.layout.meaning("本单位意见", record.row["本单位意见"].text), record) for unit, record in said]
    claims = {unit: record for unit, words, record in meant if words == "claim" and not record.musts}
    declines = {
        unit: record.row["建议牵头单位和理由"].text
        for unit, words, record in meant
        if words == "decline" and not record.musts
    }
    supporters = tuple(unit for unit, words, record in meant if words == "support" and not record.musts)
    return Opinions(proposed, claims, declines, supporters)


def numbers_of(t: Timeline, result: str) -> list[str]:
    return [number for number, said in opinions(t).items() if said.result == result]


def runs(t: Timeline, numbers: list[str]) -> str:
    """Numbers in a row of the plan as 1至22."""
    order = {task.number: place for place, task in enumerate(t.plan.tasks)}
    groups: list[list[str]] = []
    for number in numbers:
        if groups and order[groups[-1][-1]] + 1 == order[number]:
            groups[-1].append(number)
        else:
            groups.append([number])
    return "、".join(f"{each[0]}至{each[-1]}" if len(each) > 2 else "、".join(each) for each in groups)


def recount_open(t: Timeline, sheet: ReportSheet) -> None:
    """有争议和待认领."""
    for table in sheet.tables("结果", "项数"):
        seen = []
        for row in table.lines:
            result = str(table.value(row, "结果"))
            if result == "合计":
                table.expect(row, {"项数": len(t.plan.tasks)})
                continue
            numbers = numbers_of(t, result)
            seen.append(result)
            table.expect(row, {"任务序号": runs(t, numbers), "项数": len(numbers)})
        missing = {said.result for said in opinions(t).values()} - set(seen)
        if missing:
            sheet.fault(f"没有列出 {missing}")
    filed = sum(1 for filing in t.filings.values() if filing.status == "已报")
    for place in sheet.find("“意见一致”"):
        sheet.expect(place, made_of(f"以下只按已采用的{filed}家的意见" if filed < len(t.filings) else ""))
    tables = sheet.tables("序号", "任务", "拟牵头")
    for table in tables:
        _list(t, sheet, table)
    listed = [str(table.value(row, "序号")) for table in tables for row in table.lines]
    must = {n for n, said in opinions(t).items() if said.result in (DISPUTED, NOBODY, SILENT, DECLINED, TAKEN)}
    if must - set(listed):
        sheet.fault(f"要研究的任务没有列出：{must - set(listed)}")


def _list(t: Timeline, sheet: ReportSheet, table: Table) -> None:
    order = [task.number for task in t.plan.tasks]
    rows = [str(table.value(row, "序号")) for row in table.lines]
    if rows != sorted(rows, key=order.index):
        sheet.fault(f"次序不对：{rows}")
    tasks = {task.number: task for task in t.plan.tasks}
    for row, number in zip(table.lines, rows, strict=True):
        table.expect(row, opinion_cells(t, tasks[number]))


def opinion_cells(t: Timeline, task: Task) -> dict[str, object]:
    said = opinions(t)[task.number]
    claim = next(iter(said.claims.values()), None)
    filing = t.filings.get(said.proposed)
    silent = said.result == SILENT and filing is not None and filing.status != "已报"
    result = f"{SILENT}（{filing.status}）" if silent and filing else said.result
    wrote = (
        {label: _all_say(said, label) for label in ("配合单位", "责任领导", "完成时限", "量化目标")} if claim else {}
    )
    return {
        "序号": task.number,
        "任务": text_of(task),
        "拟牵头": said.proposed or "待认领",
        "结果": result,
        "情况": result,
        "愿意牵头": OneOf(("\n".join(said.claims), "—" if not said.claims else "\n".join(said.claims))),
        "不宜牵头和建议": "\n".join(f"{unit}：{words}" for unit, words in said.declines.items()),
        "愿意配合": "\n".join(said.supporters),
        "希望配合的单位": wrote.get("配合单位", ""),
        "责任领导": wrote.get("责任领导", ""),
        "完成时限": wrote.get("完成时限", ""),
        "量化目标": wrote.get("量化目标", ""),
    }


def _all_say(said: Opinions, label: str) -> str:
    """What those who want to lead wrote; with the unit before it where they are several."""
    words = {unit: record.row[label].text for unit, record in said.claims.items() if record.row[label].text}
    if len(said.claims) > 1:
        return Loose("\n".join(f"{unit}：{text}" for unit, text in words.items()))
    return next(iter(words.values()), "")


def recount_claims(t: Timeline, sheet: ReportSheet) -> None:
    """分工汇总."""
    for table in sheet.tables("序号", "任务", "结果"):
        table.compare([opinion_cells(t, task) for task in t.plan.tasks])


def recount_stages(t: Timeline, sheet: ReportSheet) -> None:
    """阶段节点汇总: those who have not handed in enough, then all."""
    asked = [task for task in t.plan.tasks if task.milestones[0].whole]
    steps = {task.number: _steps(t, task) for task in asked}
    short = [task for task in asked if len(steps[task.number]) < 2]
    tables = sheet.tables("序号", "节点数", "阶段节点")
    expected = [short, asked] if short else [asked]
    if len(tables) != len(expected):
        sheet.fault(f"有{len(tables)}张表，应为{len(expected)}张")
    for table, tasks in zip(tables, expected, strict=False):
        table.compare([_stage_cells(t, task, steps[task.number]) for task in tasks])


def _steps(t: Timeline, task: Task) -> list[tuple[str, str]]:
    records = {record.key: record for record in t.all_rows() if record.key.startswith(f"{task.number}+")}
    rows = [record for _, record in sorted(records.items()) if not record.musts]
    said = [(t.day(record.row["完成日期"]), record.row["阶段目标"].text) for record in rows]
    return [(day.isoformat() if day else "", words) for day, words in sorted(said, key=_by_day) if words or day]


def _by_day(step: tuple[date | None, str]) -> date:
    return step[0] or date.max


def _stage_cells(t: Timeline, task: Task, steps: list[tuple[str, str]]) -> dict[str, object]:
    filing = t.filings.get(task.unit)
    check = "已报齐"
    late = [day for day, _ in steps if day and day_of(day, t.plan.year) > task.due]
    if len(steps) < 2:
        silent = not filing or not filing.form
        check = filing.status if silent and filing else f"还缺{2 - len(steps)}个节点"
    elif late:
        check = f"{short_date(day_of(late[0], t.plan.year))}的节点晚于任务时限"
    return {
        "序号": task.number,
        "任务": text_of(task),
        "牵头单位": lead_of(t.plan, task),
        "任务时限": task.due_text,
        "节点数": len(steps),
        "阶段节点": "\n".join(f"{day or '（未写日期）'}　{words}" for day, words in steps),
        "核对": check,
    }
