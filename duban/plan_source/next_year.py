"""What becomes of the tasks of a plan in the plan of the next year."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import Any

from duban.model.change import DROPPING_KINDS, AmendmentKind
from duban.model.plan import Plan, Task
from duban.plan_source.amendments import AmendedTask, apply_amendments
from duban.plan_source.typed_plan import PlanFile, ShortMilestone, TypedTask, with_investment
from duban.text.lazy_pattern import lazy_pattern
from duban.validation.model import TypedModel, fields_of_model
from duban.validation.writing import plain_data
from duban.value_object import ValueObject, field, replace

_AMENDED_FIELDS = ("lead", "supports", "leader", "due_text", "targets")
_FIELDS_WITH_NAMES = ("lead", "supports", "leader", "filler", "proposed", "internal")
_ERRATUM_OF_MILESTONE = lazy_pattern(r"节点(\d+)(.*)")


class Fate(StrEnum):
    """What becomes of a task."""

    CARRIED = "carried"
    FINISHED = "finished"
    """It is left out, for all of it is done."""
    CANCELLED = "cancelled"
    """It is left out, for it was cancelled."""


class NextTask(ValueObject):
    """One task.

    Attributes:
        task: as it stood at the end of the year.
        open_indices: which of its lines are carried, from 0: those of which a milestone is not done.
        entry: what is typed of it in the next plan.
        changed: the keys of the entry that are not as they were typed; one that is gone has None.
        gone: which of the typed milestones go, from 0, where that is all that changes in them.
        typed_keys: the keys that it had.
    """

    task: Task
    fate: Fate
    open_indices: tuple[int, ...] = ()
    entry: Mapping[str, Any] = field(default_factory=dict)
    changed: Mapping[str, Any] = field(default_factory=dict)
    gone: tuple[int, ...] = ()
    typed_keys: AbstractSet[str] = frozenset()

    @property
    def finished(self) -> list[str]:
        """How its lines that are done and not carried are called, or their due days, as printed."""
        lines = enumerate(milestones[0] for milestones in self.task.lines.values())
        return [one.label or one.due_text for index, one in lines if index not in self.open_indices]

    @property
    def is_deferred(self) -> bool:
        """Whether it was put off and not taken up again."""
        return self.task.dropped and self.fate is Fate.CARRIED

    @property
    def changes(self) -> list[str]:
        """What kinds of decisions there were about it, each once."""
        return list(dict.fromkeys(change.kind for change in self.task.changes))


def next_tasks(
    plan: Plan, typed: PlanFile, entries: Mapping[str, Mapping[str, Any]], finished: Collection[str], *, all_tasks: bool
) -> tuple[NextTask, ...]:
    """Every task of a plan, those that were added during the year last.

    Args:
        plan: as it stood at the end of the year.
        typed: plan.yaml, its days already moved.
        entries: number of a task → what is typed of it there, or in the amendment that added it.
        finished: the keys of the milestones that are done.
        all_tasks: carry what is done too.
    """
    typed_tasks = {task.number: task for task in typed.tasks}
    typed_tasks |= {
        amendment.new.number: with_investment(amendment.new) for amendment in typed.amendments if amendment.new
    }
    amended = {task.number: task for task in apply_amendments(typed.tasks, typed.amendments, None)}
    return tuple(
        _next_task(
            task, amended[task.number], typed_tasks[task.number], entries[task.number], () if all_tasks else finished
        )
        for task in plan.tasks
    )


def _next_task(
    task: Task, amended: AmendedTask, typed: TypedTask, entry: Mapping[str, Any], finished: Collection[str]
) -> NextTask:
    open_keys = {milestone.line for milestone in task.milestones if milestone.key not in finished}
    open_indices = tuple(index for index, key in enumerate(task.lines) if key in open_keys)
    if _is_cancelled(task) or not open_indices:
        return NextTask(task, Fate.CANCELLED if _is_cancelled(task) else Fate.FINISHED)
    return _carried_task(task, amended, typed, entry, open_indices)


def _carried_task(
    task: Task, amended: AmendedTask, typed: TypedTask, entry: Mapping[str, Any], open_indices: tuple[int, ...]
) -> NextTask:
    gone = _typed_milestones_gone(amended, typed, open_indices)
    changed = _amended_keys(amended, typed) | _changed_names(task, amended) | _renumbered_errata(entry, open_indices)
    carried = {"节点": [entry["节点"][index] for index in open_indices]} if gone else {}
    if not gone:
        changed |= _changed_milestones(amended, typed, entry, open_indices)
    new_entry = {key: value for key, value in {**entry, **changed, **carried}.items() if value is not None}
    return NextTask(task, Fate.CARRIED, open_indices, new_entry, changed, gone, entry.keys())


def _is_cancelled(task: Task) -> bool:
    """Whether it was dropped for good, and not put off."""
    kinds = [change.kind for change in task.changes if change.kind in DROPPING_KINDS]
    return task.dropped and kinds[-1:] != [AmendmentKind.DEFERRED]


def _amended_keys(amended: AmendedTask, typed: TypedTask) -> dict[str, Any]:
    """What decisions changed, by the keys that are typed."""
    fields = [name for name in _AMENDED_FIELDS if getattr(amended, name) != getattr(typed, name)]
    return {fields_of_model(TypedTask)[name].key: _plain(getattr(amended, name)) for name in fields}


def _changed_names(task: Task, amended: AmendedTask) -> dict[str, Any]:
    """Units with another name and leaders whose post another has by now, by the keys that are typed."""
    fields = [name for name in _FIELDS_WITH_NAMES if getattr(task, name) != getattr(amended, name)]
    return {fields_of_model(TypedTask)[name].key: _plain(getattr(task, name)) for name in fields}


def _typed_milestones_gone(amended: AmendedTask, typed: TypedTask, open_indices: Sequence[int]) -> tuple[int, ...]:
    """Which of the typed milestones go; none where decisions changed them, for then all are typed anew."""
    is_as_typed = amended.milestones == typed.milestones
    return tuple(index for index in range(len(typed.milestones)) if is_as_typed and index not in open_indices)


def _changed_milestones(
    amended: AmendedTask, typed: TypedTask, entry: Mapping[str, Any], open_indices: Sequence[int]
) -> dict[str, Any]:
    """The milestones that decisions changed, or the parts that are still open, by their key; else nothing."""
    if amended.milestones == typed.milestones:
        is_whole = len(open_indices) >= len(amended.parts)
        return {} if is_whole else {"分项": [entry["分项"][index] for index in open_indices]}
    as_typed = dict(zip(typed.milestones, entry.get("节点", ()), strict=False))
    milestones = [amended.milestones[index] for index in open_indices]
    return {"节点": [as_typed.get(milestone) or _typed_milestone(milestone) for milestone in milestones]}


def _typed_milestone(milestone: ShortMilestone) -> dict[str, Any]:
    """A milestone as people type it; from when it was postponed is last year's affair."""
    keys = _plain(replace(milestone, first_due_text=""))
    return {keys["时限"]: keys["内容"]} if keys.keys() == {"时限", "内容"} else keys


def _plain(value: object) -> Any:  # noqa: ANN401 - typed data can be anything
    """A value as plain typed data: texts, lists and mappings."""
    if isinstance(value, TypedModel):
        dumped = plain_data(value, by_key=True, without_defaults=True)
        return {key: _plain(entry) for key, entry in dumped.items()}
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _renumbered_errata(entry: Mapping[str, Any], open_indices: Sequence[int]) -> dict[str, Any]:
    """The errata of a task, each at the new number of its milestone; those of milestones that are done go.

    Nothing where all of them stay as they are.
    """
    errata: Sequence[Mapping[str, Any]] = entry.get("勘误", ())
    renumbered = list(filter(None, (_renumbered(erratum, open_indices) for erratum in errata)))
    return {} if renumbered == list(errata) else {"勘误": renumbered or None}


def _renumbered(erratum: Mapping[str, Any], open_indices: Sequence[int]) -> Mapping[str, Any] | None:
    match = _ERRATUM_OF_MILESTONE.fullmatch(str(erratum.get("位置", "")))
    if match is None:
        return erratum
    index = int(match[1]) - 1
    number = open_indices.index(index) + 1 if index in open_indices else 0
    return {**erratum, "位置": f"节点{number}{match[2]}"} if number else None
