"""半年 and 年终总结: chapter by chapter what is finished, in the units' own words, and what is not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from duban.model.role import Role
from duban.model.status import Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.figures import total_figures
from duban.reports.formatting import number_runs
from duban.reports.latest_answers import answer_doubt, progress_text, task_answer_text
from duban.reports.letters.letter import LETTERS, Letter, common_facts
from duban.reports.letters.matters import answering_unit, matter, task_title
from duban.reports.targets import Attainment, reported_targets
from duban.reports.task_groups import group_tasks, several_leads
from duban.text.display import join_list, one_paragraph
from duban.text.lazy_pattern import lazy_pattern

_HALF_YEAR, _YEAR = 6, 12  # months
_NAMED_LIGHTS = (Light.RED, Light.YELLOW, Light.GREY)
_FINISHED, _UNDER_WAY = "finished", "under_way"
_MOST_LISTED = 20
"""So many milestones that lag or may lag are told one by one; of the others their number."""
_MOST_FINISHED = 60
"""The same of the finished tasks of a chapter."""
_OWN_NUMBER = lazy_pattern("^[一二三四五六七八九十]+、")
"""Of a chapter in the plan: the summary numbers its parts itself."""


@LETTERS("summary")
def summaries(status: Status) -> Iterator[Letter]:
    """One of the office: its counts beside those of half a year before, each chapter, and what lags or may lag."""
    before = _half_a_year_before(status)
    lagging = [lag for light in (Light.RED, Light.YELLOW) for lag in _matters(status, light)]
    facts = {
        "counts": _counts(status),
        "before": {"as_of": before.as_of, "counts": _counts(before)} if before else None,
        **_target_counts(status),
        "is_half_year": status.period.end.month == _HALF_YEAR,
        "is_year": status.period.end.month == _YEAR or status.period.supplement,
        "chapters": [
            _chapter(status, "" if group.without_value else group.title, group.tasks)
            for group in group_tasks(status, "category")
        ],
        "lagging": lagging[:_MOST_LISTED],
        "more_lagging": max(0, len(lagging) - _MOST_LISTED),
    }
    yield Letter(None, "", common_facts(status, None) | facts)


def _target_counts(status: Status) -> Mapping[str, int]:
    """How many numbers the plan promises, how many were told and how many are reached.

    How often a duty that comes again was done is counted with its milestones and is none of these.
    """
    targets = [target for target in reported_targets(status) if not target.row.term]
    return {
        "targets": len(targets),
        "targets_reported": sum(target.value is not None for target in targets),
        "targets_met": sum(target.attainment is Attainment.MET for target in targets),
    }


def _half_a_year_before(status: Status) -> Status | None:
    """The last report of a period that ended half a year before this one or earlier; None where there was none."""
    latest_end = _months(status.period.end) - _HALF_YEAR
    return next((report for report in reversed(status.earlier) if _months(report.period.end) <= latest_end), None)


def _months(day: date) -> int:
    return day.year * _YEAR + day.month


def _counts(status: Status) -> Mapping[str, int]:
    """How many tasks there are; the parts that they fall into, as in a chapter; and of the milestones what is due."""
    due = {name: len(figure) for name, figure in total_figures(status).items() if "due" in name}
    return {"tasks": len(status.tasks), **due, **{name: len(tasks) for name, tasks in _parts(status.tasks).items()}}


def _parts(tasks: Sequence[TaskStatus]) -> dict[str, list[TaskStatus]]:
    """What is finished; of the others those that are red, yellow or not known; and all others."""
    parts: dict[str, list[TaskStatus]] = {name: [] for name in (_FINISHED, _UNDER_WAY, *map(str, _NAMED_LIGHTS))}
    for task in tasks:
        parts[_part_of(task)].append(task)
    return parts


def _part_of(task: TaskStatus) -> str:
    if task.finished:
        return _FINISHED
    return str(task.verdict.light) if task.verdict.light in _NAMED_LIGHTS else _UNDER_WAY


def _chapter(status: Status, title: str, tasks: Sequence[TaskStatus]) -> Mapping[str, object]:
    """title: of the chapter; empty for tasks without any. What is not finished stands by its numbers."""
    parts = _parts(tasks)
    finished = parts.pop(_FINISHED)
    return {
        "title": _OWN_NUMBER.sub("", title),
        "count": len(tasks),
        "finished": [_finished(status, task) for task in finished[:_MOST_FINISHED]],
        "finished_count": len(finished),
        **{name: _numbers(status, own) for name, own in parts.items()},
    }


def _finished(status: Status, task: TaskStatus) -> Mapping[str, object]:
    """words: what was done, empty where its unit said no more than that it is finished."""
    has_words = bool(task_answer_text(status, task, Role.PROGRESS))
    return {
        "number": task.task.number,
        "title": task_title(task.task),
        "unit": several_leads(status, task) or answering_unit(status, task).name,
        "words": one_paragraph(progress_text(status, task)) if has_words else "",
        "doubt": "" if has_words else answer_doubt(status, task),
    }


def _matters(status: Status, light: Light) -> Iterator[Mapping[str, object]]:
    """The milestones of a light that are not finished, each with the unit that answers for it."""
    for milestone in status.milestones:
        if milestone.verdict.light is light and not milestone.finished:
            yield {**matter(status, milestone), "unit": answering_unit(status, milestone).name}


def _numbers(status: Status, tasks: Sequence[TaskStatus]) -> str:
    """The numbers of some tasks; empty for none."""
    return join_list(number_runs(status.assignment.task_places, [task.task for task in tasks], status.messages))
