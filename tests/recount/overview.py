"""总览: the page that leaders read first."""

from collections import Counter
from datetime import date

from tests.recount.days import cn_date, short_date
from tests.recount.former import history_mark, light_since
from tests.recount.known import FINISHED, ORDER, Known
from tests.recount.plan import Task
from tests.recount.requests import open_requests, recount_requests
from tests.recount.ruled import feet, with_rulings
from tests.recount.sheets import OneOf, ReportSheet, share
from tests.recount.standing import milestones
from tests.recount.status import cells, lit, no_unknown, nothing_but, reason_of
from tests.recount.timeline import Timeline
from tests.recount.totals import Due, due_names, due_of, finished, light_counts, lights, of_unit, sentence
from tests.recount.words import Claim, filing_words, made_of, punctual_words, task_and_line

DASH = "—"


def day_here(t: Timeline, day: date | None) -> str:
    """A day, without its year where that is the plan's."""
    if day is None:
        return DASH
    return short_date(day) if day.year == t.plan.year else cn_date(day)


def recount(t: Timeline, sheet: ReportSheet) -> None:
    """Sentences, requests, red milestones, shares and units."""
    found = milestones(t)
    red = [known for known in found if known.verdict.light == "red"]
    _filings(t, sheet)
    _titles(t, sheet, red)
    listed = sorted(red, key=lambda known: history_mark(known) != "新增")
    _red(sheet, listed)
    recount_requests(t, sheet, only_open=True)
    _unknown(t, sheet, [known for known in found if known.unknown])
    _sentence(t, sheet)
    _shares(t, sheet)
    _units(t, sheet)
    _foot(t, sheet, sum(1 for known in found if known.unknown and known.verdict.light != "grey"))


def _foot(t: Timeline, sheet: ReportSheet, worrying: int) -> None:
    """How many of what is not known are listed by what was told of them before."""

    def claim(actual: object) -> bool:
        return (f"其中{worrying}个自报过困难" in str(actual)) == bool(worrying) == ("其中" in str(actual))

    for place in feet(t, sheet):
        sheet.expect(place, claim)


def _filings(t: Timeline, sheet: ReportSheet) -> None:
    wrong = {unit: len(filing.musts) for unit, filing in t.filings.items() if filing.musts}
    units = "、".join(f"{unit}{count}处" for unit, count in wrong.items())
    said = f"待更正{sum(wrong.values())}处（{units}）"

    def claim(actual: object) -> bool:
        text = str(actual)
        if punctual_words(t) not in text:
            return False
        return (said in text) == bool(wrong) and not any(map(str.isdigit, filing_words(t, text.replace(said, ""))))

    for place in sheet.find("报送情况："):
        sheet.expect(place, claim)


def _titles(t: Timeline, sheet: ReportSheet, red: list[Known]) -> None:
    tasks = {known.task.number for known in red}
    fresh = [known for known in red if history_mark(known) == "新增"]
    unknown = due_of(milestones(t)).unknown + due_of(milestones(t), before_issue=True).unknown
    heads = {
        "一、提请协调": {"（": len(open_requests(t))},
        "二、红灯": {"（": len(tasks), "项任务、": len(red), "其中新增": len(fresh)},
        "三、待核实": {"（": unknown},
    }
    for start, names in heads.items():
        for place in sheet.find(start):
            sheet.expect(place, sentence(("", names)))
    for start in ("没有", "本期没有"):
        for place in sheet.find(start):
            if not no_unknown(str(sheet.cells[place])):
                sheet.expect(place, nothing_but(t))


def row(known: Known, *marks: str) -> dict[str, object]:
    """A milestone as it stands on the first page."""
    t = known.t
    return {
        **cells(known),
        "亮灯": lit(known.verdict, *marks),
        "拟亮灯": lit(known.verdict, *marks),
        "任务和节点": task_and_line(known.task, known.milestone),
        "原因": reason_of(known),
        "亮灯起始": day_here(t, light_since(known)),
        "预计完成": day_here(t, known.day("expected")),
    }


def _red(sheet: ReportSheet, red: list[Known]) -> None:
    rows = [row(each, history_mark(each), each.doubt_of_answer) for each in red]
    tables = sheet.tables("任务和节点", "亮灯起始")
    if bool(rows) != bool(tables):
        sheet.fault(f"红灯节点{len(rows)}个")
    for table in tables:
        table.compare(rows)


