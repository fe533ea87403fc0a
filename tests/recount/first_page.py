"""总览: the page that leaders read first; what it has no room for is counted on it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from tests.recount.changes import task_change
from tests.recount.charts import gravity
from tests.recount.days import cn_date, month_end
from tests.recount.first_page_rows import days_late, request_cells, worry_cells
from tests.recount.former import history_mark, reports
from tests.recount.gaps import behind
from tests.recount.known import FINISHED, SYMBOLS, Known
from tests.recount.plan import Task
from tests.recount.requests import open_requests
from tests.recount.ruled import feet, ruling_words
from tests.recount.sheets import ReportSheet, Table, share
from tests.recount.standing import milestones, task_verdict
from tests.recount.timeline import Timeline
from tests.recount.totals import Due, due_of, light_counts, lights, of_tasks, total_of_units
from tests.recount.unverified import recount_unverified
from tests.recount.words import filing_words, punctual_words

DASH = "—"
MOST = 8
COMING = {
    "done": "已完成",
    "on-track": "能按期",
    "trouble": "有困难",
    "adjust": "申请调整",
    "will-miss": "不能按期",
    "": "未报情况",
}
Row = dict[str, object]


def recount(t: Timeline, sheet: ReportSheet) -> None:
    """All of the page, from the top."""
    _lights(t, sheet)
    _changes_and_filings(t, sheet)
    _due(t, sheet)
    _coming(t, sheet)
    _requests(t, sheet)
    _worries(t, sheet)
    recount_unverified(t, sheet, rows_of)
    _numbers_behind(t, sheet)
    _units(t, sheet)
    _foot(t, sheet)


def rows_of(sheet: ReportSheet, table: Table) -> tuple[list[int], str]:
    """The rows of a table of the page, and the line in place of those that have no room; empty for none."""
    width = max(column for row, column in sheet.merged if row == 1)
    rows: list[int] = []
    for row in table.lines:
        if sheet.merged.get((row, width)) == (row, 1):
            line = str(sheet.cells.get((row, 1), ""))
            return rows, line if line.startswith("其余") else ""
        rows.append(row)
    return rows, ""


def compare_heads(
    sheet: ReportSheet, labels: Sequence[str], expected: Sequence[Row], rest: Callable[[int], str]
) -> None:
    """The first rows of a table, and a line that says how many are left; of a table that keeps none only the line.

    Args:
        sheet: the page.
        labels: some of the table's headers.
        expected: all of its rows.
        rest: how many are left → what begins the line.
    """
    tables = sheet.tables(*labels)
    listed = 0
    for table in tables:
        rows, _ = rows_of(sheet, table)
        table.compare(expected[: len(rows)], rows)
        listed += len(rows)
    left = len(expected) - listed
    told = rest(left) if listed else rest(left).replace("其余", "全部")
    if len(tables) > 1 or sheet.expect_rest(told if left else "") != bool(left):
        sheet.fault(f"{labels}列了{listed}行，应有{len(expected)}行")


def _one(sheet: ReportSheet, wanted: int, *labels: str) -> Iterator[Table]:
    tables = sheet.tables(*labels)
    if len(tables) != wanted:
        sheet.fault(f"{labels}的表有{len(tables)}个")
    yield from tables


def _lights(t: Timeline, sheet: ReportSheet) -> None:
    now = {"任务": len(t.plan.tasks), **light_counts(lights(t, t.plan.tasks))}
    rows: list[Row] = [{"任务亮灯": "本期", **now}]
    for last in reports(t)[-1:]:
        then = {"任务": len(last.plan.tasks), **light_counts(lights(last, last.plan.tasks))}
        changes = {name: int(str(now[name])) - int(str(count)) for name, count in then.items()}
        cells = {name: f"{count}（{changes[name]:+}）".replace("（+0）", "（0）") for name, count in then.items()}
        rows.append({"任务亮灯": "上期、增减", **cells})
    for table in _one(sheet, 1, "任务亮灯", "任务"):
        table.compare(rows, rows_of(sheet, table)[0])


def _changes_and_filings(t: Timeline, sheet: ReportSheet) -> None:
    dropped = f"（另有取消、暂缓、并入其他任务的{t.plan.dropped}项，见“调整事项”）" if t.plan.dropped else ""
    start = f"共{len(t.plan.tasks)}项任务、{len(milestones(t))}个节点{dropped}。{_turned(t)}报送："
    wrong = {unit: len(filing.musts) for unit, filing in t.filings.items() if filing.musts}
    units = "、".join(f"{unit}{count}处" for unit, count in wrong.items())
    correct = f"待更正{sum(wrong.values())}处" + (f"（{units}）" if len(wrong) <= MOST else "")

    def claim(actual: object) -> bool:
        text = str(actual)
        if not text.startswith(start) or (correct in text) != bool(wrong) or punctual_words(t) not in text:
            return False
        said = text.removeprefix(start).replace(correct, "")
        return not any(map(str.isdigit, filing_words(t, said)))

    claim.__qualname__ = f"{start} {correct if wrong else ''}"
    places = list(sheet.find(f"共{len(t.plan.tasks)}项任务"))
    if len(places) != 1:
        sheet.fault("没有说共有几项任务")
    for place in places:
        sheet.expect(place, claim)


def _turned(t: Timeline) -> str:
    """Which tasks have another light than in the last report."""
    if not reports(t):
        return ""
    said = []
    for light in ("red", "yellow", "blue", "green", "grey"):
        turned = [task for task in t.plan.tasks if task_verdict(t, task).light == light and task_change(t, task)]
        if turned:
            said.append(f"转{SYMBOLS[light][2:]}{len(turned)}项（{numbers(t, turned)}）")
    return f"与上期相比，{'，'.join(said) or '没有变灯的任务'}。"


def numbers(t: Timeline, tasks: Sequence[Task]) -> str:
    """第1、3至5项: the numbers of the first tasks; three that follow each other in the plan are one run."""
    order = {task.number: place for place, task in enumerate(t.plan.tasks)}
    listed = list(dict.fromkeys(task.number for task in tasks))
    words: list[str] = []
    for _, run in groupby(enumerate(listed[:MOST]), lambda each: order[each[1]] - each[0]):
        found = [number for _, number in run]
        words += found if len(found) < 3 else [f"{found[0]}至{found[-1]}"]
    return f"第{'、'.join(words)}项{'等' if len(listed) > MOST else ''}"


def _due(t: Timeline, sheet: ReportSheet) -> None:
    groups = due_groups(t)
    rows = [_due_row(label, due_of(group)) for label, group, old in groups if not old]
    if len(rows) > 1:
        rows.append(_due_row("合计", due_of(milestones(t))))
    for label, group, old in groups:
        if old:
            rows.append({**_due_row(label, due_of(group, before_issue=True)), "按期完成率": DASH})
    for table in _one(sheet, min(1, len(rows)), "到期时间", "到期节点"):
        table.compare(rows, rows_of(sheet, table)[0])
    for place in sheet.find("截至"):
        sheet.expect(place, f"截至{cn_date(t.as_of)}没有到期的节点。" if not rows else "有到期的节点")


def due_groups(t: Timeline) -> list[tuple[str, list[Known], bool]]:
    """What is due, the last month apart from those before it; then what was due before the plan's issue."""
    found = [known for known in milestones(t) if known.is_due]
    found.sort(key=lambda known: known.milestone.due)
    old = [known for known in found if t.plan.issued and known.milestone.due < t.plan.issued]
    since = [known for known in found if known not in old]
    months = [list(month) for _, month in groupby(since, lambda known: _month(known.milestone.due))]
    earlier = [known for month in months[:-1] for known in month]
    groups = [(_label(t, group), group, False) for group in (earlier, *months[-1:]) if group]
    return [*groups, *([(f"{_label(t, old)}（印发前）", old, True)] if old else [])]


