"""What was decided after a plan was issued, applied to its tasks: dated, sourced, the printed plan left as it is."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from duban.model.change import AmendmentKind, Change, ChangedText
from duban.model.plan_parts import Target
from duban.plan_source.typed_plan import Amendment, ShortMilestone, TypedTask, with_investment
from duban.text.display import join_list
from duban.validation.model import fields_of_model
from duban.value_object import replace

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
            amended[task.number] = _change(task, amendment, {} if amendment.unit else _updates(task, amendment))
        if amendment.into in amended:
            amended[amendment.into] = _change(amended[amendment.into], amendment, {})
    return tuple(amended.values())


def _unamended(task: TypedTask) -> AmendedTask:
    return AmendedTask(**{name: getattr(task, name) for name in fields_of_model(TypedTask)})


def _change(task: AmendedTask, amendment: Amendment, updates: dict[str, Any]) -> AmendedTask:
    texts = tuple(_changed_texts(task, amendment, updates))
    gives = task.number == amendment.task
    other = (amendment.into or (amendment.new.number if amendment.new else "")) if gives else amendment.task
    change = Change(
        day=amendment.day, kind=amendment.kind, basis=amendment.basis, texts=texts, other=other, gives=gives
    )
    return replace(task, **updates, changes=(*task.changes, change))


def _changed_texts(task: AmendedTask, amendment: Amendment, updates: dict[str, Any]) -> Iterator[ChangedText]:
    """What the updates of a task change, as people would say it."""
    match amendment.kind:
        case AmendmentKind.POSTPONED if amendment.unit:
            yield from _own_days(task, amendment)
        case AmendmentKind.POSTPONED | AmendmentKind.RELED | AmendmentKind.RETARGETED if "milestones" in updates:
            yield from _changed_milestones(task.milestones, updates["milestones"])
        case AmendmentKind.POSTPONED:
            yield ChangedText(key="完成时限", before=task.due_text, after=amendment.to)
        case AmendmentKind.ASSIGNED | AmendmentKind.RELED | AmendmentKind.RETARGETED:
            changed = replace(task, **updates)
            yield from (_changed_text(task, changed, field) for field in updates)
        case AmendmentKind.REWEIGHTED:
            before = "" if task.weight is None else str(task.weight)
            yield ChangedText(key="权重", before=before, after=str(amendment.weight))
        case AmendmentKind.STAGED:
            yield ChangedText(key="节点", before=_steps(task.milestones), after=_steps(amendment.milestones))


def _own_days(task: AmendedTask, amendment: Amendment) -> Iterator[ChangedText]:
    """The other day of one of several units that lead a line, and until when it files then, if that is said."""
    owners = [one for one in task.milestones if is_meant(one, amendment)] if task.milestones else [task]
    for owner in owners:
        day = _own_day(task, owner, amendment)
        yield day
        if amendment.filing_text:
            yield replace(day, key="填报时限", before="", after=amendment.filing_text)


def _own_day(task: AmendedTask, owner: AmendedTask | ShortMilestone, amendment: Amendment) -> ChangedText:
    """What the day of one unit was, by all that was decided of it before, and is. owner: the task, or its milestone."""
    content = owner.content if isinstance(owner, ShortMilestone) else ""
    key, unit = fields_of_model(type(owner))["due_text"].key, amendment.unit
    texts = (text for change in task.changes for text in change.texts)
    earlier = [text.after for text in texts if (text.unit, text.key, text.milestone) == (unit, key, content)]
    before = earlier[-1] if earlier else owner.due_text
    return ChangedText(key=key, before=before, after=amendment.to, milestone=content, unit=unit)


def _changed_milestones(before: Sequence[ShortMilestone], after: Sequence[ShortMilestone]) -> Iterator[ChangedText]:
    """What fields of milestones say now, each where it says something else than before."""
    for was, milestone in zip(before, after, strict=True):
        for field in ("due_text", "lead", "supports", "targets"):
            if getattr(was, field) != getattr(milestone, field):
                yield _changed_text(was, milestone, field)


def _changed_text(earlier: TypedTask | ShortMilestone, later: TypedTask | ShortMilestone, field: str) -> ChangedText:
    """What a field of a task or a milestone said and says; of numbers those that changed."""
    typed, before, after = fields_of_model(type(earlier))[field], getattr(earlier, field), getattr(later, field)
    if field == "targets":
        before, after = _without(before, after), _without(after, before)
    return ChangedText(
        key=typed.key,
        before="" if before == typed.default else _text(before),
        after=_text(after),
        milestone=earlier.content if isinstance(earlier, ShortMilestone) else "",
    )


def _without(targets: Iterable[Target], others: Collection[Target]) -> tuple[Target, ...]:
    return tuple(target for target in targets if target not in others)


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
        case AmendmentKind.POSTPONED if not task.milestones:
            return {"due_text": amendment.to, "first_due_text": task.first_due_text or task.due_text}
        case AmendmentKind.POSTPONED:
            return _with_milestones(task, amendment, _postponed)
        case AmendmentKind.RELED | AmendmentKind.RETARGETED if amendment.milestone:
            return _with_milestones(task, amendment, _assigned)
        case AmendmentKind.STAGED:
            return {"milestones": amendment.milestones}
        case AmendmentKind.CANCELLED | AmendmentKind.DEFERRED | AmendmentKind.MERGED | AmendmentKind.RESUMED:
            return {"dropped": amendment.kind != AmendmentKind.RESUMED}
    return _assigned(task, amendment)


def _assigned(owner: AmendedTask | ShortMilestone, amendment: Amendment) -> dict[str, Any]:
    """What a task or a milestone says otherwise from now on; 改目标 leaves the numbers that it does not name."""
    fields = (field for field in (*_ASSIGNED_FIELDS, "weight") if hasattr(owner, field))
    values = {field: getattr(amendment, field) for field in fields}
    if amendment.kind == AmendmentKind.RETARGETED:
        values["targets"] = _retargeted(owner.targets, amendment.targets)
    unsaid = (None, "", ())
    return {field: value for field, value in values.items() if value not in (*unsaid, getattr(owner, field))}


def _retargeted(before: Iterable[Target], changed: Iterable[Target]) -> tuple[Target, ...]:
    """The numbers with those of some names changed in their places, and new ones last."""
    by_name = {target.name: target for target in changed}
    in_place = [by_name.pop(target.name, target) for target in before]
    return (*in_place, *by_name.values())


def is_meant(milestone: ShortMilestone, amendment: Amendment) -> bool:
    """Whether an amendment means a milestone: by the words of its due day, and its own where these are said."""
    is_of_day = amendment.milestone in {milestone.first_due_text, milestone.due_text} - {""}
    return is_of_day and amendment.content in {"", milestone.content}


def _with_milestones(
    task: AmendedTask, amendment: Amendment, change: Callable[[ShortMilestone, Amendment], dict[str, Any]]
) -> dict[str, Any]:
    """The milestones of a task, those that are meant changed. change: gives the new values of a milestone's fields."""
    milestones = [
        replace(one, **change(one, amendment)) if is_meant(one, amendment) else one for one in task.milestones
    ]
    return {"milestones": tuple(milestones)}


def _postponed(milestone: ShortMilestone, amendment: Amendment) -> dict[str, Any]:
    return {
        "due_text": amendment.to,
        "first_due_text": milestone.first_due_text or milestone.due_text,
        "filing_text": amendment.filing_text or milestone.filing_text,
    }
