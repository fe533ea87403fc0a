"""Names in doubt: one unit under two of them, two people who may be one."""

from collections.abc import Iterator
from itertools import combinations

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.unit import remove_spaces
from duban.proofreading.rule import PlanProof, lint

_SHORTEST = 3


@lint("unit-two-names")
def unit_two_names(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """The plan prints one unit under different names."""
    seen: dict[str, dict[str, list[str]]] = {}
    places: dict[tuple[str, str], KeyPath] = {}
    for loc, task in proof.tasks:
        for key, printed in (("牵头", task.lead), *(("协办", support) for support in task.supports)):
            unit = proof.directory.find_unit(printed) if printed and not proof.directory.find_group(printed) else None
            if unit:
                seen.setdefault(unit.name, {}).setdefault(remove_spaces(printed), []).append(task.number)
                places.setdefault((unit.name, remove_spaces(printed)), (*loc, key))
    for name, forms in seen.items():
        others = [form for form in forms if form != remove_spaces(name)]
        if len(forms) > 1:
            facts = {"name": name, "others": others, "tasks": {form: forms[form] for form in others}}
            yield UnplacedFinding("unit-two-names", places[name, others[0]], facts)


@lint("names-alike")
def names_alike(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """Two people's names differ by one character, or by a space: perhaps they are one person.

    Told of the rarer name. The heads of two units are two people.
    """
    leaders: dict[str, list[KeyPath]] = {}
    heads: dict[str, list[KeyPath]] = {}
    for loc, task in proof.tasks:
        for name in task.leader:
            if not proof.directory.find_unit(name) and not proof.directory.find_group(name):
                leaders.setdefault(name, []).append((*loc, "责任领导"))
    for index, unit in enumerate(proof.directory.units):
        for people, key, name in ((leaders, "分管领导", unit.leader), (heads, "负责人", unit.head)):
            if name:
                people.setdefault(name, []).append(("机构", index, key))
    places = {name: [*leaders.get(name, ()), *heads.get(name, ())] for name in (*leaders, *heads)}
    for first, second in combinations(places, 2):
        if _alike(first, second) and (first in leaders or second in leaders):
            odd, other = (first, second) if len(places[first]) < len(places[second]) else (second, first)
            yield UnplacedFinding("names-alike", places[odd][0], {"name": odd, "other": other})


def _alike(first: str, second: str) -> bool:
    """One character replaced, added or left out in a name of three or more; or only spaces differ."""
    short, long = sorted((remove_spaces(first), remove_spaces(second)), key=len)
    if short == long:
        return True
    if len(long) < _SHORTEST or len(long) - len(short) > 1:
        return False
    if len(short) == len(long):
        return sum(one != other for one, other in zip(short, long, strict=True)) == 1
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
