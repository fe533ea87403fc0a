"""滞后清单: what lags behind, and the step that the office's own rule provides for it, as a suggestion."""

from duban.model.light_rules import EscalationStep
from duban.model.status import MilestoneStatus, Status
from duban.model.verdict import LIGHTS_WORST_FIRST, Light
from duban.reports.figures import is_newly_red
from duban.reports.grouping import lead_unit_name
from duban.reports.ladder import escalation_step
from duban.reports.leaders import milestone_cells, task_name_with_leaders
from duban.reports.look import task_number
from duban.reports.shelf import TABLES, ReportRows


@TABLES("laggards")
def lagging_milestones(situation: Status) -> ReportRows:
    """Red milestones, and those to which a step of the ladder applies: the gravest step first, then the worst light."""
    found = [
        (_order(situation, milestone, step), index, task, milestone, step)
        for index, task in enumerate(situation.tasks)
        for milestone in task.milestones
        if (step := escalation_step(situation, milestone)) or milestone.verdict.light is Light.RED
    ]
    for place, (_, _, task, milestone, step) in enumerate(sorted(found, key=lambda each: each[:2]), 1):
        since = "red-new" if is_newly_red(task) else "red-still"
        yield {
            **milestone_cells(situation, milestone),
            "place": place,
            "number": task_number(task.task),
            "task": task_name_with_leaders(situation, task),
            "leaders": task.row.leaders,
            "lead": lead_unit_name(situation, task),
            "since": situation.messages.text(since) if milestone.verdict.light is Light.RED else "",
            "finding": step.word if step else "",
            "suggests": situation.messages.text("suggested", words=step.suggests) if step else "",
        }


@TABLES("ladder")
def escalation_steps(situation: Status) -> ReportRows:
    """The steps themselves, as the office's rule has them."""
    for step in situation.light_rules.ladder:
        yield {"finding": step.word, "suggests": step.suggests}


def days_overdue(situation: Status, milestone: MilestoneStatus) -> int:
    """How long the due day has passed; nothing where it has not."""
    due = milestone.row.due
    return max(0, (situation.as_of - due).days) if due else 0


def _order(situation: Status, milestone: MilestoneStatus, step: EscalationStep | None) -> tuple[int, ...]:
    """The gravest step, then the worst light, then what is late for the longest time."""
    steps = situation.light_rules.ladder
    rank = steps.index(step) if step else len(steps)
    return rank, LIGHTS_WORST_FIRST.index(milestone.verdict.light), -days_overdue(situation, milestone)
