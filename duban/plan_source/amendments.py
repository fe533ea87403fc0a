"""What was decided after a plan was issued, applied to its tasks: dated, sourced, the printed plan left as it is."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from duban.model.change import AmendmentKind, Change, ChangedText
from duban.model.plan_parts import Target
from duban.plan_source.typed_plan import Amendment, ShortMilestone, TypedTask, with_investment
from duban.text.display import join_list

_ASSIGNED_FIELDS = ("lead", "supports", "leader", "due_text", "targets")


class AmendedTask(TypedTask):
    """A typed task and what was decided about it."""

    changes: tuple[Change, ...] = ()
    """Oldest first."""
    dropped: bool = False
    """Whether it is cancelled, or put off for the year."""


def sort_by_day(amendments: Iterable[Amendment]) -> list[tuple[int, Amendment]]:
    """Each with its place in the file, in the order in which they were decided; on one day, as typed."""
    return sorted(enumerate(amendments), key=lambda numbered: numbered[1].day)


def apply_amendments(
    tasks: Iterable[TypedTask], amendments: Iterable[Amendment], as_of: date | None
) -> tuple[AmendedTask, ...]:
    """The tasks as they stand on a day, new ones last.

    Args:
        tasks: as typed.
        amendments: in any order; those of tasks that are not there are passed over.
        as_of: amendments count up to it, inclusive; None takes all of them.
    """
    amended = {task.number: _unamended(task) for task in tasks}
    for _, amendment in sort_by_day(amendments):
        if as_of is not None and amendment.day > as_of:
            continue
        if amendment.new is not None:
            new = _unamended(with_investment(amendment.new))
            amended.setdefault(new.number, _change(new, amendment, {}))
        if amendment.task in amended:
            task = amended[amendment.task]
            amended[task.number] = _change(task, amendment, _updates(task, amendment))
        if amendment.into in amended:
            amended[amendment.into] = _change(amended[amendment.into], amendment, {})
    return tuple(amended.values())


def _unamended(task: TypedTask) -> AmendedTask:
    return AmendedTask.model_construct(**{name: getattr(task, name) for name in TypedTask.model_fields})


def _change(task: AmendedTask, amendment: Amendment, updates: dict[str, Any]) -> AmendedTask:
    texts = tuple(_changed_texts(task, amendment, updates))
    gives = task.number == amendment.task
    other = (amendment.into or (amendment.new.number if amendment.new else "")) if gives else amendment.task
    change = Change(
        day=amendment.day, kind=amendment.kind, basis=amendment.basis, texts=texts, other=other, gives=gives
    )
    return task.model_copy(update={**updates, "changes": (*task.changes, change)})


def _changed_texts(task: AmendedTask, amendment: Amendment, updates: dict[str, Any]) -> Iterator[ChangedText]:
    """What the updates of a task change, as people would say it."""
    match amendment.kind:
        case AmendmentKind.ASSIGNED:
            yield from (_assigned_text(task, field, value) for field, value in updates.items())
        case AmendmentKind.POSTPONED if not task.milestones:
            yield ChangedText(key="完成时限", before=task.due_text, after=amendment.to)
        case AmendmentKind.POSTPONED:
            for was, milestone in zip(task.milestones, updates["milestones"], strict=True):
                if was != milestone:
                    texts = {"before": was.due_text, "after": milestone.due_text}
                    yield ChangedText(key="时限", milestone=milestone.content, **texts)
        case AmendmentKind.REWEIGHTED:
            before = "" if task.weight is None else str(task.weight)
            yield ChangedText(key="权重", before=before, after=str(amendment.weight))
        case AmendmentKind.STAGED:
            yield ChangedText(key="节点", before=_steps(task.milestones), after=_steps(amendment.milestones))


def _assigned_text(task: AmendedTask, field: str, value: object) -> ChangedText:
    typed, before = TypedTask.model_fields[field], getattr(task, field)
    return ChangedText(
        key=str(typed.alias), before="" if before == typed.default else _text(before), after=_text(value)
    )


def _steps(milestones: Iterable[ShortMilestone]) -> str:
    return "；".join(f"{milestone.due_text}{milestone.content.rstrip('。；')}" for milestone in milestones)


def _text(value: object) -> str:
    """A name, or a list of names or targets."""
    if isinstance(value, str):
        return value
    entries = value if isinstance(value, tuple) else ()
    return join_list(f"{entry.name}{entry.words}" if isinstance(entry, Target) else str(entry) for entry in entries)


def _updates(task: AmendedTask, amendment: Amendment) -> dict[str, Any]:
    """The fields of the task that the amendment changes."""
    match amendment.kind:
        case AmendmentKind.POSTPONED:
            return _postponed(task, amendment)
        case AmendmentKind.ASSIGNED | AmendmentKind.REWEIGHTED | AmendmentKind.SPLIT:
            return _assigned(task, amendment)
        case AmendmentKind.STAGED:
            return {"milestones": amendment.milestones}
        case AmendmentKind.CANCELLED | AmendmentKind.DEFERRED | AmendmentKind.MERGED:
            return {"dropped": True}
        case AmendmentKind.RESUMED:
            return {"dropped": False}
    message = f"{amendment.kind} changes no task"
    raise ValueError(message)


def _assigned(task: AmendedTask, amendment: Amendment) -> dict[str, Any]:
    values = {field: getattr(amendment, field) for field in (*_ASSIGNED_FIELDS, "weight")}
    unsaid = (None, "", ())
    return {field: value for field, value in values.items() if value not in (*unsaid, getattr(task, field))}


def is_postponed(milestone: ShortMilestone, amendment: Amendment) -> bool:
    """Whether a postponement means a milestone: by the words of its due day, and its own where these are said."""
    is_of_day = amendment.milestone in {milestone.first_due_text, milestone.due_text} - {""}
    return is_of_day and amendment.content in {"", milestone.content}


def _postponed(task: AmendedTask, amendment: Amendment) -> dict[str, Any]:
    if not task.milestones:
        return {"due_text": amendment.to, "first_due_text": task.first_due_text or task.due_text}
    milestones = list(task.milestones)
    for index, milestone in enumerate(milestones):
        if is_postponed(milestone, amendment):
            updates = {
                "due_text": amendment.to,
                "first_due_text": milestone.first_due_text or milestone.due_text,
                "filing_text": amendment.filing_text or milestone.filing_text,
            }
            milestones[index] = milestone.model_copy(update=updates)
    return {"milestones": tuple(milestones)}
