"""The milestones of a task: each line of the plan, at each time that its words mean, of each unit that leads it."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.recount.days import day_of, numeral
from tests.recount.due_words import Duty, Term, due_words
from tests.recount.office_keys import listed
from tests.recount.proof import items_of_proof

Typed = Mapping[str, Any]
LETTERS = "abcdefghij"
MOST_OF_A_COUNTED_LINE = 20
REACHED_BY_EACH = ("%", "次", "场", "期", "轮", "篇")
"""Numbers in these units of measure each of several units reaches by itself."""


@dataclass(frozen=True)
class Target:
    """A number to reach. of_period: each report says that of its period. curve: how much is expected by a day.

    running: a milestone's number takes in those of the milestones before.
    """

    key: str
    name: str
    goal: Decimal
    compared: str
    high: Decimal | None
    unit: str
    of_period: bool = False
    curve: str = ""
    running: bool = False


@dataclass(frozen=True)
class Milestone:
    """What one unit must have done by a day; a task without milestones has one that is the task itself.

    line: as a form asks about it; printed: as the plan prints it, once for all of its times and units. mark: as a
    task's. put_off: whether it was due earlier at first. place: which line of its task it is, from 1. begins, term:
    of the interval. unit: who answers for it. moved_alone: its unit alone of several was given another day.
    """

    key: str
    due: date
    line: str
    content: str
    standard: str
    filing: date | None
    label: str
    targets: tuple[Target, ...]
    whole: bool = False
    part: bool = False
    mark: str = ""
    put_off: bool = False
    printed: str = ""
    place: int = 1
    duty: Duty = "once"
    begins: date | None = None
    term: str = ""
    unit: str = ""
    due_text: str = ""
    moved_alone: bool = False
    proof: tuple[str, ...] = ()


@dataclass(frozen=True)
class Setting:
    """What lines need to know of their plan. leads: what is printed as lead → the names of the units that lead."""

    year: int
    issued: date | None
    named_days: Mapping[str, object]
    codes: Mapping[str, str]
    crowds: Mapping[str, Typed]
    unit_names: Mapping[str, str]

    def leads(self, printed: object, filler: str = "") -> list[str]:
        """The units that answer for what these lead, each once."""
        names = [filler] if filler else listed(printed, {*self.unit_names, *self.crowds}) or [""]
        found: list[str] = []
        for name in names:
            crowd = self.crowds.get(name, {})
            of_crowd = crowd.get("包含", ()) if crowd.get("各自填报") in (True, "是") else [crowd.get("填报") or name]
            found += [self.unit_names.get(each, each) for each in of_crowd]
        return list(dict.fromkeys(found))


@dataclass
class _Keys:
    """Keys of one task as they are given out."""

    number: str
    counts: Counter[str] = field(default_factory=Counter)

    def next(self, day: date) -> str:
        key = f"{self.number}@{day:%m%d}"
        self.counts[key] += 1
        return key + ("" if self.counts[key] == 1 else LETTERS[self.counts[key] - 1])


def milestones_of(task: Typed, setting: Setting) -> Iterator[Milestone]:
    """All milestones of a task under its usual keys, in the order of the plan."""
    keys = _Keys(str(task["序号"]))
    filler = str(task.get("填报单位") or "")
    lines = list(_lines(task))
    shared = [{"曲线": "平均", **number} for number in task.get("指标") or () if number.get("分解")]
    for place, line in enumerate(lines, 1):
        words = due_words(line["时限"], setting.year, setting.named_days)
        terms = list(words.terms)
        if words.duty == "recurring" and setting.issued:
            terms = [term for term in terms if term.due >= setting.issued] or terms[-1:]
        leads = setting.leads(line.get("牵头") or task["牵头"], "" if line.get("牵头") else filler)
        term_keys = [keys.next(_first_due(line, term, setting)) for term in terms]
        for term, key in zip(terms, term_keys, strict=True):
            for unit in leads:
                own = key if unit == leads[0] else f"{key}~{setting.codes[unit]}"
                stands = {"key": own, "place": place, "unit": unit, "duty": words.duty}
                moved = line.get("_own_days", {}).get(unit, {})
                stands |= {"moved_alone": bool(moved), "proof": items_of_proof(task, line)}
                numbers = [*line.get("指标", ()), *_counted(line, term)]
                if len(leads) > 1:
                    is_last = line is lines[-1] and term is terms[-1]
                    numbers = [*_numbers_of(unit, numbers, leads, setting), *_parts(unit, shared * is_last, setting)]
                own_words = due_words(moved["时限"], setting.year, setting.named_days) if moved else words
                yield _milestone({**line, **moved}, own_words.terms[-1] if moved else term, stands, numbers)


def _counted(line: Typed, term: Term) -> list[Typed]:
    """How often a line is to be done in an interval, as a number; none where once is enough."""
    name = "完成次数" if "_whole" in line else _first_clauses(str(line["内容"]))
    return [{"名称": name, "目标": term.times, "单位": term.counted}] if term.times else []


def _numbers_of(unit: str, numbers: Sequence[Typed], leads: Sequence[str], setting: Setting) -> Iterator[Typed]:
    """Of the numbers of a line that several lead: the unit's part, what each of them reaches, else all of the first."""
    for number in numbers:
        if number.get("分解"):
            yield from _parts(unit, [number], setting)
        elif unit == leads[0] or number.get("单位") in REACHED_BY_EACH:
            yield number


