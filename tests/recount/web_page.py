"""The page for a browser: its data and its charts, task by task, and the counts that stand in it as words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.page_data import read_page_data
from tests.recount.charts import gravity
from tests.recount.former import former_task_lights, reports, told_lights
from tests.recount.gaps import number_gaps
from tests.recount.known import SYMBOLS, Verdict, asks_state
from tests.recount.plan import Task
from tests.recount.requests import open_requests
from tests.recount.returned import read_form
from tests.recount.scores import losing
from tests.recount.sheets import share
from tests.recount.standing import milestones, of_task, task_verdict
from tests.recount.status import reason_of
from tests.recount.tasks import grounds
from tests.recount.timeline import Timeline
from tests.recount.totals import due_of, lights, of_tasks
from tests.recount.words import lead_of, leaders_of

PART = re.compile(r"flex:(\d+)")
"""How long a part of a bar is, beside its others."""
NOTHING_NEW, TICK = "本期无新进展", "是"


@dataclass
class WebPage:
    """A page.

    data: what its scripts are given. texts: class of an element → the words of each, without blanks. bars: the lengths
    of the parts of each.
    """

    name: str
    data: dict[str, Any]
    texts: dict[str, list[str]]
    bars: list[list[int]]
    faults: list[str] = field(default_factory=list)
    figures: int = 0

    def expect(self, what: str, actual: object, expected: object) -> None:
        """Compare one value; a claim is asked."""
        self.figures += 1
        same = expected(actual) if callable(expected) else actual == expected
        if not same:
            self.faults.append(f"{self.name}:{what}: 网页 {actual!r} 重算 {expected!r}")


class _Reader(HTMLParser):
    """The words of elements by their classes, and the data."""

    def __init__(self) -> None:
        super().__init__()
        self.data = ""
        self.texts: dict[str, list[str]] = {}
        self._open: list[tuple[str, list[str]]] = []
        self.bars: list[list[int]] = []
        self._is_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._is_data = tag == "script" and given.get("id") == "data"
        if tag in {"meta", "input", "link", "br"}:
            return
        classes = [*(given.get("class") or "").split(), given.get("id") or ""]
        if "bar" in classes:
            self.bars.append([])
        if part := PART.fullmatch(given.get("style") or ""):
            self.bars[-1].append(int(part[1]))
        for name in filter(None, classes):
            self.texts.setdefault(name, []).append("")
        self._open.append((tag, [name for name in classes if name]))

    def handle_endtag(self, tag: str) -> None:
        self._is_data = False
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._is_data:
            self.data += data
            return
        for name in {name for _, names in self._open for name in names}:
            self.texts[name][-1] += re.sub(r"\s", "", data)


def read_page(path: Path) -> WebPage:
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return WebPage(path.stem, read_page_data(reader.data), reader.texts, reader.bars)


def recount_page(t: Timeline, page: WebPage) -> None:
    """Compare all of a page with what follows from the plan and the returned files."""
    tasks = list(t.plan.tasks)
    page.expect("任务", [task["number"] for task in page.data["tasks"]], [task.number for task in tasks])
    _figures(t, page, tasks)
    _groups(t, page, tasks)
    for task, entry in zip(tasks, page.data["tasks"], strict=True):
        _task(t, page, task, entry)
    _units_chart(t, page, tasks)
    _trend(t, page)
    _numbers(t, page)
    _words(t, page, tasks)


def _figures(t: Timeline, page: WebPage, tasks: Sequence[Task]) -> None:
    counts, due = lights(t, tasks), due_of(milestones(t))
    before = due_of(milestones(t), before_issue=True)
    of_due = {"in_time": due.in_time, "late": due.late, "not_done": due.unfinished, "unknown": due.unknown}
    filings = t.filings
    expected = {
        "tasks": (len(tasks), 0),
        **{f"tasks_{light}": (counts[light], len(tasks)) for light in SYMBOLS},
        "due": (due.count, len(milestones(t))),
        **{f"due_{part}": (count, due.count) for part, count in of_due.items()},
        "due_before_issue": (before.count, len(milestones(t))),
        "coordination": (len(open_requests(t)), 0),
        "units": (len(filings), 0),
        "units_filed": (sum(filing.status == "已报" for filing in filings.values()), len(filings)),
    }
    found = {name: (figure["count"], figure["of"]) for name, figure in page.data["figures"].items()}
    page.expect("数字的名称", sorted(found), sorted(expected))
    for name, value in expected.items():
        page.expect(name, found.get(name), value)


def _groups(t: Timeline, page: WebPage, tasks: Sequence[Task]) -> None:
    """By unit and by leader: whose tasks are whose."""
    expect_groups(page, "unit", ((task.number, units_of(t, task)) for task in tasks))
    expect_groups(page, "leader", ((task.number, leaders_of(t.plan, task)) for task in tasks))


def expect_groups(page: WebPage, by: str, titles: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Compare the groups of one kind. titles: the number of each task and those of its groups."""
    expected: dict[str, list[str]] = {}
    for number, own_titles in titles:
        for title in dict.fromkeys(own_titles):
            expected.setdefault(re.sub(r"\s", "", title), []).append(number)
    found = {re.sub(r"\s", "", group["title"]): group["tasks"] for group in page.data["groups"][by]}
    page.expect(f"分组 {by}", found, expected)


