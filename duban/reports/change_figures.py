"""What turned, fell due or was first reported since the last report, as figures."""

from collections.abc import Iterator
from functools import partial

from duban.model.figure import Figure
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.verdict import FINISHED_MEANINGS, WORRYING_LIGHTS, Light

_TURNED = (*WORRYING_LIGHTS, Light.GREEN)
_LOOKED_AT = (Light.RED, Light.YELLOW, Light.GREY)


def has_turned(subject: TaskStatus | MilestoneStatus) -> bool:
    """Whether a task or a milestone has another light than in the last report; no, where that did not speak of it."""
    return subject.light_history.last not in (None, subject.verdict.light)


def has_turned_to(light: Light, subject: TaskStatus | MilestoneStatus) -> bool:
    """Whether it has this light, and another one in the last report."""
    return subject.verdict.light is light and has_turned(subject)


def is_no_longer_red(task: TaskStatus) -> bool:
    """Whether a task was red in the last report, and something else is known of it now."""
    return task.light_history.last is Light.RED and task.verdict.light not in (Light.RED, Light.GREY)


def is_newly_due(status: Status, milestone: MilestoneStatus) -> bool:
    """Whether a milestone fell due since the last report; no, where there was none."""
    if not status.earlier or milestone.row.due is None or not milestone.due_by(status.as_of):
        return False
    reported, last_day = milestone.light_history.reported, status.earlier[-1].as_of
    was_finished = bool(reported) and reported[-1].meaning in FINISHED_MEANINGS
    return milestone.row.due > last_day or (milestone.row.due == last_day and not was_finished)


def is_newly_reported(milestone: MilestoneStatus) -> bool:
    """Whether its unit tells how a milestone stands, and had not by the last report; no, where there was none."""
    reported = milestone.light_history.reported
    return bool(reported and milestone.meaning) and not reported[-1].meaning


def is_notable(milestone: MilestoneStatus) -> bool:
    """Whether a milestone has another light than in the last report, or one that asks to be looked at."""
    return has_turned(milestone) or milestone.verdict.light in _LOOKED_AT


def calm_changes(status: Status) -> int:
    """How many milestones fell due or were first reported since the last report without being notable."""
    return sum(
        (is_newly_due(status, milestone) or is_newly_reported(milestone)) and not is_notable(milestone)
        for milestone in status.milestones
    )


def change_figures(status: Status) -> Iterator[Figure]:
    """How many tasks turned to each colour or are no longer red; which milestones are newly due or newly reported.

    Nothing where there was no report before.
    """
    if not status.earlier:
        return
    text, tasks = status.messages.text, tuple(task.row.key for task in status.tasks)
    for light in _TURNED:
        label = text("figure-tasks-turned", light=status.light_rules.lights[light].name)
        keys = (task.row.key for task in filter(partial(has_turned_to, light), status.tasks))
        yield Figure(f"tasks_turned_{light}", label, tuple(keys), tasks)
    cleared = (task.row.key for task in filter(is_no_longer_red, status.tasks))
    yield Figure("tasks_no_longer_red", text("figure-tasks-no-longer-red"), tuple(cleared), tasks)
    milestones = tuple(milestone.row.key for milestone in status.milestones)
    newly_due = (milestone.row.key for milestone in filter(partial(is_newly_due, status), status.milestones))
    yield Figure("milestones_newly_due", text("figure-milestones-newly-due"), tuple(newly_due), milestones)
    reported = (milestone.row.key for milestone in filter(is_newly_reported, status.milestones))
    yield Figure("milestones_newly_reported", text("figure-milestones-newly-reported"), tuple(reported), milestones)
