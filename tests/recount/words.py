"""How a plan's words stand in a report: whole, cut short, or several in one cell."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from tests.recount.days import cn_date, short_date
from tests.recount.plan import Plan, Task
from tests.recount.plan_lines import Milestone
from tests.recount.sheets import FIGURE, GAPS, Loose
from tests.recount.timeline import Timeline

Claim = Callable[[object], bool]
MOST_OF_A_NAME = 48


def beginning(words: str, most: int) -> Claim:
    """A cell that holds a text, or its beginning and dots."""

    def claim(actual: object) -> bool:
        text = str(actual or "").rstrip("…")
        return text == words or (len(str(actual)) <= most + 2 and bool(text) and words.startswith(text))

    return claim


def brief(task: Task) -> Claim:
    """A name, cut where it is long, and how the task was amended."""
    name = beginning(task.name, MOST_OF_A_NAME)

    def claim(actual: object) -> bool:
        text = str(actual or "")
        return text.endswith(task.mark) and name(text.removesuffix(task.mark))

    claim.__qualname__ = f"{task.name}{task.mark}"
    return claim


def text_of(task: Task) -> Loose:
    """Name and content in one, and how the task was amended."""
    return Loose(task.name + task.content + task.mark)


def task_short(task: Task) -> Loose:
    return Loose(f"{task.number}．{task.name}{task.mark}")


def part_of(milestone: Milestone) -> str:
    """The milestone's wording; nothing where the task itself is asked about."""
    return milestone.term if milestone.whole else milestone.line + milestone.mark


def task_and_line(task: Task, milestone: Milestone) -> Claim:
    """Number, name and wording, either of them cut where it is long."""

    def claim(actual: object) -> bool:
        text = GAPS.sub("", str(actual or ""))
        mark = GAPS.sub("", milestone.mark + task.mark)
        name, line = GAPS.sub("", task.name), GAPS.sub("", part_of(milestone)).removesuffix(mark)
        head = f"{task.number}．"
        if not text.startswith(head) or not text.endswith(mark):
            return False
        rest = text.removeprefix(head).removesuffix(mark)
        whole = name + line
        cut = any(
            rest == name[:size] + "…" + line[:length] + end
            for size in range(1, len(name))
            for length in range(len(line) + 1)
            for end in ("", "…")
        )
        return rest == whole or cut or (rest.endswith("…") and whole.startswith(rest.rstrip("…")))

    return claim


def lead_of(plan: Plan, task: Task) -> str:
    """The unit that leads; where it is no single one, the one that answers."""
    name = plan.unit_name(task.lead)
    return name if name in plan.units else task.unit


def leads_of(plan: Plan, task: Task) -> str:
    """Several units that lead a task alike, as printed; empty for one."""
    is_one = plan.unit_name(task.lead) in plan.units or len(task.units) == 1
    return "" if is_one else task.lead


def leaders_of(plan: Plan, task: Task) -> tuple[str, ...]:
    """Those of the task; else those whom units.yaml names for the units that answer."""
    if task.leaders:
        return tuple(_right_name(task, name) for name in task.leaders)
    names = [plan.unit_name(name) for name in (task.lead, *task.supports)]
    listed = [plan.units.get(name) or plan.crowds.get(name) or {} for name in names]
    return tuple(dict.fromkeys(str(unit["分管领导"]) for unit in listed if unit.get("分管领导")))


def _right_name(task: Task, name: str) -> str:
    """A leader's name as it should be, where the plan says that it is a slip."""
    for slip in task.errata:
        if slip.get("位置") == "责任领导" and slip["原文"] == name:
            return str(slip["应为"])
    return name


def lines(names: Iterable[str]) -> str:
    return "\n".join(names)


def made_of(*pieces: object) -> Claim:
    """A cell whose numbers, days and lights all stand in these pieces."""
    words = sorted((str(piece) for piece in pieces if piece), key=len, reverse=True)

    def claim(actual: object) -> bool:
        text = str(actual or "")
        for piece in words:
            text = text.replace(piece, "")
        return not FIGURE.search(text)

    return claim


FILED_WORDS = {"已报": "已报", "未报": "未报送", "未到截止日尚未报送": "尚未报送", "尚未报送": "尚未报送"}


def filing_words(t: Timeline, sentence: str) -> str:
    """A sentence about who has filed, without what is said rightly of it; the wrong number or name stays in it."""
    counts = Counter(filing.status for filing in t.filings.values())
    text = sentence.replace(f"应报{len(t.filings)}家", "").replace(f"{len(t.filings)}家应报", "")
    text = text.replace(f"{len(t.filings)}人应报", "")
    undecided = [unit for unit, filing in t.filings.items() if filing.form and filing.waiting]
    for who in "家人":
        text = text.replace(f"；已报的{len(undecided)}{who}另有后报的待确认：{'、'.join(undecided)}", "")
    for unit, filing in t.filings.items():
        if filing.more_until and not filing.form:
            text = text.replace(f"{unit}（延至{short_date(filing.more_until)}）", unit)
    text = text.replace(punctual_words(t), "")
    owed = {status for status in counts if status != "已报"}
    for match in list(re.finditer(r"([^，（(；：\d]+?)(\d+)(?:家|人)(?:：([^，；。）]*))?|(\d+)[家人]已报", text)):
        said = "已报" if match[4] else FILED_WORDS.get(match[1].strip(), match[1].strip())
        names = [unit for unit, filing in t.filings.items() if filing.status == said]
        right = len(names) == int(match[4] or match[2]) and match[3] in (None, "、".join(names))
        if right:
            text = text.replace(match[0], "", 1)
            owed.discard(said)
    return text + "".join(f"没有说{status}{counts[status]}" for status in owed)


def punctual_words(t: Timeline) -> str:
    """How many came in time or late, as the office says; empty where it says nothing."""
    names: dict[str, list[str]] = {"按时": [], "迟报": [], "经同意迟报": [], "": []}
    for unit, filing in t.filings.items():
        if filing.first:
            names[filing.registered.late].append(unit)
    if not any(listed for word, listed in names.items() if word):
        return ""
    late = "".join(
        f"，{word}{len(names[word])}家：{'、'.join(names[word])}" for word in ("迟报", "经同意迟报") if names[word]
    )
    unsaid = f"，是否按时未登记{len(names[''])}家" if names[""] else ""
    return f"；首次报送按时{len(names['按时'])}家{late}{unsaid}"


def heading(t: Timeline, *more: object) -> Claim:
    """A title or a line below it: the plan's own words, the period and the day."""
    head = t.plan.head
    name = str(head["名称"])
    for tail in ("任务分解表", "一览表", "考评表", "分解表", "清单"):
        name = name.removesuffix(tail)
    cycle = t.plan.cycle(t.run.form)
    title = str(cycle.get("标题", ""))
    days: list[date] = [t.as_of, t.period.due, t.period.counted]
    said = [words for day in days for words in (cn_date(day), short_date(day))]
    pieces = [head["名称"], name, title, title.replace("情况表", ""), t.period.label, head.get("单位"), *said, *more]
    plain = made_of(*pieces)

    def claim(actual: object) -> bool:
        text = str(actual or "")
        return plain(filing_words(t, text) if "应报" in text else text)

    return claim
