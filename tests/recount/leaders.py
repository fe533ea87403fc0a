"""Sheets about milestones that show a judge's view too: a leader's own, what lags, what inspectors found."""

from collections.abc import Sequence

from tests.recount.former import history_mark
from tests.recount.known import Known
from tests.recount.plan import Task
from tests.recount.records import Record
from tests.recount.sheets import Loose, OneOf, ReportSheet, Table
from tests.recount.standing import milestones, task_verdict
from tests.recount.status import WORRIES, cells, lit, marked, reason_of
from tests.recount.tasks import GAP, MARKS
from tests.recount.timeline import Timeline
from tests.recount.totals import light_counts, lights, of_tasks, sentence
from tests.recount.words import Claim, leaders_of, lines

JUDGE = "DC"
SLOW = ("进度迟缓", "未完成")


def judged(known: Known) -> Record | None:
    """The newest row in which a judge said something of the milestone."""
    t = known.t
    if JUDGE not in t.layouts or not any(cycle["表"] == t.layouts[JUDGE].name for cycle in t.plan.cycles):
        return None
    rows = [each for each in t.records(JUDGE).get(known.milestone.key, []) if not each.musts]
    said = [each for each in rows if any(each.row[label].text for label in ("核定情况", "督查意见", "交办事项"))]
    return said[-1] if said else None


def inspection(known: Known) -> str:
    """What inspectors found and why, marked where that was an earlier period."""
    row = judged(known)
    if row is None:
        return ""
    word = known.t.layouts[JUDGE].printed("核定情况", row.row["核定情况"].text)
    opinion = "" if known.t.edition.hides_answer("opinion") else row.row["督查意见"].text
    if not word and not opinion:
        return ""
    old = row.period.end < known.t.period.end
    return "\n".join(filter(None, (marked(word, "以前核定") if old and word else word, opinion)))


def order_of(known: Known) -> str:
    row = judged(known)
    return row.row["交办事项"].text if row else ""


def latest_progress(known: Known) -> Claim:
    """The progress, and a mark where it is an earlier period's or not yet right."""
    said = known.text("progress")

    def claim(actual: object) -> bool:
        text = str(actual or "")
        tail = text.rpartition("（")[2].rstrip("）")
        mark = tail if text.endswith("）") and set(tail.split("，")) <= MARKS else ""
        words = text.removesuffix(f"（{mark}）") if mark else text
        old = known.record is not None and known.record.period.end < known.t.period.end
        return GAP.sub("", words) == GAP.sub("", said) and (bool(mark) == bool(old or known.faulty) or not said)

    claim.__qualname__ = f"进展 {said!r}"
    return claim


def rich_cells(known: Known) -> dict[str, object]:
    """What these sheets say of a milestone, by header."""
    t, task = known.t, known.task
    state = marked(known.text("state"), known.doubt)
    return {
        **cells(known),
        "序号": task.number,
        "类别": task.category,
        "重点工作任务": named(t, task),
        "协办": Loose(lines(task.supports)),
        "进展情况": latest_progress(known),
        "自报进展": latest_progress(known),
        "自报": OneOf((state, known.text("state") or "暂无可用的自报")),
        "督查核定": inspection(known),
        "督查核定和意见": inspection(known),
        "交办事项": order_of(known),
        "存在问题": known.text("reason"),
        "存在问题（自报）": known.text("reason"),
        **dict.fromkeys(("拟亮灯", "亮灯"), lit(known.verdict)),
        "为什么不知道": reason_of(known),
        "与上期比": history(known),
    }


def named(t: Timeline, task: Task) -> Claim:
    """The task's name; then who shares it, or whose name was printed wrong."""
    names = [*leaders_of(t.plan, task), *task.leaders]

    def claim(actual: object) -> bool:
        text = GAP.sub("", str(actual or ""))
        rest = text.removeprefix(GAP.sub("", task.name))
        return text.startswith(GAP.sub("", task.name)) and (not rest or any(name in rest for name in names))

    claim.__qualname__ = task.name
    return claim


def history(known: Known) -> Claim:
    wanted = history_mark(known) if known.verdict.light == "red" else ""
    return lambda actual: str(actual or "") == wanted


def recount_leader(t: Timeline, sheet: ReportSheet) -> None:
    """One leader's tasks: worries first, then the plan's order."""
    tasks = [task for task in t.plan.tasks if sheet.name in leaders_of(t.plan, task)]
    ranks = {task.number: _rank(t, task) for task in tasks}
    ordered = sorted(tasks, key=lambda task: ranks[task.number])
    counts = light_counts(lights(t, tasks))
    helps = sum(1 for known in of_tasks(t, tasks) if known.text("help"))
    words = sentence(("", {"共": len(tasks), "需协调事项": helps, **counts}))
    for place in sheet.find("共"):
        sheet.expect(place, words)
    rows = [rich_cells(known) for task in ordered for known in of_tasks(t, [task])]
    for table in sheet.tables("重点工作任务", "分项或阶段节点"):
        table.compare(rows)


