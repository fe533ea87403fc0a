"""Doubts about tasks: who answers for them, how units are named, flags, and numbers that do not add up."""

from collections.abc import Iterator
from decimal import Decimal

from duban.key_path import KeyPath
from duban.model.cycle import FilledBy
from duban.model.plan import Task
from duban.model.plan_parts import Comparison, Target
from duban.model.unit import ALL_OFFICES, Unit
from duban.proofreading import Doubt, PlanProof, lint, merge_when_many
from duban.text.display import join_list
from duban.text.folding import remove_spaces
from duban.text.lazy_pattern import lazy_pattern

_LIST_SIGNS = lazy_pattern("[、，,；;]")
_LEAST_OTHERS = 3
"""So many other tasks must carry a flag before the one without it looks odd."""
_SHARE_UNITS = ("%", "％", "百分点")


@lint("lead-uncertain")
def lead_uncertain(proof: PlanProof) -> Iterator[Doubt]:
    """The lead of a task is a guess, and the plan says so."""
    by_note: dict[str, list[tuple[KeyPath, str, str]]] = {}
    for path, task in proof.tasks:
        if task.lead_note:
            by_note.setdefault(task.lead_note, []).append(((*path, "牵头待确认"), task.number, task.lead))
    for note, doubts in by_note.items():
        for path, leads in merge_when_many(doubts):
            yield path, {"leads": leads, "note": note}


@lint("unassigned")
def tasks_unassigned(proof: PlanProof) -> Iterator[Doubt]:
    """Nobody reports for tasks while their assignment is still being asked for: one doubt, with how many."""
    count = sum(not proof.directory.find_unit(task.reporter) for _, task in proof.active_tasks)
    if count and any(cycle.filler == FilledBy.UNASSIGNED for cycle in proof.plan.cycles):
        yield ("任务",), {"count": count, "total": len(proof.active_tasks)}


@lint("many-leaders")
def many_leaders(proof: PlanProof) -> Iterator[Doubt]:
    """A task has more than one leader, or a group of them: nobody answers for it alone."""
    doubts = [
        ((*path, "责任领导"), task.number, join_list(task.leader))
        for path, task in proof.active_tasks
        if len(task.leader) > 1 or any(proof.directory.find_group(name) for name in task.leader)
    ]
    for path, leaders in merge_when_many(doubts):
        yield path, {"leaders": leaders}


@lint("leaders-joined")
def leaders_joined(proof: PlanProof) -> Iterator[Doubt]:
    """What may be several leaders or flags is written as one; what was read so before is read so still."""
    seen: set[tuple[str, str]] = set()
    for path, task in proof.active_tasks:
        for key, texts in (("责任领导", task.leader), ("标识", task.flags)):
            for text in texts:
                names = [name for name in _LIST_SIGNS.split(text) if name]
                if len(names) > 1 and (key, text) not in seen and not proof.directory.find_group(text):
                    seen.add((key, text))
                    yield (*path, key), {"key": key, "text": text, "names": names, "number": task.number}


@lint("nobody-in-group")
def nobody_in_group(proof: PlanProof) -> Iterator[Doubt]:
    """A group of all offices, and no unit is of their kind."""
    for name, group in proof.directory.groups.items():
        if not ALL_OFFICES.isdisjoint(group.members) and not proof.directory.find_members(name):
            yield ("群组", name, "包含"), {"name": name}


@lint("unit-two-names")
def unit_two_names(proof: PlanProof) -> Iterator[Doubt]:
    """The plan prints one unit under different names."""
    numbers: dict[str, dict[str, list[str]]] = {}
    paths: dict[tuple[str, str], KeyPath] = {}
    for path, name, printed, number in _printed_units(proof):
        numbers.setdefault(name, {}).setdefault(printed, []).append(number)
        paths.setdefault((name, printed), path)
    for name, printed_names in numbers.items():
        others = [printed for printed in printed_names if printed != remove_spaces(name)]
        if len(printed_names) > 1:
            facts = {"name": name, "others": others, "tasks": {other: printed_names[other] for other in others}}
            yield paths[name, others[0]], facts