def _unknown(t: Timeline, sheet: ReportSheet, unknown: list[Known]) -> None:
    """What is due and not known, by unit and reason; then units whose tasks are told only of old."""
    told = 0
    for label in ("牵头", "联系人"):
        for table in sheet.tables(label, "个数", "为什么"):
            for row in table.lines:
                unit, why = str(table.value(row, label)), str(table.value(row, "为什么"))
                own = [known for known in unknown if t.filler(known.task) == unit and known.why_unknown == why]
                told += len(own)
                table.expect(
                    row, {label: unit, "个数": len(own), "为什么": why, "到期事项": _items(own or of_unit(t, unit))}
                )
    if told != len(unknown):
        sheet.fault(f"待核实节点列了{told}个，重算{len(unknown)}个")


def _items(own: list[Known]) -> Claim:
    """The milestones by number and day; of many the first."""
    pieces = [f"等{len(own)}个节点"]
    for known in own:
        number, line = f"第{known.task.number}项", known.milestone.line.rstrip("。；")
        pieces += [
            number,
            f"{known.task.number}．",
            *beginnings(known.task.name),
            known.moved,
            f"（{day_here(known.t, known.milestone.due)}到期）",
        ]
        pieces += beginnings(line)
    pieces.append(f"等{len({known.task.number for known in own})}项任务")
    answered = {known.task.number for known in own if known.record or known.faulty}
    pieces.append(f"其中{len(answered)}项为以前所报")
    return made_of(*pieces)


def beginnings(words: str) -> list[str]:
    return [words[:size] for size in range(4, len(words) + 1)]


def _sentence(t: Timeline, sheet: ReportSheet) -> None:
    found = milestones(t)
    due, old = due_of(found), due_of(found, before_issue=True)
    early = sum(1 for known in found if known.milestone.due > t.as_of and known.state in FINISHED)
    whole = {"共": len(t.plan.tasks), "项任务、": len(found), "提前完成的节点": early}
    whole["取消、暂缓、并入其他任务的"] = t.plan.dropped
    pieces = ["（不计入按期完成率）", day_here(t, t.as_of), *fractions(due), *fractions(old)]
    before = {**due_names(old), "提前完成的节点": early}
    for place in sheet.find(f"共{len(t.plan.tasks)}项"):
        counted = sentence(("", {**whole, **due_names(due)}), ("印发前", before), pieces=pieces)
        sheet.expect(place, with_rulings(t, counted))


def fractions(due: Due) -> list[str]:
    return [f"（{due.in_time}/{due.count}）", f"（{due.done}/{due.count}）"]


def _shares(t: Timeline, sheet: ReportSheet) -> None:
    """Lights of tasks on the left, states of milestones on the right; both end in their sum."""
    counts = lights(t, t.plan.tasks)
    states = Counter(
        (known.verdict.as_proposed.shown[0], known.verdict.as_proposed.light, known.verdict.as_proposed.word)
        for known in milestones(t)
    )
    total, all_milestones = len(t.plan.tasks), len(milestones(t))
    for table in sheet.tables("任务数", "节点情况"):
        columns = {str(value): column for column, value in sorted(sheet.line(table.head).items())}
        columns["任务亮灯"] = next(
            column for label, column in columns.items() if label in ("任务亮灯", "任务拟亮灯", "拟亮灯")
        )
        shares = [column for column, value in sorted(sheet.line(table.head).items()) if value == "占比"]
        left, right = light_counts(counts), _states(t)
        seen_left, seen_right = set(), set()
        for line in table.lines:
            light, state = sheet.cells.get((line, columns["任务亮灯"])), sheet.cells.get((line, columns["节点情况"]))
            if light is not None:
                count = total if light == "合计" else left.get(str(light))
                sheet.expect((line, columns["任务亮灯"]), OneOf((*left, "合计")))
                sheet.expect((line, columns["任务数"]), count)
                sheet.expect((line, shares[0]), share(int(str(count or 0)), total) if count is not None else None)
                seen_left.add(str(light))
            if state is not None:
                count = all_milestones if state == "合计" else right.get(str(state))
                sheet.expect((line, columns["节点情况"]), OneOf((*right, "合计")))
                sheet.expect((line, columns["节点数"]), count)
                sheet.expect(
                    (line, shares[1]), share(int(str(count or 0)), all_milestones) if count is not None else None
                )
                seen_right.add(str(state))
        table.expect_foot(*shares)
        if missing := {words for words, count in left.items() if count} - seen_left:
            sheet.fault(f"没有列出{missing}")
        if missing := set(right) - seen_right:
            sheet.fault(f"没有列出{missing}")
    assert sum(states.values()) == all_milestones


