"""What reports say of lights that were ruled (审定): how many, which, and on what basis."""

from collections.abc import Iterator

from tests.recount.known import SYMBOLS, Known, Light, Verdict, is_adjusted
from tests.recount.plan import Task
from tests.recount.sheets import Loose, Place, ReportSheet
from tests.recount.standing import milestones, of_task, task_verdict
from tests.recount.status import lit
from tests.recount.status import recount_attention as recount_lists
from tests.recount.tasks import place_of
from tests.recount.timeline import Timeline
from tests.recount.words import MOST_OF_A_NAME, Claim, beginning, leads_of

Ruled = tuple[Task, Known | None, Verdict]
MOST_NAMED = 6


def adjusted(t: Timeline) -> list[Ruled]:
    """In the plan's order each task with another light than was proposed, then its milestones."""
    found: list[Ruled] = []
    for task in t.plan.tasks:
        verdict = task_verdict(t, task)
        if is_adjusted(verdict):
            found.append((task, None, verdict))
        found += [(task, known, known.verdict) for known in of_task(t, task) if is_adjusted(known.verdict)]
    return found


def ruling_words(t: Timeline) -> str:
    """How many lights were ruled otherwise, and which, as the overview says; empty for none."""
    words = [
        f"第{task.number}项{place_of(known) if known else ''}{_name(verdict.as_proposed.light)}改{_name(verdict.light)}"
        for task, known, verdict in adjusted(t)
        if not (known and is_adjusted(task_verdict(t, task)))
    ]
    tasks = sum(is_adjusted(task_verdict(t, task)) for task in t.plan.tasks)
    of_milestones = sum(is_adjusted(known.verdict) for known in milestones(t))
    named = "，".join(words[:MOST_NAMED]) + ("等" if len(words) > MOST_NAMED else "")
    counts = f"任务{tasks}项、节点{of_milestones}个"
    return f"经审定调整亮灯：{counts}（{named}），依据见“红黄灯与协调清单”。" if words else ""


def feet(t: Timeline, sheet: ReportSheet) -> Iterator[Place]:
    """The sentences that say whether the lights were ruled; a fault where they say what is not so."""
    verdicts = [task_verdict(t, task) for task in t.plan.tasks]
    worries = [each for each in verdicts if {each.light, each.as_proposed.light} & {"red", "yellow", "blue"}]
    is_all_ruled = bool(worries) and all(each.proposed for each in worries)
    said, other = "红灯、黄灯均已审定", "亮灯为初判，以领导审定为准"
    if not is_all_ruled:
        said, other = other, said
    yield from sheet.find(said)
    for _ in sheet.find(other):
        sheet.fault(f"应写“{said}”")


def recount_attention(t: Timeline, sheet: ReportSheet) -> None:
    """红黄灯与协调清单: besides what it lists in all reports a table of what was ruled otherwise, if anything was."""
    recount_lists(t, sheet)
    rows = [
        {
            "序号": place,
            "任务": _brief(task),
            "节点": Loose(known.milestone.line) if known else "—",
            "牵头": known.unit if known else leads_of(t.plan, task) or t.filler(task) or "待分工",
            "联系人": known.unit if known else t.filler(task),
            "审定灯色": lit(verdict),
            "拟亮灯的原因": verdict.as_proposed.reason,
            "拟亮灯": lit(verdict.as_proposed),
            "审定依据": verdict.reason.partition("（依据")[2].partition("）。")[0],
        }
        for place, (task, known, verdict) in enumerate(adjusted(t), 1)
    ]
    tables = list(sheet.tables("审定灯色", "审定依据"))
    if bool(rows) != bool(tables):
        sheet.fault(f"经审定调整的有{len(rows)}行")
    for table in tables:
        table.compare(rows)
    tasks = sum(is_adjusted(task_verdict(t, task)) for task in t.plan.tasks)
    of_milestones = sum(is_adjusted(known.verdict) for known in milestones(t))
    sheet.expect_title("经审定调整", f"经审定调整的亮灯（任务{tasks}项、节点{of_milestones}个）")


def _brief(task: Task) -> Claim:
    """Number and name, cut where it is long; how the task was amended stands elsewhere."""
    name = beginning(task.name, MOST_OF_A_NAME)
    head = f"{task.number}．"
    return lambda actual: str(actual).startswith(head) and name(str(actual).removeprefix(head))


def _name(light: Light) -> str:
    return SYMBOLS[light].partition(" ")[2]
