"""滞后清单: what lags behind, and the step that the office's own rule provides for it, as a suggestion."""

from duban.model.light_rules import Step
from duban.model.status import MilestoneStanding, Situation
from duban.model.verdict import GRAVITY, Light
from duban.reports.figures import newly_red
from duban.reports.grouping import lead_of
from duban.reports.ladder import step_of
from duban.reports.leaders import line_cells, task_words
from duban.reports.look import number
from duban.reports.shelf import REPORTS, Rows


@REPORTS("laggards")
def laggards(situation: Situation) -> Rows:
    """Red milestones, and those to which a step of the ladder applies: the gravest step first, then the worst light."""
    found = [
        (_order(situation, milestone, step), index, task, milestone, step)
        for index, task in enumerate(situation.tasks)
        for milestone in task.milestones
        if (step := step_of(situation, milestone)) or milestone.verdict.light is Light.RED
    ]
    for place, (_, _, task, milestone, step) in enumerate(sorted(found, key=lambda each: each[:2]), 1):
        since = "red-new" if newly_red(task) else "red-still"
        yield {
            **line_cells(situation, milestone),
            "place": place,
            "number": number(task.task),
            "task": task_words(situation, task),
            "leaders": task.row.leaders,
            "lead": lead_of(situation, task),
            "since": situation.texts.word(since) if milestone.verdict.light is Light.RED else "",
            "finding": step.word if step else "",
            "suggests": situation.texts.word("suggested", words=step.suggests) if step else "",
        }


@REPORTS("ladder")
def ladder(situation: Situation) -> Rows:
    """The steps themselves, as the office's rule has them."""
    for step in situation.rules.ladder:
        yield {"finding": step.word, "suggests": step.suggests}


def days_late(situation: Situation, milestone: MilestoneStanding) -> int:
    """How long the due day has passed; nothing where it has not."""
    due = milestone.row.due
    return max(0, (situation.as_of - due).days) if due else 0


def _order(situation: Situation, milestone: MilestoneStanding, step: Step | None) -> tuple[int, ...]:
    """The gravest step, then the worst light, then what is late for the longest time."""
    steps = situation.rules.ladder
    rank = steps.index(step) if step else len(steps)
    return rank, GRAVITY.index(milestone.verdict.light), -days_late(situation, milestone)