def _states(t: Timeline) -> dict[str, int]:
    """State of milestones, symbol before it → how many."""
    states = [known.verdict.as_proposed for known in milestones(t)]
    states.sort(key=lambda verdict: ORDER.index(verdict.light))
    return dict(Counter(f"{verdict.shown[0]} {verdict.word}" for verdict in states))


def unit_line(t: Timeline, unit: str) -> dict[str, object]:
    """A unit's line of lights, due milestones and filing."""
    tasks = [task for task in t.plan.tasks if t.filler(task) == unit]
    return {**group_line(t, tasks, of_unit(t, unit)), "报送情况": _filing(t, unit), "单位": unit, "联系人": unit}


def _filing(t: Timeline, unit: str) -> str:
    filing = t.filings.get(unit)
    if not filing:
        return DASH
    return filing.words + (f"，待更正{len(filing.musts)}处" if filing.musts else "")


def group_line(t: Timeline, tasks: list[Task], found: list[Known], *, total: bool = False) -> dict[str, object]:
    """Counts of some tasks, by header; a sum prints 0 where a row prints a stroke."""
    counts = lights(t, tasks)
    due = due_of(found)
    zero = 0 if total else DASH
    others = counts["none"] + counts["grey"]
    return {
        "任务数": len(tasks),
        **{words: count or OneOf((zero, 0, DASH)) for words, count in light_counts(counts).items()},
        "其他": others or OneOf((zero, 0, DASH)),
        "到期节点完成": f"{due.done}/{due.count}" if due.count else DASH,
        "到期按期完成": due_words(due),
        "按期完成率": _rate(due),
        "到期节点待核实": due.unknown or OneOf((0, DASH, "")),
        "已完成任务": finished(t, tasks) or OneOf((0, DASH)),
        "已完成/任务数": f"{finished(t, tasks)}/{len(tasks)}" if tasks else DASH,
        "完成率": share(finished(t, tasks), len(tasks)) if tasks else DASH,
    }


def due_words(due: Due) -> Claim:
    """n/m, and how many of them are not known."""
    plain = f"{due.in_time}/{due.count}" if due.count else DASH

    def claim(actual: object) -> bool:
        text = str(actual or "")
        return text == (f"{plain} 待核实{due.unknown}" if due.unknown else plain)

    claim.__qualname__ = f"{plain} 待核实{due.unknown}"
    return claim


def _units(t: Timeline, sheet: ReportSheet) -> None:
    tables = [*sheet.tables("单位", "任务数", "报送情况"), *sheet.tables("联系人", "任务数", "报送情况")]
    for table in tables:
        fillers = [unit for unit in t.plan.units if any(t.filler(task) == unit for task in t.plan.tasks)]
        rows = [unit_line(t, unit) for unit in fillers]
        nobody = [task for task in t.plan.tasks if not t.filler(task)]
        if nobody:
            without = [known for known in milestones(t) if not t.filler(known.task)]
            rows.append({"单位": "待分工", **group_line(t, nobody, without), "报送情况": DASH})
        rows.append(_total(t))
        table.compare(rows)


def _total(t: Timeline) -> dict[str, object]:
    filed = sum(1 for filing in t.filings.values() if filing.status == "已报")
    sums = group_line(t, list(t.plan.tasks), list(milestones(t)), total=True)
    return {"单位": "合计", "联系人": "合计", **sums, "报送情况": f"{filed}/{len(t.filings)}"}


def _rate(due: Due) -> str:
    """What is due and wholly unknown has no rate."""
    if due.count and due.unknown == due.count:
        return "待核实"
    return share(due.in_time, due.count) if due.count else DASH