def page_figures(t: Timeline) -> Iterator[tuple[str, int]]:
    """What the page counts and no other sheet does, by the names under which it is traced."""
    for label, group, old in due_groups(t):
        due = due_of(group, before_issue=old)
        yield f"{label}到期节点", due.count
        parts = {"按期完成": due.in_time, "逾期完成": due.late, "未完成": due.unfinished, "待核实": due.unknown}
        yield from ((f"{label}到期节点中{part}", count) for part, count in parts.items())
    _, coming = coming_soon(t)
    yield "近期到期节点", len(coming)
    for meaning, words in COMING.items():
        yield f"近期到期节点中{words}", sum(_meaning(known) == meaning for known in coming)


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _label(t: Timeline, group: Sequence[Known]) -> str:
    first, last = group[0].milestone.due, group[-1].milestone.due
    year = f"{first.year}年" if {first.year, last.year} != {t.plan.year} else ""
    if first.year != last.year:
        return f"{year}{first.month}月—{last.year}年{last.month}月"
    if first.month != last.month:
        return f"{year}{first.month}—{last.month}月"
    at_end = all(known.milestone.due == month_end(last.year, last.month) for known in group)
    return f"{year}{last.month}月{'底' if at_end else ''}"


def _due_row(label: str, due: Due) -> Row:
    parts = {"按期完成": due.in_time, "逾期完成": due.late, "未完成": due.unfinished, "× 待核实": due.unknown}
    return {
        "到期时间": label,
        "到期节点": due.count,
        "按期完成率": share(due.in_time, due.count) if due.unknown < due.count else DASH,
        **{name: count or DASH for name, count in parts.items()},
    }


