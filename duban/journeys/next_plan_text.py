"""The text of the next year's plan.yaml: this year's, character for character where nothing changes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Any

from duban.key_path import KeyPath
from duban.messages.catalogue import Messages
from duban.model.change import AmendmentKind
from duban.model.plan import Plan
from duban.model.typed import yaml_keys
from duban.model.unit import Directory
from duban.plan_source.next_year import Fate, NextTask
from duban.plan_source.standard_plan import standard_plan
from duban.plan_source.typed_plan import Amendment, ShortMilestone, as_list, mapping_at, mapping_entries
from duban.text.year_shift import deadline_a_year_later, promised_deadline, year_moved
from duban.value_object import replace
from duban.workspace.yaml_edit import EntryEdit, Rewording, dump_typed, edit_entries, reword_scalars, with_entries
from duban.workspace.yaml_file import YamlDocument, parse_yaml

_CYCLE_DAYS = {"从", "到", "截止", "年终补报"}
_PROMISED_DAYS = {"时限", "原时限", "填报时限", "完成时限", "原节点", "改为"}
_LEFT_TO_A_PERSON = ("印发日期", "文号")
_MILESTONE_KEYS = frozenset(yaml_keys(ShortMilestone))
Mover = Callable[[str, int], str]
"""A text and the year of its plan → the text in the plan of the next year."""


def _next_year(_text: str, year: int) -> str:
    return str(year + 1)


def _next_code(code: str, year: int) -> str:
    """The code of the next plan: no two plans have one."""
    return code.replace(str(year), str(year + 1)) if str(year) in code else f"{code}{year + 1}"


_MOVERS: Mapping[tuple[str, ...], Mover] = {
    ("计划", "年度"): _next_year,
    ("计划", "编号"): _next_code,
    ("计划", "名称"): year_moved,
    ("计划", "标题"): year_moved,
    ("计划", "勘误", "原文"): year_moved,
    ("计划", "勘误", "应为"): year_moved,
    ("填报", "标题"): year_moved,
    ("填报", "勘误", "原文"): year_moved,
    ("填报", "勘误", "应为"): year_moved,
}
"""By the keys of their path; days are moved wherever they stand."""


def standard_plan_text(text: str, directory: Directory) -> str:
    """plan.yaml with each entry that says something in an office's own keys or lists written in the standard ones.

    Args:
        text: of plan.yaml.
        directory: the units that it names.
    """
    typed = parse_yaml(text, "").data
    standard = standard_plan(typed, directory).data
    edits = [
        EntryEdit(path, entry=entry)
        for (path, entry), (_, as_typed) in zip(_entries(standard), _entries(typed), strict=True)
        if entry != as_typed
    ]
    return edit_entries(text, edits) if edits else text


def _entries(plan: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Any]]:
    """Every section, and of one that is a list every entry, with its path."""
    for section, value in plan.items():
        if isinstance(value, list):
            yield from (((section, index), entry) for index, entry in enumerate(value))
        else:
            yield (section,), value


def moved_plan_text(text: str, year: int) -> str:
    """A plan with its year, its own titles, its code and all its days moved by a year; all else as it was.

    Args:
        text: of plan.yaml.
        year: of the plan.
    """

    def rewording_of(path: KeyPath, is_key: bool) -> Rewording | None:  # noqa: FBT001 - as it is asked
        mover = _mover_of_key(path) if is_key else _mover_of_value(path)
        return partial(_moved, mover, year) if mover else None

    return reword_scalars(text, rewording_of)


def moved_amendments(amendments: Iterable[Amendment], year: int) -> tuple[Amendment, ...]:
    """Postponements that are not typed in plan.yaml, their days moved as those are that are.

    Args:
        amendments: of the year's plan.
        year: of it.
    """

    def moved(amendment: Amendment) -> Amendment:
        days = {"milestone": amendment.milestone, "to": amendment.to}
        return replace(amendment, **{name: promised_deadline(text, year) for name, text in days.items()})

    return tuple(map(moved, amendments))


def _moved(mover: Mover, year: int, text: str) -> str:
    return mover(text, year)


def _mover_of_key(path: KeyPath) -> Mover | None:
    """Of the due day of a milestone in its short form, {3月底前: 内容}."""
    is_due_day = path[-3:-2] == ("节点",) and path[-1] not in _MILESTONE_KEYS
    return promised_deadline if is_due_day else None


def _mover_of_value(path: KeyPath) -> Mover | None:
    keys = tuple(step for step in path if isinstance(step, str))
    if keys[:1] == ("填报",) and keys[-1] in _CYCLE_DAYS:
        return deadline_a_year_later
    return promised_deadline if keys[-1:] and keys[-1] in _PROMISED_DAYS else _MOVERS.get(keys)


def next_plan_text(moved: YamlDocument, tasks: Sequence[NextTask], plan: Plan, messages: Messages) -> str:
    """The new plan: tasks carried or left out, amendments taken into them, and in comments what was done.

    Args:
        moved: this year's plan, its days already moved.
        tasks: what becomes of each.
        plan: this year's, for its name.
        messages: the words of the comments.
    """
    numbers = [str(task["序号"]) for _, task in mapping_entries(moved.data, "任务")]
    by_number = {one.task.number: one for one in tasks}
    typed = [by_number.pop(number) for number in numbers]
    added = [one for one in by_number.values() if one.fate is Fate.CARRIED]
    edits = [*chain.from_iterable(_task_edits(index, one, plan, messages) for index, one in enumerate(typed))]
    if all(one.fate is not Fate.CARRIED for one in typed):  # a list of which all is taken out would be none
        edits, added = [EntryEdit(("任务",), entry=[one.entry for one in added])], []
    text = edit_entries("\n".join(moved.source) + "\n", _head_edits(moved, tasks, plan, messages))
    return _with_added(edit_entries(text, edits), added, plan, messages)


def _with_added(text: str, added: Sequence[NextTask], plan: Plan, messages: Messages) -> str:
    """The plan with the carried ones of the tasks that came into it during the year, behind all others."""
    if not added:
        return text
    text = with_entries(text, "任务", dump_typed([one.entry for one in added]))
    first = len(parse_yaml(text, "").data["任务"]) - len(added)
    comments = (_comments(one, plan, messages) for one in added)
    return edit_entries(
        text, [EntryEdit(("任务", index), comments=lines) for index, lines in enumerate(comments, first)]
    )


def _head_edits(moved: YamlDocument, tasks: Sequence[NextTask], plan: Plan, messages: Messages) -> Iterator[EntryEdit]:
    """What changes above the tasks and below them."""
    tasks_by_fate = {str(fate): [one.task for one in tasks if one.fate is fate] for fate in Fate}
    words = messages.text("next-year-head", plan=plan.name, **tasks_by_fate)
    yield EntryEdit(("计划",), comments=words.strip().splitlines())
    head, removed = mapping_at(moved.data, "计划"), [*_LEFT_TO_A_PERSON]
    if _are_scores_open(tasks):
        removed.append("满分")
        yield from _without_scores(moved, messages)
    for key in filter(head.get, removed):
        yield EntryEdit(("计划", key), is_removed=True, comments=[messages.text(f"next-year-open-{key}")])
    if "调整" in moved.data:
        yield EntryEdit(("调整",), is_removed=True)
    yield from _upward_edits(moved, {one.task.number for one in tasks if one.fate is Fate.CARRIED})


def _upward_edits(moved: YamlDocument, carried: Collection[str]) -> Iterator[EntryEdit]:
    """Rows of the forms of the office above, without the tasks that are not carried; those without any go."""
    rows = mapping_entries(moved.data, "上报")
    tasks_of_rows = [[number for number in as_list(row["任务"]) if number in carried] for _, row in rows]
    if rows and not any(tasks_of_rows):
        yield EntryEdit(("上报",), is_removed=True)
        return
    for (index, row), tasks in zip(rows, tasks_of_rows, strict=True):
        if tasks != as_list(row["任务"]):
            yield EntryEdit(("上报", index), entry={**row, "任务": tasks} if tasks else None, is_removed=not tasks)


def _are_scores_open(tasks: Sequence[NextTask]) -> bool:
    """Whether the points of a plan no longer add up: a task that had some is left out, or others came in."""
    weighted = [one for one in tasks if one.task.weight is not None]
    return any(one.fate is not Fate.CARRIED or AmendmentKind.ADDED in one.changes for one in weighted)


def _without_scores(moved: YamlDocument, messages: Messages) -> Iterator[EntryEdit]:
    headings = [
        ((key, index), heading) for key in ("类别", "组") for index, heading in mapping_entries(moved.data, key)
    ]
    for path, heading in headings:
        if heading.get("分值") is not None:
            entry = {name: value for name, value in heading.items() if name != "分值"}
            comment = messages.text("next-year-open-分值", score=heading["分值"])
            yield EntryEdit(path, entry=entry, comments=[comment])


def _task_edits(index: int, next_task: NextTask, plan: Plan, messages: Messages) -> Iterator[EntryEdit]:
    """What changes in a task that was typed among the tasks."""
    path: KeyPath = ("任务", index)
    if next_task.fate is not Fate.CARRIED:
        yield EntryEdit(path, is_removed=True)
        return
    comments = _comments(next_task, plan, messages)
    if not next_task.typed_keys >= next_task.changed.keys():  # one comes in that was not typed
        yield EntryEdit(path, entry=next_task.entry, comments=comments)
        return
    yield EntryEdit(path, comments=comments)
    for key, value in next_task.changed.items():
        yield EntryEdit((*path, key), entry=value, is_removed=value is None)
    yield from (EntryEdit((*path, "节点", position), is_removed=True) for position in next_task.gone)


def _comments(next_task: NextTask, plan: Plan, messages: Messages) -> list[str]:
    """Above a carried task: that it was, and what of it was not."""
    facts = {"finished": next_task.finished, "changes": next_task.changes, "deferred": next_task.is_deferred}
    return [messages.text("next-year-carried", number=next_task.task.number, year=plan.year, **facts)]
