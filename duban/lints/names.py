"""Who does it, in doubt: a guessed lead, one unit under two names, two people who may be one."""

from collections.abc import Iterator
from itertools import combinations

from duban.lints.rule import lint
from duban.model.finding import Loc, Remark
from duban.model.period import Holidays
from duban.model.plan import Plan
from duban.model.unit import Directory, squeezed

_SHORTEST = 3


@lint("lead-uncertain")
def lead_uncertain(plan: Plan, _directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """The lead of a task is a guess, and the plan says so."""
    for index, task in enumerate(plan.tasks):
        if task.lead_note:
            facts = {"number": task.number, "lead": task.lead, "note": task.lead_note}
            yield Remark("lead-uncertain", ("任务", index, "牵头待确认"), facts)


@lint("unit-two-names")
def unit_two_names(plan: Plan, directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """The plan prints one unit under different names."""
    seen: dict[str, dict[str, list[str]]] = {}
    places: dict[tuple[str, str], Loc] = {}
    for index, task in enumerate(plan.tasks):
        for key, printed in (("牵头", task.lead), *(("协办", support) for support in task.supports)):
            unit = directory.find(printed) if printed and not directory.group(printed) else None
            if unit:
                seen.setdefault(unit.name, {}).setdefault(squeezed(printed), []).append(task.number)
                places.setdefault((unit.name, squeezed(printed)), ("任务", index, key))
    for name, forms in seen.items():
        others = [form for form in forms if form != squeezed(name)]
        if len(forms) > 1:
            facts = {"name": name, "others": others, "tasks": {form: forms[form] for form in others}}
            yield Remark("unit-two-names", places[name, others[0]], facts)


@lint("names-alike")
def names_alike(plan: Plan, directory: Directory, _holidays: Holidays) -> Iterator[Remark]:
    """Two people's names differ by one character, or by a space: perhaps they are one person."""
    people: dict[str, Loc] = {}
    for index, task in enumerate(plan.tasks):
        for leader in task.leader:
            if not directory.find(leader) and not directory.group(leader):
                people.setdefault(leader, ("任务", index, "责任领导"))
    for index, unit in enumerate(directory.units):
        for key, name in (("分管领导", unit.leader), ("负责人", unit.head)):
            if name:
                people.setdefault(name, ("机构", index, key))
    for first, second in combinations(people, 2):
        if _alike(first, second):
            yield Remark("names-alike", people[second], {"name": second, "other": first})


def _alike(first: str, second: str) -> bool:
    """One character replaced, added or left out in a name of three or more; or only spaces differ."""
    short, long = sorted((squeezed(first), squeezed(second)), key=len)
    if short == long:
        return True
    if len(long) < _SHORTEST or len(long) - len(short) > 1:
        return False
    if len(short) == len(long):
        return sum(one != other for one, other in zip(short, long, strict=True)) == 1
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