def coming_soon(t: Timeline) -> tuple[date, list[Known]]:
    """Up to which day is soon: the month's end, or the next one's in its last week; and what falls due by then."""
    last = month_end(t.as_of.year, t.as_of.month)
    if last - t.as_of < timedelta(days=7):
        following = last + timedelta(days=1)
        last = month_end(following.year, following.month)
    return last, [known for known in milestones(t) if not known.is_due and known.milestone.due <= last]


def _meaning(known: Known) -> str:
    return "done" if known.state in FINISHED else known.state


def _coming(t: Timeline, sheet: ReportSheet) -> None:
    """What falls due soon by what is told of it, what is finished early, and what was ruled, in one paragraph."""
    last, coming = coming_soon(t)
    said = []
    for meaning, words in COMING.items():
        own = [each for each in coming if _meaning(each) == meaning]
        if own:
            said.append(f"{words}{len(own)}个（{numbers(t, [each.task for each in own])}）")
    text = f"还有{len(coming)}个节点到期，按最近一次所报：{'，'.join(said)}。" if coming else "没有节点到期。"
    early = sum(1 for known in milestones(t) if known.milestone.due > t.as_of and known.state in FINISHED)
    text += f"没有到期、提前完成的节点{early}个。" if early else ""
    year = "" if last.year == t.plan.year else f"{last.year}年"
    whole = f"{year}{last.month}月底前{text}{ruling_words(t)}"
    places = list(sheet.find(f"{year}{last.month}月底前"))
    if len(places) != 1:
        sheet.fault("没有说近期到期的节点")
    for place in places:
        sheet.expect(place, whole)


def _requests(t: Timeline, sheet: ReportSheet) -> None:
    listed = open_requests(t)
    title = f"提请协调（{len(listed)}件）" if listed else without(t, "提请协调：没有")
    if sheet.expect_title("提请协调", title) != int(not t.edition.hides("coordination")):
        sheet.fault("“提请协调”不是一处")
    rows = [request_cells(each) for each in listed]
    compare_heads(sheet, ("需协调事项", "首次提出"), rows, lambda left: f"其余{left}件")


def without(t: Timeline, words: str) -> str:
    """A sentence that there is nothing; it says how many have not filed, for of those nobody knows."""
    missing = sum(1 for filing in t.filings.values() if filing.status != "已报")
    who = "人" if _persons(t) else "家"
    return f"{words}（{missing}{who}没有可采用的报表）" if missing else words


def _worries(t: Timeline, sheet: ReportSheet) -> None:
    found = milestones(t)
    red, yellow = ([each for each in found if each.verdict.light == light] for light in ("red", "yellow"))
    fresh = sum(1 for known in red if history_mark(known) == "本期新亮")
    reds = f"（{_tasks(t, 'red')}项任务、{len(red)}个节点{f'，其中本期新亮{fresh}个' if fresh else ''}）"
    yellows = f"（{_tasks(t, 'yellow')}项任务、{len(yellow)}个节点）"
    title = f"红灯{reds}" if red else without(t, "红灯：没有")
    title += f"；黄灯{yellows}" if yellow else "；" + (without(t, "黄灯：没有") if red else "黄灯：没有")
    if sheet.expect_title("红灯", title) != 1:
        sheet.fault("“红灯”不是一处")
    rows = [worry_cells(each) for light in (red, yellow) for each in sorted(light, key=_lateness)]

    def rest(left: int) -> str:
        more = f"（红灯{left - len(yellow)}个、黄灯{len(yellow)}个）" if left > len(yellow) else ""
        return f"其余{left}个节点{more}"

    compare_heads(sheet, ("应完成", "预计完成"), rows, rest)


def _tasks(t: Timeline, light: str) -> int:
    return sum(1 for task in t.plan.tasks if task_verdict(t, task).light == light)


def _lateness(known: Known) -> tuple[int, date]:
    return -days_late(known), known.milestone.due