def _printed_units(proof: PlanProof) -> Iterator[tuple[KeyPath, str, str, str]]:
    """Path, unit, how it is printed there, and the number of the task; groups and renamed units are passed over."""
    renamed = [proof.directory.get_unit(change.unit) for change in proof.directory.changes if change.renames]
    for path, task in proof.tasks:
        for key, printed in (("牵头", task.lead), *(("协办", support) for support in task.supports)):
            unit = proof.directory.find_unit(printed) if printed and not proof.directory.find_group(printed) else None
            if unit and unit not in renamed:
                yield (*path, key), unit.name, remove_spaces(printed), task.number


@lint("flag-against-category")
def flag_against_category(proof: PlanProof) -> Iterator[Doubt]:
    """All other tasks of a category or group carry a flag, and one does not."""
    doubted: set[tuple[str, str]] = set()
    for name, tasks in _by_category_and_group(proof).items():
        for flag in dict.fromkeys(flag for _, task in tasks for flag in task.flags):
            without = [(path, task) for path, task in tasks if flag not in task.flags]
            if len(without) != 1 or len(tasks) <= _LEAST_OTHERS or (without[0][1].number, flag) in doubted:
                continue
            path, task = without[0]
            doubted.add((task.number, flag))
            yield (*path, "标识"), {"number": task.number, "flag": flag, "name": name, "count": len(tasks) - 1}


def _by_category_and_group(proof: PlanProof) -> dict[str, list[tuple[KeyPath, Task]]]:
    """Category or number of the group → its tasks."""
    tasks: dict[str, list[tuple[KeyPath, Task]]] = {}
    for path, task in proof.active_tasks:
        for name in filter(None, dict.fromkeys((task.category, task.group))):
            tasks.setdefault(name, []).append((path, task))
    return tasks


@lint("target-sum")
def target_sum(proof: PlanProof) -> Iterator[Doubt]:
    """The milestones' targets of one name and unit add up to something else than the task's own.

    Passed over: shares and levels, which nobody adds up; and milestones that count on, the last one reaching the
    year's number.
    """
    for path, task in proof.active_tasks:
        for index, target in enumerate(task.targets):
            goals = _milestone_goals(task, target)
            total = sum(goals, Decimal(0))
            if goals and goals[-1] != target.goal and not _is_share(target) and not _agrees(target, total):
                yield (*path, "指标", index), {"number": task.number, "target": target, "total": total}


@lint("target-parts")
def target_parts(proof: PlanProof) -> Iterator[Doubt]:
    """What is shared out of a task's number (分解) adds up to something else, or goes to a unit that does not lead."""
    for path, task in proof.active_tasks:
        for index, target in enumerate(task.targets):
            leads = _leads(proof, task) if target.by_unit else []
            unknown = [name for name in target.by_unit if proof.directory.find_unit(name) not in leads]
            total = sum(target.by_unit.values(), Decimal(0))
            if unknown or (target.by_unit and not _agrees(target, total)):
                facts = {"number": task.number, "target": target, "unknown": unknown, "total": total}
                yield (*path, "指标", index), facts


def _leads(proof: PlanProof, task: Task) -> list[Unit]:
    """The units that answer for a task or for any of its milestones."""
    return [unit for one in task.milestones for unit in proof.directory.find_leads(task.lead_of(one))]


def _milestone_goals(task: Task, target: Target) -> list[Decimal]:
    targets = [part for milestone in task.milestones for part in milestone.targets]
    return [part.goal for part in targets if (part.name, part.unit) == (target.name, target.unit)]


def _is_share(target: Target) -> bool:
    return target.is_level or any(sign in target.unit for sign in _SHARE_UNITS)


def _agrees(target: Target, total: Decimal) -> bool:
    """Whether the sum can be meant; at least 200 in the year are not meant by 1000 in its quarters."""
    return total == target.goal if target.compare == Comparison.AT_LEAST else target.is_met_by(total) is not False
