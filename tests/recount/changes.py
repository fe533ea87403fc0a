"""与上期比较: figures beside those of the last report, and what turned, fell due or was first reported since."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from tests.recount.days import cn_date
from tests.recount.first_page_rows import brief_task
from tests.recount.former import former, former_lights, former_task_lights, reports, told_lights
from tests.recount.known import SYMBOLS, Known, Light
from tests.recount.plan import Task
from tests.recount.requests import recount_requests
from tests.recount.ruled import feet
from tests.recount.sheets import ReportSheet, share
from tests.recount.standing import milestones, task_verdict
from tests.recount.status import WORRIES, alike, crowd_or_each, lit, nothing_but, reason_of
from tests.recount.tasks import grounds, late_mark
from tests.recount.timeline import Timeline
from tests.recount.totals import due_of, light_counts, lights, sentence
from tests.recount.words import brief, leads_of

NAMES = {light: words.partition(" ")[2] for light, words in SYMBOLS.items()}
GREATEST = ("red", "yellow", "blue", "green", "grey", "none")


def last_report(t: Timeline) -> list[str]:
    """The period and the day of the last report, as a heading may name them."""
    return [words for last in reports(t)[-1:] for words in (last.period.label, cn_date(last.as_of))]


def recount(t: Timeline, sheet: ReportSheet) -> None:
    """All tables and the counts in their titles."""
    for place in feet(t, sheet):
        sheet.expect(place, lambda actual: all(words.replace(" ", "") in str(actual) for words in SYMBOLS.values()))
    for place in sheet.find("没有"):
        sheet.expect(place, nothing_but(t))
    recount_requests(t, sheet, only_open=False)
    if not reports(t):
        if sheet.tables("上期"):
            sheet.fault("没有上期，却有比较")
        return
    last = reports(t)[-1]
    figures = list(_figures(last, t))
    moved = [row for row in figures if row["上期"] != row["本期"]]
    still = f"{'其余' if moved else '全部'}{len(figures) - len(moved)}项没有变化。"
    _tables(sheet, ("项目", "上期", "本期", "增减"), [*moved, {"项目": still}] if moved else [], still)
    turned = [task for task in t.plan.tasks if task_change(t, task)]
    turned.sort(key=lambda task: _rank(task_verdict(t, task).light))
    _titles(t, sheet)
    _tables(sheet, ("序号", "任务"), [_task_row(t, task) for task in turned])
    changed = [known for known in milestones(t) if changes(known)]
    changed.sort(key=lambda known: GREATEST.index(known.verdict.light))
    listed = [known for known in changed if _is_listed(known)]
    calm = len(changed) - len(listed)
    others = f"另有{calm}个节点新到期或首次报来，没有变灯，也不是红灯、黄灯、待核实，不逐个列出。"
    rows = [{**_milestone_row(own[0]), "牵头": crowd_or_each(own)} for own in alike(listed, _told)]
    if rows and calm:
        rows.append({"任务和节点": others})
    _tables(sheet, ("任务和节点", "变化"), rows, others if calm else "")


def _is_listed(known: Known) -> bool:
    """It turned, or is red, yellow or not known."""
    return any(word.startswith("转") for word in changes(known)) or known.verdict.light in ("red", "yellow", "grey")


def _tables(sheet: ReportSheet, labels: tuple[str, ...], rows: list[dict[str, object]], line: str = "") -> None:
    """The table of these rows. line: what stands in its place where there are none."""
    tables = sheet.tables(*labels)
    if bool(rows) != bool(tables):
        sheet.fault(f"{labels}应有{len(rows)}行")
    for table in tables:
        table.compare(rows)
    if line and not rows:
        places = list(sheet.find(line))
        if not places:
            sheet.fault(f"没有说“{line}”")
        for place in places:
            sheet.expect(place, line)


def _rank(light: Light) -> int:
    return WORRIES.index(light) if light in WORRIES else len(WORRIES)


def _figures(last: Timeline, t: Timeline) -> Iterable[dict[str, object]]:
    """Counts and rates of then and now, in the order of the list."""
    before, after = dict(_counts(last)), dict(_counts(t))
    for name, (count, whole) in after.items():
        then, then_whole = before[name]
        cells: dict[str, object] = {"项目": name, "上期": then, "本期": count, "增减": _signed(Decimal(count - then))}
        if whole is not None and then_whole is not None:
            rates = [share(part, of) if of else None for part, of in ((then, then_whole), (count, whole))]
            shown = [
                f"{rate}（{part}/{of}）" if rate else "—"
                for rate, part, of in zip(rates, (then, count), (then_whole, whole), strict=True)
            ]
            cells |= {"上期": shown[0], "本期": shown[1], "增减": "—"}
            if all(rates):
                cells["增减"] = f"{_signed(Decimal(str(rates[1])[:-1]) - Decimal(str(rates[0])[:-1]))}个百分点"
        yield cells


def _signed(difference: Decimal) -> str:
    return f"+{difference}" if difference > 0 else str(difference)


def _counts(t: Timeline) -> Iterable[tuple[str, tuple[int, int | None]]]:
    """Name of a figure → how many, and of how many where it is shown as a share."""
    found, due = milestones(t), due_of(milestones(t))
    yield "应报单位", (len(t.filings), None)
    yield "已报单位", (sum(1 for filing in t.filings.values() if filing.status == "已报"), None)
    yield "任务数", (len(t.plan.tasks), None)
    for words, count in light_counts(lights(t, t.plan.tasks)).items():
        yield f"任务亮灯·{words.partition(' ')[2]}", (int(str(count)), None)
    yield "节点数", (len(found), None)
    yield "到期节点", (due.count, None)
    yield "到期节点中已完成", (due.done, due.count)
    yield "到期节点中按期完成", (due.in_time, due.count)
    yield "到期节点中待核实", (due.unknown, None)


def task_change(t: Timeline, task: Task) -> Light | None:
    """The light of a task in the last report, where it has another one now."""
    light = last_light([(report, then) for report, then in former_task_lights(t, task)])
    return light if light != task_verdict(t, task).light else None


def last_light(reported: list[tuple[Timeline, Light]]) -> Light | None:
    return reported[-1][1] if reported else None


def changes(known: Known) -> list[str]:
    """What changed of a milestone since the last report, in words."""
    light = last_light([(report, then) for report, then, _ in former_lights(known)])
    words = [f"转{NAMES[known.verdict.light]}"] if light not in (None, known.verdict.light) else []
    return words + [word for word, holds in (("新到期", newly_due), ("首次报来", newly_reported)) if holds(known)]


def newly_due(known: Known) -> bool:
    """It is due, and was not by the last report; of what that did not know the day alone tells."""
    last, then = reports(known.t)[-1], former(known)
    was_due = then.is_due if then and then.milestone.due == known.milestone.due else known.milestone.due <= last.as_of
    return known.is_due and not was_due


def newly_reported(known: Known) -> bool:
    """A state is told, and none was in the last report."""
    last = former(known)
    return bool(known.state) and last is not None and not last.state


def figures_of_changes(t: Timeline) -> Iterable[tuple[str, int]]:
    """The figures that are traced, by their names."""
    if not reports(t):
        return
    turned = {task.number: task_change(t, task) for task in t.plan.tasks}
    verdicts = {task.number: task_verdict(t, task).light for task in t.plan.tasks}
    colours: tuple[Light, ...] = ("red", "yellow", "blue", "green")
    for light in colours:
        count = sum(1 for number, before in turned.items() if before and verdicts[number] == light)
        yield f"转{NAMES[light]}任务", count
    cleared = [number for number, before in turned.items() if before == "red" and verdicts[number] != "grey"]
    yield "解除红灯任务", len(cleared)
    yield "上期以后到期节点", sum(1 for known in milestones(t) if newly_due(known))
    yield "首次报来节点", sum(1 for known in milestones(t) if newly_reported(known))


def _titles(t: Timeline, sheet: ReportSheet) -> None:
    counts = dict(figures_of_changes(t))
    names = {f"转{colour[0]}": counts[f"转{colour}任务"] for colour in ("红灯", "黄灯", "绿灯")}
    names |= {"解除红灯": counts["解除红灯任务"], "新到期": counts["上期以后到期节点"]}
    names["首次报来"] = counts["首次报来节点"]
    for start in ("二、", "三、"):
        for place in sheet.find(start):
            sheet.expect(place, sentence(("", names)))


def _task_row(t: Timeline, task: Task) -> dict[str, object]:
    former = former_task_lights(t, task)
    verdict = task_verdict(t, task)
    return {
        "序号": task.number,
        "任务": brief(task),
        "本期情况": grounds(t, task),
        "牵头": leads_of(t.plan, task) or t.filler(task) or "待分工",
        "联系人": t.filler(task),
        "上期": SYMBOLS[former[-1][1]],
        **dict.fromkeys(("本期拟亮灯", "本期亮灯"), lit(verdict, late_mark(t, task))),
        "走势": trail([*told_lights(t, former), (t, verdict.light)]),
    }


def _milestone_row(known: Known) -> dict[str, object]:
    former = [(report, light) for report, light, _ in former_lights(known)]
    return {
        "任务和节点": brief_task(known.task, known.milestone),
        "本期情况": reason_of(known),
        "变化": "，".join(changes(known)),
        "联系人": known.unit,
        **dict.fromkeys(("本期拟亮灯", "本期亮灯"), lit(known.verdict)),
        "走势": trail([*told_lights(known.t, former), (known.t, known.verdict.light)]),
    }


def _told(known: Known) -> object:
    """All that the list says of a milestone besides its unit."""
    former = [light for _, light, _ in former_lights(known)]
    return known.milestone.term, reason_of(known), changes(known), known.verdict, former


def trail(reported: list[tuple[Timeline, Light]]) -> str:
    """The lights of report after report, like ones together."""
    runs = []
    for light, run in groupby(reported, key=lambda each: each[1]):
        names = [short_name(report) for report, _ in run]
        first = names[0].removesuffix("月") if names[-1].endswith("月") else names[0]
        span = names[0] if len(names) == 1 else f"{first}—{names[-1]}"
        runs.append(f"{span}{SYMBOLS[light][0]}")
    return "\n".join(runs)


def short_name(report: Timeline) -> str:
    """The last of its months, its filing day (10月10日), or that it came after the year."""
    months, _, after_the_year = report.period.label.partition("，")
    day = months.rpartition("—")[2]
    return after_the_year or day.removesuffix("填报")
