"""半年 and 年终总结: chapter by chapter what is finished, in the units' own words, and what is not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from duban.model.role import Role
from duban.model.status import Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.figures import group_figures
from duban.reports.formatting import number_runs, short_task_name
from duban.reports.latest_answers import answer_doubt, progress_text, task_answer_text
from duban.reports.letters.letter import LETTERS, Letter, common_facts
from duban.reports.letters.matters import answering_unit
from duban.reports.targets import Attainment, reported_targets
from duban.reports.task_groups import group_tasks
from duban.text.display import join_list

_HALF_YEAR = 6  # months
_NAMED_LIGHTS = (Light.RED, Light.YELLOW, Light.GREY)
_UNDER_WAY = "under_way"
"""All tasks that are not finished and have none of these lights."""


@LETTERS("summary")
def summaries(status: Status) -> Iterator[Letter]:
    """One of the office: its counts beside those of half a year before, then each chapter."""
    before = _half_a_year_before(status)
    targets = [reported.attainment for reported in reported_targets(status)]
    facts = {
        "counts": _counts(status, status.tasks),
        "before": {"as_of": before.as_of, "counts": _counts(before, before.tasks)} if before else None,
        "targets": len(targets),
        "targets_met": targets.count(Attainment.MET),
        "is_half_year": status.period.end.month == _HALF_YEAR,
        "chapters": [
            _chapter(status, "" if group.without_value else group.title, group.tasks)
            for group in group_tasks(status, "category")
        ],
    }
    yield Letter(None, "", common_facts(status, None) | facts)


def _half_a_year_before(status: Status) -> Status | None:
    """The last report of a period that ended half a year before this one or earlier; None where there was none."""
    latest_end = _months(status.period.end) - _HALF_YEAR
    return next((report for report in reversed(status.earlier) if _months(report.period.end) <= latest_end), None)


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _counts(status: Status, tasks: Sequence[TaskStatus]) -> Mapping[str, int]:
    """How many tasks there are and how they stand, and of the milestones those that are due, as on page one."""
    return {str(name): len(figure) for name, figure in group_figures(status, "", tasks).items()}


def _chapter(status: Status, title: str, tasks: Sequence[TaskStatus]) -> Mapping[str, object]:
    """title: of the chapter; empty for tasks without any. Beside what is finished, numbers of tasks by their light."""
    open_tasks: dict[str, list[TaskStatus]] = {light: [] for light in (_UNDER_WAY, *_NAMED_LIGHTS)}
    for task in tasks:
        light = task.verdict.light
        if not task.finished:
            open_tasks[light if light in _NAMED_LIGHTS else _UNDER_WAY].append(task)
    return {
        "title": title,
        "counts": _counts(status, tasks),
        "finished": [_finished(status, task) for task in tasks if task.finished],
        **{str(light): _numbers(status, of_light) for light, of_light in open_tasks.items()},
    }


def _finished(status: Status, task: TaskStatus) -> Mapping[str, object]:
    """words: what was done, empty where its unit said no more than that it is finished."""
    has_words = bool(task_answer_text(status, task, Role.PROGRESS))
    return {
        "number": task.task.number,
        "name": short_task_name(task.task),
        "unit": answering_unit(status, task).name,
        "words": progress_text(status, task) if has_words else "",
        "doubt": "" if has_words else answer_doubt(status, task),
    }


def _numbers(status: Status, tasks: Sequence[TaskStatus]) -> str:
    """The numbers of some tasks; empty for none."""
    return join_list(number_runs(status.plan, [task.task for task in tasks], status.messages))