def _parts(unit: str, numbers: Sequence[Typed], setting: Setting) -> Iterator[Typed]:
    """The unit's part of numbers that are shared out; none where it has no part."""
    for number in numbers:
        for name, goal in number["分解"].items():
            if setting.unit_names.get(name, name) == unit:
                yield {**number, "目标": goal}


def _lines(task: Typed) -> Iterator[dict[str, Any]]:
    """The lines of a task in their long form, with 时限 and 内容."""
    whole = {"时限": task["完成时限"] or "年底", "原时限": task.get("_原时限"), "_own_days": task.get("_own_days", {})}
    for part in task.get("分项", ()):
        own = part if isinstance(part, Mapping) else {"内容": str(part)}
        yield {**whole, **own, "_part": True}
    if task.get("分项"):
        return
    for typed in task.get("节点", ()):
        short = "时限" not in typed
        words, content = next(iter(typed.items())) if short else (typed["时限"], typed["内容"])
        yield {**({} if short else typed), "时限": words, "内容": str(content)}
    if not task.get("节点"):
        yield {**whole, "内容": str(task["名称"]), "_whole": True, "put_off": "_原时限" in task}


def _first_due(line: Typed, term: Term, setting: Setting) -> date:
    first = line.get("原时限")
    return day_of(first, setting.year) if first else term.due


def _milestone(typed: Typed, term: Term, stands: Typed, numbers: Sequence[Typed]) -> Milestone:
    """One time of a line. stands: its key, its place, who answers and what kind of duty it is. numbers: as typed."""
    content, label = str(typed["内容"]), str(typed.get("称谓", ""))
    printed = content
    if "_whole" not in typed and "_part" not in typed:
        printed = f"{label}：{content}" if label else f"{numeral(stands['place'])}是{typed['时限']}{content}"
    line = f"{printed}（{term.name}）" if term.name else printed
    return Milestone(
        **stands,
        due=term.due,
        line=term.name if term.name and "_whole" in typed else line,
        content=content,
        standard=str(typed.get("标准", "")),
        filing=day_of(typed["填报时限"], term.due.year) if typed.get("填报时限") else None,
        label=label,
        targets=tuple(targets_of(numbers, stands["key"])),
        whole="_whole" in typed,
        part="_part" in typed,
        mark=str(typed.get("_mark", "")),
        put_off=bool(typed.get("put_off", typed.get("原时限"))),
        printed=printed,
        begins=term.begins,
        term=term.name,
        due_text=str(typed["时限"]),
    )


def _first_clauses(content: str) -> str:
    """What the number of times is called that a line is done: the line, or the clauses of it that have room."""
    clauses = re.split("(?=[，。；、：])", content.strip().rstrip("。；"))
    words = clauses[0]
    for clause in clauses[1:]:
        if len(words + clause) > MOST_OF_A_COUNTED_LINE:
            break
        words += clause
    return words[:MOST_OF_A_COUNTED_LINE]


def targets_of(listed: Sequence[Typed], key: str) -> Iterator[Target]:
    """The numbers of a task or of a milestone."""
    for place, typed in enumerate(listed, 1):
        high = None if typed.get("上限") is None else Decimal(str(typed["上限"]))
        compared = str(typed.get("比较", "≥"))
        goal, unit = Decimal(str(typed["目标"])), str(typed.get("单位", ""))
        of_period, curve = typed.get("口径") == "本期", str(typed.get("曲线") or "")
        running = typed.get("累计") in (True, "是") or typed.get("口径") in {"累计", "时点"}
        yield Target(f"{key}#{place}", str(typed["名称"]), goal, compared, high, unit, of_period, curve, running)
