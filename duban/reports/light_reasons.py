"""Why a task has its light, in sentences."""

from collections.abc import Iterable, Iterator

from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.verdict import WORRYING_LIGHTS, Light
from duban.reports.formatting import marked, milestone_label, milestones_label, severity_rank, verdict_reason
from duban.reports.latest_answers import answer_caveats, former_ruling
from duban.reports.recurring_duties import recurring_counts


def light_reasons(status: Status, task: TaskStatus) -> str:
    """Why a task has its light: the worrying milestones by their numbers, else the reason for the whole task.

    What was ruled of the task, or of a milestone that worries no more, stands before these.
    """
    worrying = [milestone for milestone in task.milestones if milestone.verdict.light in WORRYING_LIGHTS]
    worrying.sort(key=lambda milestone: severity_rank(milestone.verdict.light))
    reasons = list(_milestone_reasons(status, worrying))
    if not worrying or task.verdict.ruling not in (None, *(milestone.verdict.ruling for milestone in worrying)):
        reasons.insert(0, verdict_reason(status, task.verdict))
    reasons += recurring_counts(status, task)
    return "\n".join(reasons) + marked(status.messages, former_ruling(status, task))


def _milestone_reasons(status: Status, milestones: Iterable[MilestoneStatus]) -> Iterator[str]:
    """Why milestones have their lights; the same words once, behind the names of all of which they are said."""
    groups: dict[tuple[Light, str, str], list[MilestoneStatus]] = {}
    for milestone in milestones:
        reason, doubt = verdict_reason(status, milestone.verdict), "，".join(answer_caveats(status, milestone))
        groups.setdefault((milestone.verdict.light, reason, doubt), []).append(milestone)
    for (_, reason, doubt), named in groups.items():
        is_one_of_several = len(named) > 1 or len(named[0].row.task.lines) > 1
        place = milestones_label(status, named) if is_one_of_several else milestone_label(status, named[0])
        yield status.messages.text("ground", place=place, reason=reason, doubt=doubt)