def units_of(t: Timeline, task: Task) -> tuple[str, ...]:
    """The unit that leads a task; of several that answer for it all of them."""
    units = t.fillers(task)
    return units if len(units) > 1 else (unit_of(t, task),)


def unit_of(t: Timeline, task: Task) -> str:
    return lead_of(t.plan, task) or t.filler(task) or "待分工"


def _task(t: Timeline, page: WebPage, task: Task, entry: dict[str, Any]) -> None:
    verdict, what = task_verdict(t, task), f"第{task.number}项"
    _light(t, page, what, entry, verdict)
    if verdict.light != "grey" or asks_state(t.layout):
        page.expect(f"{what}原因", entry.get("reason", ""), grounds(t, task))
    former = [light for _, light in told_lights(t, former_task_lights(t, task))]
    trail = [light for _, light in entry.get("trail", [("", verdict.light)])]
    page.expect(f"{what}走势", trail, [*former, verdict.light])
    found = of_task(t, task)
    page.expect(f"{what}节点数", len(entry["milestones"]), len(found))
    for place, (known, shown) in enumerate(zip(found, entry["milestones"], strict=True), 1):
        _light(t, page, f"{what}节点{place}", shown, known.verdict)
        if known.verdict.light != "grey" or asks_state(t.layout):
            said = shown["reason"] in reason_of(known)
            page.expect(f"{what}节点{place}原因", said or shown["reason"], expected=True)
    for answer in entry["answers"]:
        _answer(t, page, task, answer)


def _light(t: Timeline, page: WebPage, what: str, entry: dict[str, Any], verdict: Verdict) -> None:
    """Light and word; in a form that does not ask how things stand, why nobody knows is said by another form."""
    page.expect(f"{what}灯", entry["light"], verdict.light)
    if verdict.light != "grey" or asks_state(t.layout):
        page.expect(f"{what}灯的词", entry["word"], verdict.word)


def _answer(t: Timeline, page: WebPage, task: Task, answer: list[Any]) -> None:
    """It stands in the cell that it names; where no cell is named, in a row of the task."""
    what = f"第{task.number}项"
    _, label, words, _, file, cell = answer
    if t.edition.hides("sources"):
        page.expect(f"{what}{label}", (file, cell, _is_said(t, task, label, words)), ("", "", True))
        return
    sheet, _, place = cell.rpartition("!")
    paths = [path for run in t.runs for path in run.returns.rglob("*.xlsx") if file.endswith(path.name)]
    typed = [str(_sheet(path, sheet).get(place)) for path in paths]
    if words == NOTHING_NEW and TICK in typed:  # 整表无变化 is said once, for every row
        return
    meaning = t.layout.meaning(label, words)
    same = [_plain(text) == _plain(words) or (meaning and t.layout.meaning(label, text) == meaning) for text in typed]
    page.expect(f"{what}{label} {file} {cell}", any(same) or (words, typed), expected=True)
    headers = {each.label for form in map(read_form, paths) if form for each in form.cells() if each.where == cell}
    page.expect(f"{what}{file} {cell}的栏目", label in headers or (label, headers), expected=True)


