"""上报口径: for each document that tasks come from, about a hundred characters for its own system."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from duban.messages.text_template import render_text
from duban.model.role import Role
from duban.model.status import DueState, Status, TaskStatus
from duban.model.verdict import Light
from duban.reports.formatting import number_runs, severity_rank, short_day, short_task_name, verdict_word
from duban.reports.latest_answers import answer_doubt, answer_of, earlier_marks, task_answer_text
from duban.reports.task_groups import GroupedTasks, group_tasks
from duban.text.display import join_list, shorten

LONGEST = 120
"""Characters of one text, where the progress of its task has to be cut."""
_SHORTEST_PROGRESS = 20
_CLAUSE_ENDS = "。；，"
_PROBLEM_LIGHTS = (Light.RED, Light.YELLOW)


def upward_texts(status: Status, template: str) -> str:
    """One text for each source, in the order of the plan; empty where no task has one.

    Args:
        status: what is reported on.
        template: templates/notices/upward.txt. Its first line names the source and is not pasted.
    """
    groups = [group for group in group_tasks(status, "source") if not group.without_value]
    texts = [_text(status, group, template) for group in groups]
    return "\n\n".join(texts) + "\n" if texts else ""


def _text(status: Status, group: GroupedTasks, template: str) -> str:
    """The first line, and the text within its bound; of a single task as much of its progress as has room."""
    only_task = group.tasks[0] if len(group.tasks) == 1 else None
    facts = _facts(status, group, only_task)
    bare = render_text(template, **facts, progress="").strip()
    progress = " ".join(task_answer_text(status, only_task, Role.PROGRESS).split()) if only_task else ""
    room = LONGEST - len(bare.partition("\n")[2])
    if not progress or room < _SHORTEST_PROGRESS:
        return bare
    return render_text(template, **facts, progress=_whole_clauses(progress, room)).strip()


def _whole_clauses(text: str, longest: int) -> str:
    """As many clauses of a text as have room; where not even one has, its beginning with a mark."""
    if len(text) <= longest:
        return text
    end = max(text.rfind(sign, _SHORTEST_PROGRESS, longest) for sign in _CLAUSE_ENDS)
    return shorten(text, longest) if end < 0 else text[:end] + _CLAUSE_ENDS[0]


def _facts(status: Status, group: GroupedTasks, only_task: TaskStatus | None) -> dict[str, object]:
    finished = sum(task.finished for task in group.tasks)
    lights = [task.verdict.light for task in group.tasks if not task.finished]
    counts = {str(light): lights.count(light) for light in (Light.RED, Light.YELLOW, Light.GREY)}
    return {
        "plan": status.plan,
        "period": status.period,
        "as_of": status.as_of,
        "source": group.title,
        "numbers": join_list(
            number_runs(status.assignment.task_places, [task.task for task in group.tasks], status.messages)
        ),
        "name": short_task_name(only_task.task) if only_task else "",
        "tasks": len(group.tasks),
        "finished": finished,
        **counts,
        "under_way": len(group.tasks) - finished - sum(counts.values()),
        **_due_counts(status, group.tasks),
        "problems": list(_problems(status, group.tasks)),
        "carried_over": bool(only_task and earlier_marks(status, only_task, Role.PROGRESS)),
    }


def _due_counts(status: Status, tasks: Sequence[TaskStatus]) -> Mapping[str, int]:
    """Of all milestones that are due, whenever the plan was issued: how many are done, are not, or are not known."""
    milestones = [milestone for task in tasks for milestone in task.milestones if milestone.due_by(status.as_of)]
    states = [milestone.due_state for milestone in milestones]
    return {
        "due": len(states),
        "done": states.count(DueState.IN_TIME) + states.count(DueState.LATE),
        "unfinished": states.count(DueState.UNFINISHED),
        "unknown": states.count(DueState.UNKNOWN),
    }


def _problems(status: Status, tasks: Sequence[TaskStatus]) -> Iterator[Mapping[str, str]]:
    """The tasks that lag or may lag, each by its worst milestone, and why its answer may be doubted.

    A day that was foreseen and has passed is no news. Of a light that was ruled, which one it is stands for its word.
    """
    for task in tasks:
        if task.verdict.light in _PROBLEM_LIGHTS:
            worst = min(task.milestones, key=lambda milestone: severity_rank(milestone.verdict.light))
            expected = answer_of(worst.record, Role.EXPECTED)
            day = expected if isinstance(expected, date) and expected >= status.as_of else None
            verdict = worst.verdict
            yield {
                "number": task.task.number,
                "ruled": status.light_rules.lights[verdict.light].name if verdict.is_adjusted else "",
                "word": verdict_word(status, verdict),
                "doubt": answer_doubt(status, worst),
                "expected": short_day(status.plan, day) if day else "",
            }
