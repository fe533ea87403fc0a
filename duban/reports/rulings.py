"""审定: which lights a person ruled otherwise than they were proposed, and on what basis."""

from collections.abc import Iterator, Mapping

from duban.model.lit_subjects import lit_subjects
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.verdict import WORRYING_LIGHTS, Verdict
from duban.reports.formatting import DASH, light_cell, marked, milestone_label, short_task_name, verdict_reason
from duban.reports.latest_answers import former_ruling
from duban.reports.table_rows import TABLES, ReportRows
from duban.reports.task_groups import several_leads

_MOST_NAMED = 6


def ruling_facts(status: Status) -> Mapping[str, object]:
    """What a sheet may say of it in words.

    Returns:
        `tasks`, `milestones`: how many were adjusted; `named`: the first of these tasks, and of such milestones of
        other tasks, each in a few words; `more`: whether there are others; `all`: every light that worries, or was
        proposed to, was ruled.
    """
    adjusted = [(task, part) for task, part in _adjusted(status) if not (part and task.verdict.is_adjusted)]
    words = [
        status.messages.text(
            "ruled-change",
            number=task.task.number,
            part=milestone_label(status, milestone) if milestone else "",
            **_light_names(status, (milestone or task).verdict),
        )
        for task, milestone in adjusted[:_MOST_NAMED]
    ]
    return {
        "tasks": sum(task.verdict.is_adjusted for task in status.tasks),
        "milestones": sum(milestone.verdict.is_adjusted for milestone in status.milestones),
        "named": words,
        "more": len(adjusted) > _MOST_NAMED,
        "all": _all_worries_are_ruled(status),
    }


def any_ruled(status: Status) -> bool:
    """Whether a light of a task or a milestone was ruled (审定), be it another one or the same."""
    verdicts = (subject.verdict for subjects in (status.milestones, status.tasks) for subject in subjects)
    return any(verdict.proposed for verdict in verdicts)


def reasons_of_lights(status: Status) -> Mapping[str, str]:
    """Why each light was proposed, and what was ruled of it in the last report, by the keys of rulings."""
    return {
        key: verdict_reason(status, subject.verdict.as_proposed)
        + marked(status.messages, former_ruling(status, subject))
        for key, subject in lit_subjects(status).items()
    }


@TABLES("rulings")
def adjusted_lights(status: Status) -> ReportRows:
    """Each task and milestone whose light was ruled otherwise: both lights, why it was proposed, and the basis."""
    for number, (task, milestone) in enumerate(_adjusted(status), 1):
        verdict = (milestone or task).verdict
        yield {
            "number": number,
            "task": status.messages.text("task-short", number=task.task.number, name=short_task_name(task.task)),
            "part": milestone.row.line if milestone else DASH,
            "unit": milestone.unit.name if milestone else several_leads(status, task) or task.unit.name,
            "light": light_cell(status, verdict),
            "proposed": light_cell(status, verdict.as_proposed),
            "reason": verdict_reason(status, verdict.as_proposed),
            "basis": verdict.ruling.basis if verdict.ruling else "",
        }


def _adjusted(status: Status) -> Iterator[tuple[TaskStatus, MilestoneStatus | None]]:
    """What has another light than was proposed, in the plan's order: each task, then its milestones."""
    for task in status.tasks:
        if task.verdict.is_adjusted:
            yield task, None
        yield from ((task, milestone) for milestone in task.milestones if milestone.verdict.is_adjusted)


def _light_names(status: Status, verdict: Verdict) -> Mapping[str, str]:
    """The lights as proposed and as ruled."""
    names = {light: word.name for light, word in status.light_rules.lights.items()}
    return {"proposed": names[verdict.as_proposed.light], "light": names[verdict.light]}


def _all_worries_are_ruled(status: Status) -> bool:
    """Whether there are tasks whose light worries, as proposed or as ruled, and a person ruled each of them."""
    verdicts = [task.verdict for task in status.tasks]
    worries = [verdict for verdict in verdicts if {verdict.light, verdict.proposed} & set(WORRYING_LIGHTS)]
    return bool(worries) and all(verdict.ruling for verdict in worries)
