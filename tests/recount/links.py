"""Links inside a book: each leads to a row that is about what it stands on.

The number of a task leads to that task or one of its milestones, a count to the first that it counts, and the line in
place of what has no room to the sheet that it names.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.utils.cell import coordinate_to_tuple

from tests.recount.first_page import due_groups
from tests.recount.known import SYMBOLS, Known
from tests.recount.plan import Task
from tests.recount.sheets import Place, ReportSheet
from tests.recount.sources import expanded, mark_of
from tests.recount.standing import milestones, of_task, task_verdict
from tests.recount.timeline import Timeline
from tests.recount.totals import due_part, of_tasks

LEADS_TO = re.compile(r"见“([^”]+)”。$")
NAMED = re.compile(r"第?([\w-]+?)(?:．|项| )")
MATTERS = ("任务和节点", "事项", "任务", "指标")
"""Columns that begin with the number of a task."""
NUMBERED = ("序号", "编号")
OWNERS = ("单位", "联系人", "责任领导")
HEADS = frozenset({"任务亮灯", "到期时间", "单位", "联系人", "责任领导", "数", "类别", "牵头", *MATTERS, *NUMBERED})
"""A row with one of these is the header of a table."""
DUE = {
    "按期完成": "in_time",
    "逾期完成": "late",
    "未完成": "unfinished",
    "待核实节点": "unknown",
    "× 待核实": "unknown",
}


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere.

    label: of its column's header. owner: what its row begins with. others: what other rows of its table begin with.
    milestone: which one of its task it is about, from 1; 0 for the task.
    """

    value: object
    label: str
    owner: str
    row: Mapping[str, object]
    others: frozenset[str] = frozenset()
    milestone: int = 0


def link_faults(t: Timeline, sheets: Sequence[ReportSheet]) -> Iterator[str]:
    """What of the links of one book is not as it promises."""
    for sheet in sheets:
        yield from faults_of_sheet(t, sheet, sheets)


def faults_of_sheet(t: Timeline, sheet: ReportSheet, sheets: Sequence[ReportSheet]) -> Iterator[str]:
    """What of the links of one sheet is not as it promises. sheets: those of its book."""
    by_name = {sheet.name: sheet for sheet in sheets}
    seen: dict[str, Place] = {}
    rows_of_milestones = Counter[str]()
    for place, location in sorted(sheet.links.items()):
        name, _, cell = location.rpartition("!")
        target = by_name.get(name.strip("'").replace("''", "'"))
        if target is None or target.hidden:
            yield f"{sheet.at(place)}: 链接到没有的表 {location!r}"
            continue
        row = coordinate_to_tuple(cell)[0]
        link = _link(sheet, place)
        if sheet.name == "节点":  # it has a row for each milestone, in the order of the plan
            number = str(link.row.get("序号"))
            rows_of_milestones[number] += 1
            link = replace(link, milestone=rows_of_milestones[number])
        fault = _fault(t, link, target, row)
        if fault:
            yield f"{sheet.at(place)}: 链接到{target.at((row, 1))}，{fault}"
        if sheet.name == "节点" and location in seen:
            yield f"{sheet.at(place)}: 和{sheet.at(seen[location])}链接到同一行"
        seen[location] = place


def _link(sheet: ReportSheet, place: Place) -> Link:
    """The cell with the header above it; its row belongs to the nearest owner left of it."""
    row, column = place
    for above in range(row - 1, 0, -1):
        labels = {at: str(words) for at, words in sheet.line(above).items()}
        if column in labels and HEADS & {*labels.values()}:
            line = {label: sheet.cells.get(sheet.merged.get((row, at), (row, at))) for at, label in labels.items()}
            owners = [at for at, label in labels.items() if label in OWNERS]
            begins = (row, max((at for at in owners if at <= column), default=min(labels)))
            owner = str(sheet.cells.get(sheet.merged.get(begins, begins), ""))
            others = {str(sheet.cells.get((other, at))) for at in owners for other in sheet.rows() if above < other}
            return Link(sheet.cells.get(place), labels[column], owner, line, frozenset(others - {owner}))
    return Link(sheet.cells.get(place), "", "", {})


