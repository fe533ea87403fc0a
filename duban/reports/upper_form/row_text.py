"""The words of the own units in one cell of the upper form."""

from collections.abc import Sequence

from duban.model.status import MilestoneStatus
from duban.reports.formatting import short_task_name
from duban.reports.latest_answers import TaskOrMilestone
from duban.reports.upper_form.own_answers import OwnAnswer, doubt_of, milestones_of_row
from duban.reports.upper_form.row_case import Blank, Case, DerivedValue
from duban.text.display import display_text


def joined_text(case: Case) -> DerivedValue:
    """What the units wrote, one below another with their names where there are several.

    What may be doubted is left out, and so a cell of several tasks may say less than all; what is left out is told.
    """
    answers, doubts = case.answers, _doubts_of_texts(case)
    sound = [answer for answer in answers if not answer.doubt]
    if not sound:
        return DerivedValue(blank=Blank.DOUBTED if doubts else Blank.NOT_ANSWERED, answers=answers, doubts=doubts)
    lines = dict.fromkeys(_named(case, answer, answers) for answer in sound)
    return DerivedValue("\n".join(lines), answers=answers, doubts=doubts)


def _doubts_of_texts(case: Case) -> dict[str, str]:
    """Name of a unit → why its words are no fact, or why there are none."""
    answers = case.answers
    doubts = {answer.task.unit.name: answer.doubt for answer in answers if answer.doubt}
    for task in case.matched.tasks:
        if all(answer.task is not task for answer in answers):
            subjects: tuple[TaskOrMilestone, ...] = (task, *milestones_of_row(case.matched.row, task))
            own_doubts = (doubt_of(case.status, subject) for subject in subjects)
            if doubt := next(filter(None, own_doubts), ""):
                doubts[task.unit.name] = doubt
    return doubts


def _named(case: Case, answer: OwnAnswer, answers: Sequence[OwnAnswer]) -> str:
    """The words of an answer, under the names that it needs beside the others."""
    words, text = display_text(answer.cell.value), case.status.messages.text
    of_same_task = [other for other in answers if other.task is answer.task]
    if len(of_same_task) > 1 and isinstance(answer.subject, MilestoneStatus):
        words = text("part-said", part=_part(answer.subject), words=words)
    if len(case.matched.tasks) == 1:
        return words
    unit = answer.task.unit
    of_same_unit = [task for task in case.matched.tasks if task.unit == unit]
    part = unit.name if len(of_same_unit) == 1 else f"{unit.name}{short_task_name(answer.task.task)}"
    return text("part-said", part=part, words=words)


def _part(milestone: MilestoneStatus) -> str:
    """What the office above may call a milestone: its name, else its day, for it does not know how ours are counted."""
    planned = milestone.row.milestone
    return (planned.label or planned.due_text) if planned else milestone.row.line