def _is_said(t: Timeline, task: Task, label: str, words: str) -> bool:
    """Whether a return says so in a row of a task, under a header whose answers are shown."""
    keys = {task.number, *(milestone.key for milestone in task.milestones)}
    for layout in t.layouts.values():
        columns = [columns[label] for columns in layout.columns.values() if label in columns]
        if any(each.get("kind") == "text" and t.edition.hides_answer(each["key"]) for each in columns):
            continue
        rows = [record.row for key, records in t.records(layout.code).items() if key in keys for record in records]
        typed = [str(row[label].value) for row in rows if label in row]
        meaning = layout.meaning(label, words)
        if any(_plain(text) == _plain(words) or (meaning and layout.meaning(label, text) == meaning) for text in typed):
            return True
    return False


@cache
def _sheet(path: Path, name: str) -> dict[str, object]:
    book = load_workbook(path, data_only=True)
    if name not in book.sheetnames:
        return {}
    return {cell.coordinate: cell.value for row in book[name].iter_rows() for cell in row if cell.value is not None}


def _plain(value: object) -> str:
    """Letters and digits alone; of a day its numbers, of a number no zeros behind the point."""
    text = str(value).removesuffix(" 00:00:00")
    if re.fullmatch(r"\d+\.\d+", text):
        text = text.rstrip("0").rstrip(".")
    day = re.fullmatch(r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?", text)
    if day:
        return "-".join(str(int(part)) for part in day.groups())
    return re.sub(r"[\W_]", "", text)


def _units_chart(t: Timeline, page: WebPage, tasks: Sequence[Task]) -> None:
    chart = page.data["charts"]["units"]
    for place, title in enumerate(chart["titles"]):
        own = [task for task in tasks if unit_of(t, task) == title] if title == "待分工" else t.tasks_of(title)
        counts = {light: column[place] for light, column in chart["lights"].items() if column[place]}
        page.expect(f"图 {title}", counts, {light: count for light, count in lights(t, own).items() if count})


def _trend(t: Timeline, page: WebPage) -> None:
    chart, all_reports = page.data["charts"]["trend"], (*reports(t), t)
    drawn = all_reports if len(all_reports) > 1 else ()
    page.expect("趋势期数", len(chart["periods"]), len(drawn))
    for place, report in enumerate(drawn):
        counts = {light: column[place] for light, column in chart["lights"].items() if column[place]}
        expected = {light: count for light, count in lights(report, list(report.plan.tasks)).items() if count}
        page.expect(f"趋势 {chart['periods'][place]}", counts, expected)
        due = due_of(milestones(report))
        page.expect("趋势到期", (chart["in_time"][place], chart["due"][place]), (due.in_time, due.count))


def _numbers(t: Timeline, page: WebPage) -> None:
    """Numbers beside 序时进度, and points lost."""
    charts = page.data["charts"]
    gaps = [(row["指标"], float(str(row["完成率"])), float(str(row["序时进度"]))) for row in number_gaps(t)]
    drawn = [(f"{each['number']} {each['name']}", each["done"], each["planned"]) for each in charts["targets"]]
    page.expect("序时进度", sorted(drawn), sorted(gaps))
    page.expect("序时进度次序", [done - planned for _, done, planned in drawn], _is_sorted)
    lost = [
        (score.task.number, float(score.task.weight or 0), float(score.gap or 0))
        for score in losing(t)
        if (score.gap or 0) > 0
    ]
    found = [(each["number"], each["weight"], each["lost"]) for each in charts["losses"]]
    page.expect("失分", sorted(found), sorted(lost))


def _is_sorted(values: object) -> bool:
    return isinstance(values, list) and all(one <= other + 1e-9 for one, other in pairwise(values))


def _words(t: Timeline, page: WebPage, tasks: Sequence[Task]) -> None:
    """What stands in the page itself, also where no script runs."""
    counts = lights(t, tasks)
    last = reports(t)[-1] if reports(t) else None
    then = lights(last, list(last.plan.tasks)) if last else None
    tiles = dict(_tiles(page))
    page.expect("数字 任务", tiles.get("任务"), _tile(len(tasks), sum(then.values()) if then else None))
    for light in SYMBOLS:
        if light in tiles or counts[light]:
            page.expect(f"数字 {light}", tiles.get(light), _tile(counts[light], then[light] if then else None))
    page.expect("到期", page.texts["due"][0], _due_words(t))
    names = {light: words.replace(" ", "") for light, words in SYMBOLS.items()}
    for light in ("red", "yellow"):
        found = [known for known in milestones(t) if known.verdict.light == light]
        title = f"{names[light]}{counts[light]}项任务、{len(found)}个节点"
        page.expect(title, page.texts[f"{light}-title"], [title])
        for known in sorted(found, key=lambda known: known.milestone.due)[:8]:
            reason = re.sub(r"\s", "", known.verdict.reason)
            page.expect(f"{light}清单", reason in page.texts[f"box-{light}"][0] or reason, expected=True)
    asks = [] if t.edition.hides("coordination") else [f"提请协调{len(open_requests(t))}件"]
    page.expect("提请", page.texts.get("ask-title", []), asks)
    unknown = sum(known.unknown for known in milestones(t))
    page.expect("待核实", page.texts["unknown-title"], [f"×待核实{unknown}个节点"])
    page.expect("任务数", page.texts["count"], [f"共{len(tasks)}项任务"])
    for row in _unit_rows(t, tasks):
        page.expect("单位", row in page.texts["units"][0] or row, expected=True)
    bars = _unit_bars(t, tasks)
    page.expect("单位亮灯的长短", page.bars[: len(bars)], bars)


def _tiles(page: WebPage) -> Iterator[tuple[str, str]]:
    for light in SYMBOLS:
        if words := page.texts.get(f"tile-{light}"):
            yield light, words[0].removeprefix(SYMBOLS[light].replace(" ", ""))
    yield "任务", page.texts["tile"][0].removeprefix("任务")


def _tile(count: int, before: int | None) -> str:
    return f"{count}" if before is None else f"{count}上期{before}"


def _due_words(t: Timeline) -> str:
    due, before = due_of(milestones(t)), due_of(milestones(t), before_issue=True)
    words = "没有到期的节点"
    if due.count:
        rate = f"（{share(due.in_time, due.count)}）" if due.unknown < due.count else ""
        parts = f"逾期完成{due.late}，未完成{due.unfinished}，待核实{due.unknown}"
        words = f"到期节点{due.count}个：按期完成{due.in_time}{rate}，{parts}"
    if before.count:
        parts = f"已完成{before.done}，未完成{before.unfinished}，待核实{before.unknown}"
        words += f"。印发前已到期{before.count}个：{parts}"
    return f"{words}。"


def _unit_bars(t: Timeline, tasks: Sequence[Task]) -> list[list[int]]:
    """Of each unit a part a light, as long as its tasks are many; the rest up to the unit with the most tasks."""
    counts = Counter(unit for task in tasks for unit in units_of(t, task))
    directory = [*t.plan.units]
    units = sorted(counts, key=lambda unit: directory.index(unit) if unit in directory else len(directory))
    own_tasks = {unit: t.tasks_of("" if unit == "待分工" else unit) for unit in units}
    if t.run.ranks_units:
        units.sort(key=lambda unit: gravity(t, unit, own_tasks[unit]))
    found = []
    for unit in units:
        own, count = lights(t, own_tasks[unit]), counts[unit]
        rest = max(counts.values()) - count
        found.append([*(own[light] for light in SYMBOLS if own[light]), *([rest] if rest else [])])
    return found


def _unit_rows(t: Timeline, tasks: Sequence[Task]) -> Iterator[str]:
    for title in dict.fromkeys(unit_of(t, task) for task in tasks):
        own = [task for task in tasks if unit_of(t, task) == title] if title == "待分工" else t.tasks_of(title)
        counts, due = lights(t, own), due_of(of_tasks(t, own))
        bar = "".join(f"{SYMBOLS[light][0]}{counts[light]}" for light in SYMBOLS if counts[light])
        fraction = f"{due.in_time}/{due.count}" if due.count else "—"
        yield re.sub(r"\s", "", f"{title}{len(own)}{bar}{fraction}")