def _fault(t: Timeline, link: Link, target: ReportSheet, row: int) -> str:
    """What is wrong with where a link leads; empty for nothing."""
    line = target.line(row)
    begins = [str(line[at]) for at in sorted(line)][:2]  # a table may have its headings before the numbers
    if words := LEADS_TO.search(str(link.value)):
        return "" if (words[1], row) == (target.name, 1) else f"应到“{words[1]}”"
    expected = _expected(t, link)
    if expected is None:
        return f"没有重算：{link.label} {link.owner} {link.value!r}"
    wanted = expected[link.milestone : link.milestone + 1]
    if wanted and wanted[0] in (str(target.cells.get((other, 1))) for other in target.rows()):
        begins, expected = begins[:1], wanted  # a table that tells a task from its milestones
    return "" if {*begins} & {*expected} else f"那一行是{begins}，应是{expected}"


def _expected(t: Timeline, link: Link) -> list[str] | None:
    """How the row may begin to which a link may lead; None where nobody knows."""
    for words in (*(link.row.get(label) for label in MATTERS), link.value):
        named = NAMED.match(str(words))
        if named and _marks(t, named[1]):
            return _marks(t, named[1])
    for number in (link.row.get(label) for label in NUMBERED):  # a short cell may carry the link of the name beside it
        if own_marks := _marks(t, str(number)):
            return own_marks
    if marks := next((words for label, words in link.row.items() if "代号" in label), None):
        return expanded(t, str(marks))[:1]
    return _first_counted(t, link)


def _marks(t: Timeline, number: str) -> list[str]:
    """The marks of a task and of its milestones."""
    own = [task for task in t.plan.tasks if task.number == number]
    found = [(task, [task.milestones.index(known.milestone) for known in of_task(t, task)]) for task in own]
    return [mark for task, places in found for mark in (number, *(mark_of(task, at) for at in places))]


def _first_counted(t: Timeline, link: Link) -> list[str] | None:
    """The number of the first task that a count counts; of what is due by months, that of the earliest day."""
    groups = {label: found for label, found, _ in due_groups(t)}
    if "到期时间" in link.row and link.label in ("到期节点", *DUE):
        found = groups.get(link.owner, [each for each in milestones(t) if _is_due(each)])
        part = DUE.get(link.label)
        counted = [each for each in found if part in (None, due_part(each))]
        return [each.task.number for each in sorted(counted, key=lambda each: each.milestone.due)[:1]]
    counts = _counted(t, link.label)
    if link.owner in ("本期", "合计", "不重复合计"):
        own = list(t.plan.tasks)
    elif link.owner.startswith("其余"):
        own = [task for unit in t.answering if unit not in link.others for task in t.tasks_of(unit)]
        own += [] if "待分工" in link.others else t.tasks_of("")
    else:
        own = t.tasks_of("" if link.owner == "待分工" else link.owner)
    if counts is None or not own:
        return None
    return next(([task.number] for task in own if counts(task)), [])


def _counted(t: Timeline, label: str) -> Callable[[Task], bool] | None:
    """Whether a task, or one of its milestones, is among what a column counts."""
    named = label.replace(" ", "")
    light = next((light for light, words in SYMBOLS.items() if named in (words[0], words.replace(" ", ""))), None)
    if light:
        return lambda task: task_verdict(t, task).light == light
    if label == "任务":
        return lambda _: True
    if label in ("到期节点", "按期/到期", *OWNERS, *DUE):  # a name carries the link of a fraction that has no room
        part = DUE.get(label)
        return lambda task: any(_is_due(known) and part in (None, due_part(known)) for known in of_tasks(t, [task]))
    return None


def _is_due(known: Known) -> bool:
    issued, due = known.t.plan.issued, known.milestone.due
    return known.is_due and not (issued and due < issued)
