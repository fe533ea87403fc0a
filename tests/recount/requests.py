"""提请协调: what units ask of the leaders, row by row through the year, and what the clerk noted of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.recount.days import cn_date, short_date
from tests.recount.former import reports
from tests.recount.known import FINISHED
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone
from tests.recount.records import Record
from tests.recount.sheets import Loose, OneOf, ReportSheet
from tests.recount.standing import of_task, past_terms
from tests.recount.timeline import Timeline
from tests.recount.words import Claim, leaders_of, task_and_line

DASH = "—"
DONE = "已完成，请确认是否办结"
LEVELS = ("党组", "局长", "分管", None)
NOTED = ("级别", "分管领导已知", "批示", "批示日期", "办理结果")


@dataclass(frozen=True)
class Request:
    """What is asked in the rows of one task or milestone. note: by the headers of the register."""

    t: Timeline
    task: Task
    milestone: Milestone | None
    words: str
    marks: tuple[str, ...]
    states: tuple[str, ...]
    first: date
    note: Mapping[str, Any]
    settled: bool
    finished: bool
    """Nobody asks it any more, and what it is about is finished."""

    @property
    def unit(self) -> str:
        """Who asks it."""
        return self.t.unit_of_milestone(self.task, self.milestone) if self.milestone else self.t.filler(self.task)

    @property
    def rank(self) -> int:
        return LEVELS.index(self.note.get("级别"))

    @property
    def instructed(self) -> bool:
        return bool(self.note.get("批示"))

    @property
    def cells(self) -> dict[str, object]:
        """As the tables show it."""
        leader, level = self._leader, self.note.get("级别") or "待定"
        shown = self.words + (f"（{'，'.join(self.marks)}）" if self.marks else "")
        return {
            "级别": level,
            "级别、分管领导": "\n".join(filter(None, (level, leader))),
            "任务和节点": self._matter,
            "牵头": self.unit or "待分工",
            "联系人": self.unit,
            "需协调事项": Loose(shown),
            "首次提出": _day(self.t, self.first),
            "分管领导": leader or DASH,
            "批示和办理": self._said,
            "与以前相比": OneOf(self.states),
            "与上期相比": OneOf(self.states),
        }

    @property
    def _matter(self) -> Claim:
        return task_and_line(self.task, self.milestone or of_task(self.t, self.task)[0].milestone)

    @property
    def _leader(self) -> str:
        names = "、".join(self.task.leaders or leaders_of(self.t.plan, self.task))
        knows = {"是": "已知", "否": "未知"}.get(str(self.note.get("分管领导已知")), "")
        if names and knows:
            return f"{names}（{knows}）"
        return names or (f"分管领导{knows}" if knows else "")

    @property
    def _said(self) -> str:
        day, note = self.note.get("批示日期"), self.note
        said = [f"{_day(self.t, day) if day else ''}批示：{note['批示']}"] if note.get("批示") else []
        said += [f"办理：{note['办理结果']}"] if note.get("办理结果") else []
        return "\n".join(said) or DASH


def _day(t: Timeline, day: date) -> str:
    """A day, without its year where that is the plan's."""
    return short_date(day) if day.year == t.plan.year else cn_date(day)


@cache
def requests(t: Timeline) -> tuple[Request, ...]:
    """All that is asked, or was and is not settled; in the order of the plan."""
    if t.edition.hides("coordination"):
        return ()
    return tuple(found for task in t.plan.tasks for found in _of_task(t, task))


def open_requests(t: Timeline) -> list[Request]:
    """Those that wait, the highest level first."""
    return sorted((each for each in requests(t) if not (each.settled or each.finished)), key=lambda each: each.rank)


def _of_task(t: Timeline, task: Task) -> Iterator[Request]:
    """What each unit asks about its share of the task, then what is asked about its milestones."""
    for share in t.shares(task):
        own_row = task.number if share.unit == task.unit else f"{task.number}~{t.plan.setting.codes[share.unit]}"
        milestones = [known.milestone for known in of_task(t, share)] if task.milestones[0].whole else []
        earlier = [known.milestone for known in past_terms(t, share)] if task.milestones[0].whole else []
        yield from _request(t, share, None, _rows_told(t, [own_row, *(each.key for each in milestones)], earlier))
    for known in () if task.milestones[0].whole else of_task(t, task):
        own, is_due = known.milestone, known.milestone.due <= t.as_of
        past = [each.milestone for each in past_terms(t, task) if each.unit == known.unit]
        earlier = [each for each in past if is_due and each.place == own.place]
        yield from _request(t, task, own, _rows_told(t, [own.key], earlier))


def _rows_told(t: Timeline, keys: Sequence[str], earlier: Sequence[Milestone]) -> list[list[tuple[Record, str]]]:
    """The answers of each of some rows that are one.

    Those of earlier intervals of a recurring duty are among them till more was said of the newest one.
    """
    kinds = (t.kind, *t.layout.beside)
    rows = [row for kind in kinds for key in keys if (row := list(_told(t, kind, key)))]
    last_day = max((row[-1][0].seen for row in rows), default=date.min)
    of_earlier = [list(_told(t, kind, each.key)) for kind in kinds for each in earlier]
    return rows + [row for row in of_earlier if row and row[-1][0].seen >= last_day]


