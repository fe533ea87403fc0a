"""领导包干: the tasks of a leader line by line, what was declared beside what the inspectors found."""

from duban.model.status import MilestoneStanding, Situation, TaskStanding
from duban.model.unit import squeezed
from duban.model.verdict import GRAVITY
from duban.reports.answers import answered, answering
from duban.reports.grouping import lead_of, leaders_of
from duban.reports.ladder import found_slow
from duban.reports.look import WORRIES, doubt, light_cell, number, reason
from duban.reports.shelf import REPORTS, Rows
from duban.workbook.book import Cell, Scalar


@REPORTS("task-lines")
def task_lines(situation: Situation) -> Rows:
    """Every milestone of every task: tasks that worry first, the worst at the top, the others in the plan's order.

    What is said of a task as a whole stands once, beside all of its lines.
    """
    tasks = sorted(situation.tasks, key=_gravity)
    yield from (line for task in tasks for line in _lines(situation, task))


@REPORTS("review-lines")
def review_lines(situation: Situation) -> Rows:
    """The same lines, all in the plan's order."""
    yield from (line for task in situation.tasks for line in _lines(situation, task))


@REPORTS("review-slow")
def review_slow(situation: Situation) -> Rows:
    """What the inspectors found slow or not finished, line by line."""
    yield from _alone(situation, slow=True)


@REPORTS("review-orders")
def review_orders(situation: Situation) -> Rows:
    """What they told units to do besides."""
    yield from _alone(situation, slow=False)


def task_words(situation: Situation, task: TaskStanding) -> str:
    """A task's name; who leads it together, where several do; and how a leader is printed, where that is a slip."""
    leaders = leaders_of(task)
    slips = [printed for printed, meant in leaders if squeezed(printed) != meant]
    word, people = situation.texts.word, [meant for _, meant in leaders]
    shared = word("leaders-together", leaders=people) if len(people) > 1 else ""
    return task.task.name + shared + (word("leaders-slip", printed=slips) if slips else "")


def line_cells(situation: Situation, milestone: MilestoneStanding) -> dict[str, Cell | Scalar]:
    """What is asked, declared and found of one milestone."""
    row = milestone.row
    expected = answering(situation, milestone, "expected")
    style = "light-yellow" if found_slow(situation, milestone) else "word-middle"
    return {
        "line": "" if row.line == row.task.name else row.line,
        "due": row.due,
        "progress": _progress(situation, milestone),
        "state": declared_state(situation, milestone),
        "judged": Cell(judged(situation, milestone), style),
        "order": answered(situation, milestone, "order"),
        "light": light_cell(situation, milestone.verdict),
        "ground": reason(situation, milestone.verdict),
        "problems": answered(situation, milestone, "reason"),
        "help": answered(situation, milestone, "help"),
        "expected": expected.answer("expected") if expected else None,
    }


def declared_state(situation: Situation, milestone: MilestoneStanding) -> str:
    """What the unit chose, and whether that is in doubt."""
    words = doubt(situation, milestone)
    return answered(situation, milestone, "state") + (situation.texts.word("marked", words=words) if words else "")


def judged(situation: Situation, milestone: MilestoneStanding) -> str:
    """What inspectors made of it and why, and whether that was said of an earlier period."""
    record = answering(situation, milestone, "judged")
    if record is None:
        return ""
    older = situation.texts.word("judged-before") if record.period != situation.period.code else ""
    return "\n".join(filter(None, (record.text("judged") + older, record.text("opinion"))))


def _lines(situation: Situation, task: TaskStanding) -> Rows:
    whole = _whole(situation, task, len(task.milestones))
    for index, milestone in enumerate(task.milestones):
        yield {**({} if index else whole), **line_cells(situation, milestone)}


def _whole(situation: Situation, task: TaskStanding, tall: int) -> dict[str, Cell | Scalar]:
    """What is said of a task as a whole. tall: over so many lines."""
    return {
        "number": Cell(number(task.task), "number", down=tall),
        "category": Cell(task.row.category, "word-center", down=tall),
        "task": Cell(task_words(situation, task), "word-middle", down=tall),
        "leaders": Cell(task.row.leaders, "word-center", down=tall),
        "lead": Cell(lead_of(situation, task), "word-center", down=tall),
        "supports": Cell(task.row.supports, "word-center", down=tall),
    }


def _alone(situation: Situation, *, slow: bool) -> Rows:
    """Lines that stand by themselves, the task's words beside each; if not slow, those with orders."""
    for task in situation.tasks:
        for milestone in task.milestones:
            if found_slow(situation, milestone) == slow and (slow or answered(situation, milestone, "order")):
                yield {**_whole(situation, task, 1), **line_cells(situation, milestone)}


def _gravity(task: TaskStanding) -> int:
    light = task.verdict.light
    return GRAVITY.index(light) if light in WORRIES else len(GRAVITY)


def _progress(situation: Situation, milestone: MilestoneStanding) -> str:
    record = answering(situation, milestone, "progress")
    if record is None:
        return ""
    older = record.period != situation.period.code
    mark = situation.texts.word("marked", words=situation.texts.word("mark-carried-over")) if older else ""
    return record.text("progress") + mark