def _numbers_behind(t: Timeline, sheet: ReportSheet) -> None:
    rows = behind(t)
    sheet.expect_title("低于序时进度", f"低于序时进度的指标（{len(rows)}项；差距为百分点，不是亮灯）")
    compare_heads(sheet, ("指标", "序时进度", "差距"), rows, lambda left: f"其余{left}项")


def _units(t: Timeline, sheet: ReportSheet) -> None:
    """Two units a line: those that are listed, the others together, and the total of all."""
    own_tasks = {name: t.tasks_of(name) for name in t.answering}
    if nobody := t.tasks_of(""):
        own_tasks["待分工"] = nobody
    if t.run.ranks_units:
        own_tasks = dict(sorted(own_tasks.items(), key=lambda unit: gravity(t, *unit)))
    expected = {name: _unit_line(t, tasks) for name, tasks in own_tasks.items()}
    order = "按亮灯轻重" if t.run.ranks_units else "按计划顺序"
    sheet.expect_title("各", f"各{t.plan.cycle(t.run.form)['填报对象'] if _persons(t) else '单位'}（{order}）")
    head = next((row for row in sheet.rows() if "按期/到期" in sheet.line(row).values()), None)
    if head is None:
        sheet.fault("没有各单位情况")
        return
    entries = list(_entries(sheet, head))
    listed = [name for name, _ in entries if name in expected]
    if listed != [name for name in expected if name in listed]:
        sheet.fault(f"各单位的顺序不对：{listed}")
    others = [name for name in expected if name not in listed]
    who = "人" if _persons(t) else "家"
    if others:
        own = [task for unit in others for task in t.tasks_of(unit if unit != "待分工" else "")]
        expected[f"其余{len(others)}{who}"] = _unit_line(t, own)
    if any(expected[name]["■"] != DASH for name in others) and any(expected[name]["■"] == DASH for name in listed):
        sheet.fault("有红灯的单位没有列出，却列了没有红灯的")
    expected[total_of_units(t)] = _unit_line(t, list(t.plan.tasks))
    wanted = [*listed, *([f"其余{len(others)}{who}"] if others else []), total_of_units(t)]
    if [name for name, _ in entries] != wanted:
        sheet.fault(f"各单位应列{wanted}")
    for name, cells in entries:
        for label, place in cells.items():
            sheet.expect(place, expected.get(name, {}).get(label, f"不知道{name}"))


def _persons(t: Timeline) -> bool:
    return t.plan.cycle(t.run.form).get("填报对象") in ("联系人", "责任领导")


def _entries(sheet: ReportSheet, head: int) -> Iterator[tuple[str, dict[str, tuple[int, int]]]]:
    """Each entry's name, and the places of its cells by the labels of the header, left before right."""
    columns = sorted(sheet.line(head).items())
    starts = [place for place, (_, label) in enumerate(columns) if label in ("单位", "联系人", "责任领导")]
    of_unit = [*(words[0] for words in SYMBOLS.values()), "按期/到期"]
    for start, end in zip(starts, [*starts[1:], len(columns)], strict=True):
        for (column, _), wanted in zip(columns[start:end], [columns[start][1], *of_unit], strict=True):
            sheet.expect((head, column), wanted)
    row = head + 1
    while row in sheet.by_row and len(sheet.line(row)) > 1:
        for start, end in zip(starts, [*starts[1:], len(columns)], strict=True):
            cells = {str(label): (row, column) for column, label in columns[start + 1 : end]}
            name = sheet.cells.get((row, columns[start][0]))
            if name is not None:
                sheet.expect((row, columns[start][0]), name)
                yield str(name), cells
        row += 1


def _unit_line(t: Timeline, tasks: list[Task]) -> Row:
    counts = lights(t, tasks)
    due = due_of(of_tasks(t, tasks))
    told = f"{due.in_time}/{due.count}" if due.count else DASH
    return {
        **{words[0]: counts.get(light, 0) or DASH for light, words in SYMBOLS.items()},
        "按期/到期": told + (f" ×{due.unknown}" if due.unknown else ""),
    }


def _foot(t: Timeline, sheet: ReportSheet) -> None:
    """How many of what is not known are listed by what was told of them before."""
    worrying = sum(1 for known in milestones(t) if known.unknown and known.verdict.light != "grey")

    def claim(actual: object) -> bool:
        return (f"其中{worrying}个自报过困难" in str(actual)) == bool(worrying) == ("其中" in str(actual))

    for place in feet(t, sheet):
        sheet.expect(place, claim)
