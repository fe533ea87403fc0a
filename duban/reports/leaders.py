"""领导包干: the tasks of a leader line by line, what was declared beside what the inspectors found."""

from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.verdict import LIGHTS_WORST_FIRST
from duban.reports.answers import answer_text, record_with_answer
from duban.reports.grouping import lead_unit_name, printed_and_meant_leaders
from duban.reports.ladder import inspectors_found_slow
from duban.reports.look import WORRYING, answer_caveat, light_cell, task_number, verdict_reason
from duban.reports.shelf import TABLES, ReportRows
from duban.text.folding import remove_spaces
from duban.workbook.book import Cell, Scalar


@TABLES("task-lines")
def milestones_by_worst_task(situation: Status) -> ReportRows:
    """Every milestone of every task: tasks that worry first, the worst at the top, the others in the plan's order.

    What is said of a task as a whole stands once, beside all of its lines.
    """
    tasks = sorted(situation.tasks, key=_gravity)
    yield from (line for task in tasks for line in _lines(situation, task))


@TABLES("review-lines")
def milestones_in_plan_order(situation: Status) -> ReportRows:
    """The same lines, all in the plan's order."""
    yield from (line for task in situation.tasks for line in _lines(situation, task))


@TABLES("review-slow")
def slow_milestones(situation: Status) -> ReportRows:
    """What the inspectors found slow or not finished, line by line."""
    yield from _alone(situation, slow=True)


@TABLES("review-orders")
def milestones_with_orders(situation: Status) -> ReportRows:
    """What they told units to do besides."""
    yield from _alone(situation, slow=False)


def task_name_with_leaders(situation: Status, task: TaskStatus) -> str:
    """A task's name; who leads it together, where several do; and how a leader is printed, where that is a slip."""
    leaders = printed_and_meant_leaders(task)
    slips = [printed for printed, meant in leaders if remove_spaces(printed) != meant]
    word, people = situation.messages.text, [meant for _, meant in leaders]
    shared = word("leaders-together", leaders=people) if len(people) > 1 else ""
    return task.task.name + shared + (word("leaders-slip", printed=slips) if slips else "")


def milestone_cells(situation: Status, milestone: MilestoneStatus) -> dict[str, Cell | Scalar]:
    """What is asked, declared and found of one milestone."""
    row = milestone.row
    expected = record_with_answer(situation, milestone, "expected")
    style = "light-yellow" if inspectors_found_slow(situation, milestone) else "word-middle"
    return {
        "line": "" if row.line == row.task.name else row.line,
        "due": row.due,
        "progress": _progress(situation, milestone),
        "state": state_in_any_form(situation, milestone),
        "judged": Cell(inspection_text(situation, milestone), style),
        "order": answer_text(situation, milestone, "order"),
        "light": light_cell(situation, milestone.verdict),
        "ground": verdict_reason(situation, milestone.verdict),
        "problems": answer_text(situation, milestone, "reason"),
        "help": answer_text(situation, milestone, "help"),
        "expected": expected.answer("expected") if expected else None,
    }


def state_in_any_form(situation: Status, milestone: MilestoneStatus) -> str:
    """What the unit chose, and whether that is in doubt."""
    words = answer_caveat(situation, milestone)
    return answer_text(situation, milestone, "state") + (
        situation.messages.text("marked", words=words) if words else ""
    )


def inspection_text(situation: Status, milestone: MilestoneStatus) -> str:
    """What inspectors made of it and why, and whether that was said of an earlier period."""
    record = record_with_answer(situation, milestone, "judged")
    if record is None:
        return ""
    older = situation.messages.text("judged-before") if record.period != situation.period.code else ""
    return "\n".join(filter(None, (record.text("judged") + older, record.text("opinion"))))


def _lines(situation: Status, task: TaskStatus) -> ReportRows:
    whole = _whole(situation, task, len(task.milestones))
    for index, milestone in enumerate(task.milestones):
        yield {**({} if index else whole), **milestone_cells(situation, milestone)}


def _whole(situation: Status, task: TaskStatus, tall: int) -> dict[str, Cell | Scalar]:
    """What is said of a task as a whole. tall: over so many lines."""
    return {
        "number": Cell(task_number(task.task), "number", row_span=tall),
        "category": Cell(task.row.category, "word-center", row_span=tall),
        "task": Cell(task_name_with_leaders(situation, task), "word-middle", row_span=tall),
        "leaders": Cell(task.row.leaders, "word-center", row_span=tall),
        "lead": Cell(lead_unit_name(situation, task), "word-center", row_span=tall),
        "supports": Cell(task.row.supports, "word-center", row_span=tall),
    }


def _alone(situation: Status, *, slow: bool) -> ReportRows:
    """Lines that stand by themselves, the task's words beside each; if not slow, those with orders."""
    for task in situation.tasks:
        for milestone in task.milestones:
            if inspectors_found_slow(situation, milestone) == slow and (
                slow or answer_text(situation, milestone, "order")
            ):
                yield {**_whole(situation, task, 1), **milestone_cells(situation, milestone)}


def _gravity(task: TaskStatus) -> int:
    light = task.verdict.light
    return LIGHTS_WORST_FIRST.index(light) if light in WORRYING else len(LIGHTS_WORST_FIRST)


def _progress(situation: Status, milestone: MilestoneStatus) -> str:
    record = record_with_answer(situation, milestone, "progress")
    if record is None:
        return ""
    older = record.period != situation.period.code
    mark = situation.messages.text("marked", words=situation.messages.text("mark-carried-over")) if older else ""
    return record.text("progress") + mark