def _rank(t: Timeline, task: Task) -> int:
    light = task_verdict(t, task).light
    return WORRIES.index(light) if light in WORRIES else len(WORRIES)


def recount_review(t: Timeline, sheet: ReportSheet) -> None:
    """督查核定汇总."""
    for table in sheet.tables("重点工作任务", "督查核定和意见"):
        table.compare([rich_cells(known) for known in milestones(t)])


def recount_slow(t: Timeline, sheet: ReportSheet) -> None:
    """督查要点: what was found slow; then other orders."""
    slow = [known for known in milestones(t) if is_slow(known)]
    ordered = [known for known in milestones(t) if not is_slow(known) and order_of(known)]
    ordered = [] if t.edition.hides_answer("order") else ordered
    expected = [rows for rows in (slow, ordered) if rows]
    tables = sheet.tables("重点工作任务", "督查核定和意见")
    if len(tables) != len(expected):
        sheet.fault(f"有{len(tables)}张表，应为{len(expected)}张")
    for table, rows in zip(tables, expected, strict=False):
        table.compare([rich_cells(known) for known in rows])


def is_slow(known: Known) -> bool:
    row = judged(known)
    return row is not None and known.t.layouts[JUDGE].printed("核定情况", row.row["核定情况"].text) in SLOW


def recount_laggards(t: Timeline, sheet: ReportSheet) -> None:
    """滞后清单: red ones and those found slow, with the step of the ladder; then what is not known."""
    lagging = {
        known.milestone.key: known for known in milestones(t) if known.verdict.light == "red" or judged_late(known)
    }
    unknown = [known for known in milestones(t) if known.unknown and known.milestone.key not in lagging]
    tables = sheet.tables("任务序号", "重点工作任务", "分项或阶段节点")
    ladder = [table for table in tables if "对照情形" in table.columns]
    for table in ladder:
        _lagging(table, lagging)
    for table in (each for each in tables if "为什么不知道" in each.columns):
        table.compare([{**rich_cells(known), "序": place, "亮灯原因": None} for place, known in enumerate(unknown, 1)])
    if bool(lagging) != bool(ladder):
        sheet.fault(f"滞后节点{len(lagging)}个")
    for place in sheet.find("超期30天以上"):
        sheet.expect(place, "超期30天以上未完成")


def judged_late(known: Known) -> bool:
    return is_slow(known) and known.state not in ("done", "done-late")


def _lagging(table: Table, lagging: dict[str, Known]) -> None:
    """Each row by its own number and wording; the gravest step first, then the worst light, then the longest."""
    seen: list[str] = []
    steps: list[int] = []
    for place, row in enumerate(table.lines, 1):
        part = str(table.value(row, "分项或阶段节点") or "")
        number = str(table.value(row, "任务序号"))
        known = next((each for each in lagging.values() if _is(each, number, part)), None)
        if known is None:
            table.sheet.fault(f"第{row}行不该在这里：{number} {part}")
            continue
        seen.append(known.milestone.key)
        step = step_of(known)
        steps.append(step)
        word, advice = LADDER[step] if step < len(LADDER) else ("", "")
        table.expect(row, {**rich_cells(known), "序": place, "对照情形": word, "建议（供研究）": Suggested(advice)})
    if set(seen) != set(lagging) or steps != sorted(steps):
        table.sheet.fault(f"列了{seen}，应有{sorted(lagging)}；情形次序{steps}")


LADDER = (
    ("年度任务未完成", "书面检查、说明原因"),
    ("推进不力、进度迟缓", "通报批评、约谈"),
    ("超期30天以上未完成", "发催办单"),
    ("超期未完成", "发提醒单"),
)


class Suggested(str):
    """Advice that is printed as a suggestion to be studied."""

    __slots__ = ()

    def __call__(self, actual: object) -> bool:
        return self in str(actual or "") if self else not actual


def step_of(known: Known) -> int:
    """The gravest step of the ladder: persons' findings first, then days late of what is red for sure."""
    row = judged(known)
    found = known.t.layouts[JUDGE].printed("核定情况", row.row["核定情况"].text) if row else ""
    after = known.t.as_of.year > known.t.plan.year
    if found == "未完成" and after:
        return 0
    if found in SLOW:
        return 1
    days = (known.t.as_of - known.milestone.due).days
    if known.verdict.light == "red":
        return 2 if days >= 30 else 3
    return len(LADDER)


def _is(known: Known, number: str, part: str) -> bool:
    line = "" if known.milestone.whole else known.milestone.line + known.milestone.mark
    return known.task.number == number and GAP.sub("", line) == GAP.sub("", part)


def leader_names(t: Timeline) -> Sequence[str]:
    return list(dict.fromkeys(name for task in t.plan.tasks for name in leaders_of(t.plan, task)))