def _request(
    t: Timeline, task: Task, milestone: Milestone | None, rows: list[list[tuple[Record, str]]]
) -> Iterator[Request]:
    """The request of some rows that are one, or nothing."""
    notes = _notes(t, task, milestone)
    settled = [end for end, note in notes[:-1] if note.get("办结") == "是"]
    asking = [told for row in rows for told in row if told[1] and (not settled or told[0].period.end > settled[-1])]
    asking.sort(key=lambda told: told[0].seen)
    if not asking:
        return
    newest = [row[-1] for row in rows if row[-1] in asking]
    note: dict[str, Any] = {}
    for end, said in notes:
        note = _over(said, note) if not settled or end > settled[-1] else {}
    is_settled = note.get("办结") == "是"
    shown = newest or [asking[-1]]
    marks = ["待核实"] if any(told[0].musts for told in shown) else []
    asked = {record.key for record, _ in asking}
    own = [known for known in of_task(t, task) if known.milestone.key in asked] or of_task(t, task)
    finished = not newest and not is_settled and all(known.state in FINISHED for known in own)
    if not newest and not is_settled:
        marks.append(DONE if finished else "本期未再提出")
    elif all(told[0].period.code != t.period.code for told in shown):
        marks.append("沿用上期")
    states = ("已办结",) if is_settled else _states(t, asking, asked=bool(newest), again=bool(settled))
    states = (DONE,) if finished else states
    words = "\n".join(dict.fromkeys(told[1] for told in shown))
    first = min(told[0].seen for told in asking)
    yield Request(t, task, milestone, words, tuple(marks), states, first, note, is_settled, finished)


def _told(t: Timeline, kind: str, key: str) -> Iterator[tuple[Record, str]]:
    """The answers of a row where requests are asked for; a row with a mistake says only what may not wait."""
    layout = t.layouts[kind]
    labels = [label for _, label in layout.of_role("help")] if kind in t.layouts else []
    for record in t.records(kind).get(key, ()):
        for label in labels:
            cell = record.row.get(label)
            if cell is None or (record.musts and (label in record.musts or not cell.text)):
                continue
            yield record, layout.printed(label, cell.text) if cell.text else ""


def _states(t: Timeline, asking: list[tuple[Record, str]], *, asked: bool, again: bool) -> tuple[str, ...]:
    """How it stands beside what was asked before."""
    if not asked:
        return ("本期未再提出",)
    newest = asking[-1][0]
    now = {said for record, said in asking if record.period.code == newest.period.code}
    before = [said for record, said in asking if record.period.code != newest.period.code]
    if not before:
        fresh = not reports(t) or newest.seen > reports(t)[-1].as_of
        new, goes_on = ("办结后又提出", "办结后仍提出") if again else ("首次提出", "继续提出")
        return (new if fresh else goes_on,)
    goes_on = "办结后仍提出" if again else "继续提出"
    return (goes_on if before[-1] in now else "继续提出，措辞有变",)


def _over(said: Mapping[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
    """What was noted last, over what was noted before; a new instruction has neither the day nor the result of it."""
    note = {key: value for key, value in former.items() if key != "办结"}
    if said.get("批示") and said["批示"] != former.get("批示"):
        note.pop("办理结果", None)
    if said.get("批示"):
        note.pop("批示日期", None)
    return {**note, **said}


def _notes(t: Timeline, task: Task, milestone: Milestone | None) -> list[tuple[date, Mapping[str, Any]]]:
    """The end of each period up to now, and what its register noted of a row; this period's last."""
    found: list[tuple[date, Mapping[str, Any]]] = []
    position = milestone.place if milestone else None
    for period in t.periods(t.kind):
        if period.end <= t.period.end:
            runs = [run for run in t.runs if (run.form, run.period) == (t.run.form, period.code)]
            rows = _rows(runs[-1].register, "提请协调", "任务序号") if runs[-1].register else ()
            own = [row for row in rows if (str(row["任务序号"]), row["第几个节点"]) == (task.number, _text(position))]
            if milestone and milestone.term:
                own = [row for row in own if str(row["节点"]).endswith(f"（{milestone.term}）")]
            if _is_shared(t, task, milestone):  # her row about this unit alone, else the one about all of them
                unit = milestone.unit if milestone else task.unit
                of_unit = [row for row in own if row["单位"] == unit]
                own = of_unit or [row for row in own if row["单位"] in (None, "", "全体")]
            noted = {key: row[key] for row in own for key in (*NOTED, "办结") if row[key] not in (None, "")}
            found.append((period.end, noted))
    return found


def _is_shared(t: Timeline, task: Task, milestone: Milestone | None) -> bool:
    """Whether several units answer for what a row is about. task: or a unit's share of it."""
    whole = next(each for each in t.plan.tasks if each.number == task.number)
    if milestone is None:
        return len(t.fillers(whole)) > 1
    return len({each.unit for each in whole.milestones if each.place == milestone.place}) > 1


def _text(position: int | None) -> str | None:
    return None if position is None else str(position)


def _rows(register: Path, name: str, first: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a sheet of a register, by its headers."""
    book = load_workbook(register)
    if name not in book.sheetnames:
        return
    lines = book[name].iter_rows(values_only=True)
    header = next(line for line in lines if line[0] == first)
    for line in lines:
        row: dict[str, Any] = dict(zip(map(str, header), line, strict=True))
        if row[first] not in (None, ""):
            position = row.get("第几个节点")
            yield {**row, "第几个节点": None if position in (None, "") else str(position)}


def recount_requests(t: Timeline, sheet: ReportSheet, *, only_open: bool) -> None:
    """A table of requests and the count in its title."""
    listed = open_requests(t) if only_open else list(requests(t))
    tables = sheet.tables("任务和节点", "首次提出", "批示和办理")
    if bool(listed) != bool(tables):
        sheet.fault(f"提请协调{len(listed)}件")
    for table in tables:
        table.compare([{**each.cells, "序号": place} for place, each in enumerate(listed, 1)])
